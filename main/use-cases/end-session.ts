/** B7, K11: the reset timer or Done. Whoever stood here is forgotten, and so are failures in a row. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { sendLeftAnswers, type SendingKiosk } from '../asked-questions.ts';
import type { Kiosk } from '../kiosk.ts';

export function endSession(kiosk: SendingKiosk & Pick<Kiosk, 'sessions'>, _input: CallInput<'endSession'>): CallAnswer<'endSession'> {
  kiosk.sessions.end();
  sendLeftAnswers(kiosk);
  return { kind: 'ended' };
}
