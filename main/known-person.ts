/**
 * Who somebody is, as rules and screens need to know it: an employee, or somebody known by the identification form alone (B3). Whom
 * the server has matched is the employee from then on, wherever the form's record is named (F5, K10).
 */
import type { Assignment, Employee, Person } from '../shared/contracts/entities.ts';
import type { Connection } from './database/connection.ts';
import { findTemporaryOutcome } from './database/outcomes.ts';
import { findEmployee, peopleVersion } from './database/people.ts';
import type { Settings } from './database/settings.ts';
import { findTemporaryEmployee, type TemporaryEmployee } from './database/temporary-employees.ts';

export interface KnownPerson {
  /** Whose punches these are, and who a new one is of. */
  readonly person: Person;
  readonly firstName: string;
  readonly lastName: string;
  readonly jobTitle: string;
  readonly photoDataUrl: string | null;
  /** None for somebody whom nobody has matched yet: their punches are taken without (C2). */
  readonly assignments: readonly Assignment[];
}

interface Store {
  readonly connection: Connection;
  readonly settings: Settings;
}

/** Null when the person is not known here any more. */
export function findPerson(store: Store, person: Person): KnownPerson | null {
  if (person.kind === 'temporary') return findTemporary(store, person.temporaryEmployeeId);
  const employee = findEmployee(store.connection, peopleVersion(store.settings), person.employeeId);
  return employee === null ? null : personOf(employee);
}

export function personOf(employee: Employee): KnownPerson {
  const { employeeId, firstName, lastName, jobTitle, photoDataUrl, assignments } = employee;
  return { person: { kind: 'employee', employeeId }, firstName, lastName, jobTitle, photoDataUrl, assignments };
}

function findTemporary(store: Store, temporaryEmployeeId: string): KnownPerson | null {
  const form = findTemporaryEmployee(store.connection, temporaryEmployeeId);
  if (form === null) return null;
  const outcome = findTemporaryOutcome(store.connection, temporaryEmployeeId);
  if (outcome?.kind !== 'matched') return fromForm(form, { kind: 'temporary', temporaryEmployeeId });
  const employee = findEmployee(store.connection, peopleVersion(store.settings), outcome.employeeId);
  // Somebody of another timeclock: the server knows whose punches these are, this kiosk only the name.
  return employee === null ? fromForm(form, { kind: 'employee', employeeId: outcome.employeeId }) : personOf(employee);
}

function fromForm({ firstName, lastName }: TemporaryEmployee, person: Person): KnownPerson {
  return { person, firstName, lastName, jobTitle: '', photoDataUrl: null, assignments: [] };
}
