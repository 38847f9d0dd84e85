/** B1: what the PIN screen shows. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function readKiosk(kiosk: Pick<Kiosk, 'state'>, _input: CallInput<'readKiosk'>): CallAnswer<'readKiosk'> {
  return kiosk.state.kiosk();
}
