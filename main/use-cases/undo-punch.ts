/**
 * C1: undo on the confirmation. It adds a void, which is durable before the answer, and deletes nothing. Only what was punched by
 * whoever still stands here, and only for a short while: later it is a supervisor's matter.
 */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { dropSetsOf } from '../database/answer-sets.ts';
import { isUndone } from '../database/own-records.ts';
import type { Kiosk } from '../kiosk.ts';
import { keepRecord } from '../outbox.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'recordStore' | 'sessions' | 'state' | 'time' | 'log' | 'newRecordId'>;

/** The confirmation closes long before; what is left is for slow hands and a link that broke. */
const undoWithinMs = 30_000;

export function undoPunch(kiosk: Kiosks, input: CallInput<'undoPunch'>): CallAnswer<'undoPunch'> {
  const session = kiosk.sessions.find(input.sessionId);
  if (session === null) return { kind: 'sessionEnded' };
  const punch = [...session.taps.values()].flatMap((tap) => (tap.kind === 'recorded' ? [tap.punch] : [])).find((one) => one.punchId === input.punchId);
  if (punch === undefined) return { kind: 'tooLate' };
  const undone = { kind: 'undone', punch, online: kiosk.state.isOnline() } as const;
  if (isUndone(kiosk.connection, punch.punchId)) return undone;
  if (kiosk.time.now().bestKnownMs - Date.parse(punch.instant) > undoWithinMs) return { kind: 'tooLate' };
  const kept = keepRecord(kiosk, { kind: 'void', punchId: punch.punchId });
  if (kept.kind !== 'stored') return kept;
  dropSetsOf(kiosk.connection, punch.punchId);
  return undone;
}
