/** C1, C2: the offer again, for another assignment or work date. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { findPerson } from '../known-person.ts';
import { makeOffer } from '../offer.ts';
import { readStanding } from '../standing.ts';

export function readOffer(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'time'>, input: CallInput<'readOffer'>): CallAnswer<'readOffer'> {
  const session = kiosk.sessions.find(input.sessionId);
  const properties = kiosk.settings.read('timeclock');
  if (session === null || properties === null) return { kind: 'sessionEnded' };
  const known = findPerson(kiosk, session.person);
  if (known === null) return { kind: 'sessionEnded' };
  const nowMs = kiosk.time.now().bestKnownMs;
  const standing = readStanding(kiosk, { known, properties, nowMs, workDate: input.workDate });
  const chosen = standing.mayChooseDate ? standing : readStanding(kiosk, { known, properties, nowMs, workDate: null });
  return { kind: 'offered', offer: makeOffer(session.sessionId, known, chosen, nowMs, input.assignmentId) };
}
