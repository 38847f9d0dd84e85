/** Somebody was identified, in whichever way: their session begins, and with it what they may do now (C1). */
import type { TimeclockProperties } from '../shared/contracts/entities.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import type { Kiosk } from './kiosk.ts';
import type { KnownPerson } from './known-person.ts';
import { makeOffer } from './offer.ts';
import { readStanding } from './standing.ts';

export function beginSession(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'time'>, known: KnownPerson, properties: TimeclockProperties): Offer {
  const session = kiosk.sessions.begin(known.person);
  const nowMs = kiosk.time.now().bestKnownMs;
  return makeOffer(session.sessionId, known, readStanding(kiosk, { known, properties, nowMs, workDate: null }), nowMs, null);
}
