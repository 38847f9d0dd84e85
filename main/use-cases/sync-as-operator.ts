/** D1, G2: an operator's sync. What goes on then, the status tells. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

export function syncAsOperator(kiosk: Pick<Kiosk, 'operators' | 'settings' | 'daemon'>, input: CallInput<'syncAsOperator'>): CallAnswer<'syncAsOperator'> {
  const operator = requireOperator(kiosk, input.operatorSessionId, 'sync');
  if (operator.kind !== 'operator') return operator;
  if (kiosk.settings.read('enrolment') === null) return { kind: 'notReady' };
  kiosk.daemon.syncNow();
  return { kind: 'started' };
}
