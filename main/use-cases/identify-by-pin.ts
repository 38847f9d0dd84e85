/**
 * B2: the PIN is looked up on the device first, on line or off; only what is not found is asked of the server, within a short
 * bound (K11), and whom it knows is cached and goes on at once. Several people with one PIN are asked which (B5).
 */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Employee, TimeclockProperties } from '../../shared/contracts/entities.ts';
import { lastFourHash, pinHash } from '../../shared/lib/keyed-hash.ts';
import { beginSession } from '../begin-session.ts';
import { findByLastFourHash, findByPinHash, peopleVersion } from '../database/people.ts';
import { cacheEmployee } from '../database/stage-people.ts';
import { pinForm } from '../identity-check.ts';
import type { Kiosk } from '../kiosk.ts';
import { personOf } from '../known-person.ts';
import { displayName } from '../offer.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'state' | 'relay' | 'time' | 'log'>;
type Answer = CallAnswer<'identifyByPin'>;

/** K11: the bound of B2. */
const serverWithinMs = 1_500;

export async function identifyByPin(kiosk: Kiosks, input: CallInput<'identifyByPin'>): Promise<Answer> {
  const properties = kiosk.settings.read('timeclock');
  const enrolment = kiosk.settings.read('enrolment');
  if (properties === null || enrolment === null) return { kind: 'notReady' };
  const form = pinForm(properties.pinType);
  if (form.kind === 'none' || form.digits !== input.pin.length) return { kind: 'pinTypeChanged' };
  const key = Buffer.from(enrolment.credentials.tenantKey, 'hex');
  const version = peopleVersion(kiosk.settings);
  const local = form.kind === 'pin' ? findByPinHash(kiosk.connection, version, pinHash(input.pin, key)) : findByLastFourHash(kiosk.connection, version, lastFourHash(input.pin, key));
  if (local.length > 0) return identified(kiosk, local, properties);
  const turn = kiosk.sessions.turn();
  const asked = form.kind === 'pin' && kiosk.state.isOnline() ? await askServer(kiosk, pinHash(input.pin, key)) : null;
  // Whoever asked has gone meanwhile: the answer must not end the session of whoever stands here now.
  if (kiosk.sessions.turn() !== turn) return { kind: 'notFound', failures: kiosk.sessions.failures(), serverAsked: asked !== null };
  if (asked !== null && asked.length > 0) return identified(kiosk, asked, properties);
  const failures = kiosk.sessions.countFailure();
  kiosk.log('identify.notFound', { failures, serverAsked: asked !== null });
  return { kind: 'notFound', failures, serverAsked: asked !== null };
}

/** Whom the server knows by that PIN, stored on the device now; null when it did not answer in time. */
async function askServer(kiosk: Kiosks, hash: string): Promise<Employee[] | null> {
  const enrolment = kiosk.settings.read('enrolment');
  if (enrolment === null) return null;
  const { serverUrl, credentials } = enrolment;
  const outcome = await kiosk.relay.ask({ route: 'findByPin', serverUrl, deviceToken: credentials.deviceToken, input: { pinHash: hash }, timeoutMs: serverWithinMs });
  kiosk.log('identify.serverAsked', { outcome: outcome.kind });
  if (outcome.kind !== 'answered') return null;
  for (const person of outcome.answer.employees) cacheEmployee(kiosk.connection, peopleVersion(kiosk.settings), person);
  return outcome.answer.employees;
}

function identified(kiosk: Kiosks, people: readonly Employee[], properties: TimeclockProperties): Answer {
  const [only, ...others] = people;
  if (only !== undefined && others.length === 0) return { kind: 'identified', offer: beginSession(kiosk, personOf(only), properties) };
  const { choiceId } = kiosk.sessions.offerChoice(people);
  return {
    kind: 'whichOfYou',
    choiceId,
    people: people.map((person) => ({ employeeId: person.employeeId, displayName: displayName(person), jobTitle: person.jobTitle, photoDataUrl: person.photoDataUrl })),
  };
}
