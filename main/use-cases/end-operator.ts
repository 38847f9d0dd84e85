/** K16: leaving the administration, and the reset timer there. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function endOperator(kiosk: Pick<Kiosk, 'operators'>, input: CallInput<'endOperator'>): CallAnswer<'endOperator'> {
  kiosk.operators.end(input.operatorSessionId);
  return { kind: 'ended' };
}
