/** G1, K16: the kiosk's window closes and main stops in order. It resets nothing: what is not sent yet goes at the next start. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

/** So that the screen still hears the answer. */
const afterMs = 300;

export function leaveKioskMode(kiosk: Pick<Kiosk, 'operators' | 'syncLog' | 'time' | 'timers' | 'state' | 'log' | 'quit'>, input: CallInput<'leaveKioskMode'>): CallAnswer<'leaveKioskMode'> {
  const operator = requireOperator(kiosk, input.operatorSessionId, 'exit');
  if (operator.kind !== 'operator') return operator;
  const { userId } = operator.session;
  const { pending, failed } = kiosk.state.counts();
  kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'warning', event: 'operator.leftKioskMode', fields: { userId, pending, failed } });
  kiosk.log('operator.leftKioskMode', { userId, pending, failed });
  kiosk.timers.after(afterMs, () => kiosk.quit(0));
  return { kind: 'leaving' };
}
