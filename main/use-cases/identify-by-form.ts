/**
 * B3: first name, last name, last four digits. The device's own people first, then the server within the bound; nobody of that form
 * is somebody new, who is recorded and may punch: a time clock never turns a worker away. The same form is the same person (B4).
 *
 * K11: guesses at the form have a counter of their own. Beyond it no match is revealed, and all that a form brings is a temporary record;
 * whom it belongs to is found when the server has it (F5).
 */
import type { Employee, TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { nameKey, readLastFour, readName } from '../../shared/rules/identity.ts';
import { askServer } from '../ask-server.ts';
import { beginSession } from '../begin-session.ts';
import { findByLastFourHash, peopleVersion } from '../database/people.ts';
import { findTemporaryByForm } from '../database/temporary-employees.ts';
import { identified } from '../identified.ts';
import type { Kiosk } from '../kiosk.ts';
import { findPerson } from '../known-person.ts';
import { lastFourHasher } from '../last-four.ts';
import { keepRecord } from '../outbox.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'state' | 'relay' | 'time' | 'log' | 'syncLog' | 'guesses' | 'recordStore' | 'newRecordId' | 'newId' | 'whereabouts'>;
type Answer = CallAnswer<'identifyByForm'>;

interface Form {
  readonly firstName: string;
  readonly lastName: string;
  readonly lastFour: string;
  readonly lastFourHash: string;
}

export async function identifyByForm(kiosk: Kiosks, input: CallInput<'identifyByForm'>): Promise<Answer> {
  const properties = kiosk.settings.read('timeclock');
  if (properties === null || kiosk.settings.read('enrolment') === null) return { kind: 'notReady' };
  const form = readForm(kiosk, input);
  if ('kind' in form) return form;
  // K11: whoever has guessed too often learns nothing.
  if (kiosk.guesses.form.waitMs() > 0) return standAsTemporary(kiosk, form, properties);
  const local = findHere(kiosk, form);
  if (local.length > 0) return identified(kiosk, local, properties);
  const turn = kiosk.sessions.turn();
  const takeBack = findTemporaryByForm(kiosk.connection, form) === null ? kiosk.guesses.form.countFailure() : () => undefined;
  const { firstName, lastName, lastFourHash } = form;
  const asked = await askServer(kiosk, { route: 'findByForm', input: { firstName, lastName, lastFourHash } });
  if (asked !== null && asked.length > 0) takeBack();
  if (kiosk.sessions.turn() !== turn) return { kind: 'sessionEnded' };
  return asked !== null && asked.length > 0 ? identified(kiosk, asked, properties) : standAsTemporary(kiosk, form, properties);
}

function readForm(kiosk: Kiosks, input: CallInput<'identifyByForm'>): Form | Extract<Answer, { kind: 'badForm' }> {
  const firstName = readName(input.firstName);
  const lastName = readName(input.lastName);
  const lastFour = readLastFour(input.lastFour);
  if (firstName.kind === 'name' && lastName.kind === 'name' && lastFour !== null) return { firstName: firstName.name, lastName: lastName.name, lastFour, lastFourHash: lastFourHasher(kiosk.settings)(lastFour) };
  return {
    kind: 'badForm',
    firstName: firstName.kind === 'name' ? null : firstName.kind,
    lastName: lastName.kind === 'name' ? null : lastName.kind,
    lastFour: lastFour === null ? 'notFourDigits' : null,
  };
}

function findHere({ connection, settings }: Kiosks, form: Form): Employee[] {
  const key = nameKey(form.firstName, form.lastName);
  return findByLastFourHash(connection, peopleVersion(settings), form.lastFourHash).filter((person) => nameKey(person.firstName, person.lastName) === key);
}

function standAsTemporary(kiosk: Kiosks, form: Form, properties: TimeclockProperties): Answer {
  const before = findTemporaryByForm(kiosk.connection, form);
  const temporaryEmployeeId = before?.temporaryEmployeeId ?? kiosk.newId();
  if (before === null) {
    const { firstName, lastName, lastFour } = form;
    const kept = keepRecord(kiosk, { kind: 'temporaryEmployee', temporaryEmployeeId, firstName, lastName, lastFour });
    if (kept.kind === 'notSaved') return kept;
  }
  kiosk.log('identify.temporary', { isKnown: before !== null });
  const known = findPerson(kiosk, { kind: 'temporary', temporaryEmployeeId });
  return known === null ? { kind: 'notReady' } : { kind: 'identified', offer: beginSession(kiosk, known, properties) };
}
