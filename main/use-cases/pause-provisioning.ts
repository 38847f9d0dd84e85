/** A9: somebody sets the kiosk up by hand, for example because the file cannot be used. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function pauseProvisioning(kiosk: Pick<Kiosk, 'provisioning'>, _input: CallInput<'pauseProvisioning'>): CallAnswer<'pauseProvisioning'> {
  kiosk.provisioning.pause();
  return kiosk.provisioning.view;
}
