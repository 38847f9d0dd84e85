/** Somebody was identified, in whichever way: their session begins, and with it what they may do now (C1). */
import type { TimeclockProperties } from '../shared/contracts/entities.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import { beginForgottenQuestions, readQuestions, sendLeftAnswers } from './asked-questions.ts';
import type { Kiosk } from './kiosk.ts';
import type { KnownPerson } from './known-person.ts';
import { readOfferFor } from './offer.ts';

export function beginSession(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'state' | 'time' | 'whereabouts' | 'log' | 'recordStore' | 'newRecordId'>, known: KnownPerson, properties: TimeclockProperties): Offer {
  sendLeftAnswers(kiosk);
  const { sessionId } = kiosk.sessions.begin(known.person);
  const nowMs = kiosk.time.now().bestKnownMs;
  const offer = readOfferFor(kiosk, { sessionId, known, properties, nowMs, workDate: null, assignmentId: null });
  const last = offer.punches.at(-1);
  if (last !== undefined) beginForgottenQuestions(kiosk, known, properties, { ...last, instantMs: Date.parse(last.instant) }, nowMs);
  return { ...offer, questions: readQuestions(kiosk, known) };
}
