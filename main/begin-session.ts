/** Somebody was identified, in whichever way: their session begins, and with it what they may do now (C1). */
import type { TimeclockProperties } from '../shared/contracts/entities.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import type { Kiosk } from './kiosk.ts';
import type { KnownPerson } from './known-person.ts';
import { readOfferFor } from './offer.ts';

export function beginSession(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'state' | 'time' | 'whereabouts'>, known: KnownPerson, properties: TimeclockProperties): Offer {
  const { sessionId } = kiosk.sessions.begin(known.person);
  return readOfferFor(kiosk, { sessionId, known, properties, nowMs: kiosk.time.now().bestKnownMs, workDate: null, assignmentId: null });
}
