/**
 * Employees, by version: a row is visible while `since_version` <= version in force < `until_version`. A look-up is one index
 * probe, whatever a download has staged meanwhile (stage-people.ts).
 */
import { sql } from 'kysely';
import { z } from 'zod';
import { assignment, type Employee } from '../../shared/contracts/entities.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';
import type { Settings } from './settings.ts';

const columns = ['employee_id', 'first_name', 'last_name', 'job_title', 'photo_data_url', 'pin_hash', 'last_four_hash', 'assignments'] as const;

const visible = build
  .selectFrom('employees')
  .select(columns)
  .where('since_version', '<=', given<number>('version'))
  .where((row) => row.or([row('until_version', 'is', null), row('until_version', '>', given<number>('version'))]));

const byPin = query<{ hash: string; version: number }>()(visible.where('pin_hash', '=', given<string>('hash')).limit(sql.lit(50)));
const byLastFour = query<{ hash: string; version: number }>()(visible.where('last_four_hash', '=', given<string>('hash')).limit(sql.lit(50)));
const byId = query<{ employeeId: string; version: number }>()(visible.where('employee_id', '=', given<string>('employeeId')).limit(sql.lit(1)));
const lastKnown = query<{ employeeId: string; version: number }>()(
  build.selectFrom('employees').select(columns).where('employee_id', '=', given<string>('employeeId')).where('since_version', '<=', given<number>('version')).orderBy('since_version', 'desc').limit(sql.lit(1)),
);

/** Somebody whom no PIN of this kind identifies. */
const withoutPin = query<{ version: number }>()(visible.where('pin_hash', 'is', null).limit(sql.lit(1)));
const withoutLastFour = query<{ version: number }>()(visible.where('last_four_hash', 'is', null).limit(sql.lit(1)));

const countVisible = query<{ version: number }>()(
  build
    .selectFrom('employees')
    .select((row) => row.fn.countAll<number>().as('people'))
    .where('since_version', '<=', given<number>('version'))
    .where((row) => row.or([row('until_version', 'is', null), row('until_version', '>', given<number>('version'))])),
);

/** The version in force. */
export function peopleVersion(settings: Settings): number {
  return settings.read('peopleVersion') ?? 0;
}

/** Everyone with that PIN; several are possible (B5). */
export function findByPinHash(connection: Connection, version: number, hash: string): Employee[] {
  return connection.all(byPin, { hash, version }).map(toEmployee);
}

export function findByLastFourHash(connection: Connection, version: number, hash: string): Employee[] {
  return connection.all(byLastFour, { hash, version }).map(toEmployee);
}

export function findEmployee(connection: Connection, version: number, employeeId: string): Employee | null {
  const row = connection.get(byId, { employeeId, version });
  return row === undefined ? null : toEmployee(row);
}

/** Also somebody who has left since (K13): the last that was known. */
export function findEmployeeEvenIfGone(connection: Connection, version: number, employeeId: string): Employee | null {
  const row = connection.get(lastKnown, { employeeId, version });
  return row === undefined ? null : toEmployee(row);
}

/** K12: true while somebody here has no PIN of the kind that the timeclock asks for. */
export function lacksPin(connection: Connection, version: number, kind: 'pin' | 'lastFour' | 'none'): boolean {
  return kind !== 'none' && connection.get(kind === 'pin' ? withoutPin : withoutLastFour, { version }) !== undefined;
}

/** How many people can be identified on this device. */
export function countPeople(connection: Connection, version: number): number {
  return connection.get(countVisible, { version })?.people ?? 0;
}

type StoredEmployee = Readonly<{
  employee_id: string;
  first_name: string;
  last_name: string;
  job_title: string;
  photo_data_url: string | null;
  pin_hash: string | null;
  last_four_hash: string | null;
  assignments: string;
}>;

const storedAssignments = z.array(assignment);

function toEmployee(row: StoredEmployee): Employee {
  return {
    employeeId: row.employee_id,
    firstName: row.first_name,
    lastName: row.last_name,
    jobTitle: row.job_title,
    photoDataUrl: row.photo_data_url,
    pinHash: row.pin_hash,
    lastFourHash: row.last_four_hash,
    assignments: storedAssignments.parse(JSON.parse(row.assignments)),
  };
}
