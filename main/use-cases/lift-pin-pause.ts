/** B6, G2: a supervisor says that whoever guesses here is no stranger. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';
import { liftGuessLimit } from './lift-guess-limit.ts';

export function liftPinPause(kiosk: Pick<Kiosk, 'operators' | 'guesses' | 'syncLog' | 'time' | 'log'>, input: CallInput<'liftPinPause'>): CallAnswer<'liftPinPause'> {
  const operator = requireOperator(kiosk, input.operatorSessionId, 'liftGuessLimit');
  if (operator.kind !== 'operator') return operator;
  liftGuessLimit(kiosk, { userId: operator.session.userId });
  return { kind: 'lifted' };
}
