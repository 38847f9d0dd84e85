/** C1, C2: the offer again, for another assignment or work date. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { findPerson } from '../known-person.ts';
import { readOfferFor } from '../offer.ts';

export function readOffer(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'state' | 'time' | 'whereabouts'>, input: CallInput<'readOffer'>): CallAnswer<'readOffer'> {
  const { sessionId, workDate, assignmentId } = input;
  const session = kiosk.sessions.find(sessionId);
  const properties = kiosk.settings.read('timeclock');
  if (session === null || properties === null) return { kind: 'sessionEnded' };
  const known = findPerson(kiosk, session.person);
  if (known === null) return { kind: 'sessionEnded' };
  return { kind: 'offered', offer: readOfferFor(kiosk, { sessionId, known, properties, nowMs: kiosk.time.now().bestKnownMs, workDate, assignmentId }) };
}
