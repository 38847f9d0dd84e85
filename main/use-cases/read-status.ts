/** E1, F7: connectivity and sync. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function readStatus(kiosk: Pick<Kiosk, 'state'>, _input: CallInput<'readStatus'>): CallAnswer<'readStatus'> {
  return kiosk.state.status();
}
