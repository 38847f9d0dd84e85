/**
 * B2: the PIN is looked up on the device first, on line or off; only what is not found is asked of the server, within a short
 * bound (K11), and whom it knows is cached and goes on at once. Several people with one PIN are asked which (B5). What is found
 * nowhere counts as a guess before anybody hears of it (B6).
 */
import type { Employee } from '../../shared/contracts/entities.ts';
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { lastFourHash, pinHash } from '../../shared/lib/keyed-hash.ts';
import { askServer } from '../ask-server.ts';
import { findByLastFourHash, findByPinHash, lacksPin, peopleVersion } from '../database/people.ts';
import { identified } from '../identified.ts';
import { pinForm, type PinForm } from '../identity-check.ts';
import type { Kiosk } from '../kiosk.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'state' | 'relay' | 'time' | 'log' | 'syncLog' | 'guesses' | 'whereabouts' | 'recordStore' | 'newRecordId'>;
type Answer = CallAnswer<'identifyByPin'>;

/** K11: the failure in a row that leads to the identification form. */
const formAtFailure = 2;

export async function identifyByPin(kiosk: Kiosks, input: CallInput<'identifyByPin'>): Promise<Answer> {
  const properties = kiosk.settings.read('timeclock');
  const enrolment = kiosk.settings.read('enrolment');
  if (properties === null || enrolment === null) return { kind: 'notReady' };
  const form = pinForm(properties.pinType);
  if (form.kind === 'none' || form.digits !== input.pin.length) return { kind: 'pinTypeChanged' };
  const waitMs = kiosk.guesses.pin.waitMs();
  if (waitMs > 0) return { kind: 'slowed', waitSeconds: Math.ceil(waitMs / 1000) };
  const key = Buffer.from(enrolment.credentials.tenantKey, 'hex');
  const local = findHere(kiosk, form, input.pin, key);
  if (local.length > 0) return identified(kiosk, local, properties);
  const turn = kiosk.sessions.turn();
  const takeBack = kiosk.guesses.pin.countFailure();
  const asked = form.kind === 'pin' ? await askServer(kiosk, { route: 'findByPin', input: { pinHash: pinHash(input.pin, key) } }) : null;
  if (asked !== null && asked.length > 0) takeBack();
  // Whoever asked has gone meanwhile: the answer must not end the session of whoever stands here now.
  if (kiosk.sessions.turn() !== turn) return { kind: 'notFound', failures: kiosk.sessions.failures(), serverAsked: asked !== null, isFormNext: false };
  if (asked !== null && asked.length > 0) return identified(kiosk, asked, properties);
  return notFound(kiosk, form, asked !== null);
}

function findHere({ connection, settings }: Kiosks, form: Exclude<PinForm, { kind: 'none' }>, pin: string, key: Buffer): Employee[] {
  const version = peopleVersion(settings);
  return form.kind === 'pin' ? findByPinHash(connection, version, pinHash(pin, key)) : findByLastFourHash(connection, version, lastFourHash(pin, key));
}

/** K12: where somebody has no PIN of this kind, the form comes at the first failure: nobody should try twice what cannot succeed. */
function notFound(kiosk: Kiosks, form: PinForm, serverAsked: boolean): Answer {
  const failures = kiosk.sessions.countFailure();
  kiosk.log('identify.notFound', { failures, serverAsked });
  const isFormNext = failures >= formAtFailure || lacksPin(kiosk.connection, peopleVersion(kiosk.settings), form.kind);
  return { kind: 'notFound', failures, serverAsked, isFormNext };
}
