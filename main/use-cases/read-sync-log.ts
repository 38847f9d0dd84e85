/** G3: lines of the sync log by level, sync and text, newest first. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { lineOf } from '../diagnostics/log-line.ts';
import { toInstant } from '../instant.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

const offeredSessions = 20;

export function readSyncLog(kiosk: Pick<Kiosk, 'operators' | 'syncLog' | 'diagnostics'>, input: CallInput<'readSyncLog'>): CallAnswer<'readSyncLog'> {
  const { operatorSessionId, level, session, text, limit } = input;
  const operator = requireOperator(kiosk, operatorSessionId, 'diagnostics');
  if (operator.kind !== 'operator') return operator;
  kiosk.diagnostics.watch.hasRead();
  const trimmed = text?.trim() ?? '';
  const lines = kiosk.syncLog.read({ level, session, text: trimmed === '' ? null : trimmed, limit });
  const sessions = kiosk.syncLog.sessions(offeredSessions).map(({ atMs, ...one }) => ({ at: toInstant(atMs), ...one }));
  return { kind: 'read', lines: lines.map(lineOf), sessions };
}
