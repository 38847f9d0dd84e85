/** A9: Retry now. The file is read again. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function retryProvisioning(kiosk: Pick<Kiosk, 'provisioning'>, _input: CallInput<'retryProvisioning'>): CallAnswer<'retryProvisioning'> {
  kiosk.provisioning.start();
  return kiosk.provisioning.view;
}
