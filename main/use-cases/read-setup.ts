/** A1: where the wizard stands. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function readSetup(kiosk: Pick<Kiosk, 'setup'>, _input: CallInput<'readSetup'>): CallAnswer<'readSetup'> {
  return kiosk.setup.view();
}
