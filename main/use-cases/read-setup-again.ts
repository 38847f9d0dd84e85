/** A10: what stands in the way of setting this kiosk up again. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { readUnsent } from '../afresh/unsent.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

export function readSetupAgain(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'operators'>, input: CallInput<'readSetupAgain'>): CallAnswer<'readSetupAgain'> {
  const operator = requireOperator(kiosk, input.operatorSessionId, 'setupAgain');
  return operator.kind === 'operator' ? { kind: 'setupAgain', unsent: readUnsent(kiosk) } : operator;
}
