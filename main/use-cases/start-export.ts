/** E8: begins an export for whoever is signed in to the administration, off line too. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

export function startExport(kiosk: Pick<Kiosk, 'operators' | 'exports'>, input: CallInput<'startExport'>): CallAnswer<'startExport'> {
  const allowed = requireOperator(kiosk, input.operatorSessionId, 'export');
  if (allowed.kind !== 'operator') return allowed;
  const { userId, username } = allowed.session;
  return kiosk.exports.start({ targetId: input.targetId, formats: input.formats, madeBy: { userId, username }, onProgress: () => void kiosk.operators.touch(input.operatorSessionId) });
}
