/** A9: how far a kiosk is that sets itself up from a file. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function readProvisioning(kiosk: Pick<Kiosk, 'provisioning'>, _input: CallInput<'readProvisioning'>): CallAnswer<'readProvisioning'> {
  return kiosk.provisioning.view;
}
