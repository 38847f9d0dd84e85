/** Employees as administrators and supervisors see them: with all assignments, and never with a hash. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { consolePerson } from '../../shared/contracts/console-entities.ts';
import { inChunks } from './chunks.ts';
import type { AssignmentsTable, EmployeesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type ConsolePerson = z.input<typeof consolePerson>;

export interface PeopleFilter {
  /** Normalised words; each must stand in the name or the id. */
  readonly words: readonly string[];
  readonly timeclockId: number | null;
  readonly state: 'employed' | 'left' | 'all';
  /** Today at the organisation: who left before is not employed. */
  readonly today: string;
  /** Only people who work, or worked, at the timeclocks listed for this user; null for everybody. */
  readonly visibleTo: string | null;
}

function matching(scope: TenantScope, filter: PeopleFilter) {
  let query = scope.selectEmployees();
  for (const word of filter.words) {
    const pattern = `%${word.replace(/[!%_]/g, '!$&')}%`;
    query = query.where((eb) => eb.or([sql<boolean>`${eb.ref('employees.name_key')} like ${pattern} escape '!'`, sql<boolean>`lower(${eb.ref('employees.employee_id')}) like ${pattern} escape '!'`]));
  }
  if (filter.state === 'employed') query = query.where((eb) => eb.or([eb('employees.last_work_date', 'is', null), eb('employees.last_work_date', '>=', filter.today)]));
  if (filter.state === 'left') query = query.where('employees.last_work_date', '<', filter.today);
  if (filter.timeclockId !== null) query = query.where('employees.employee_id', 'in', scope.selectAssignments().select('assignments.employee_id').where('assignments.timeclock_id', '=', filter.timeclockId));
  return filter.visibleTo === null ? query : query.where('employees.employee_id', 'in', seenBy(scope, filter.visibleTo));
}

/** Ids of everybody with an assignment at a timeclock that is listed for the user. */
function seenBy(scope: TenantScope, userId: string) {
  return scope
    .selectAssignments()
    .innerJoin('user_timeclocks', (join) => join.onRef('user_timeclocks.tenant_id', '=', 'assignments.tenant_id').onRef('user_timeclocks.timeclock_id', '=', 'assignments.timeclock_id'))
    .select('assignments.employee_id')
    .where('user_timeclocks.user_id', '=', userId);
}

export async function countPeople(scope: TenantScope, filter: PeopleFilter): Promise<number> {
  const row = await matching(scope, filter)
    .select((eb) => eb.fn.countAll<number>().as('people'))
    .executeTakeFirstOrThrow();
  return row.people;
}

/** Ids of the next page in order of id, with the size of each photo, so that a page can be kept small. */
export async function listPeopleIds(scope: TenantScope, filter: PeopleFilter, afterEmployeeId: string, limit: number): Promise<{ employeeId: string; photoLength: number }[]> {
  const rows = await matching(scope, filter)
    .select(['employees.employee_id', (eb) => eb.fn<number | null>('length', ['employees.photo_data_url']).as('photo_length')])
    .where('employees.employee_id', '>', afterEmployeeId)
    .orderBy('employees.employee_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ employeeId: row.employee_id, photoLength: row.photo_length ?? 0 }));
}

/** These people, whole, in order of id. */
export async function loadPeople(scope: TenantScope, employeeIds: readonly string[]): Promise<ConsolePerson[]> {
  const people: ConsolePerson[] = [];
  for (const ids of inChunks(employeeIds)) {
    const rows = await scope.selectEmployees().selectAll().where('employee_id', 'in', ids).orderBy('employee_id').execute();
    const assignments = await scope.selectAssignments().selectAll().where('employee_id', 'in', ids).orderBy('start_date').orderBy('assignment_id').execute();
    const byEmployee = Map.groupBy(assignments, (row) => row.employee_id);
    people.push(...rows.map((row) => toPerson(row, byEmployee.get(row.employee_id) ?? [])));
  }
  return people;
}

function toPerson(row: EmployeesTable, assignments: readonly AssignmentsTable[]): ConsolePerson {
  return {
    employeeId: row.employee_id,
    firstName: row.first_name,
    lastName: row.last_name,
    jobTitle: row.job_title,
    photoDataUrl: row.photo_data_url,
    hasPin: row.pin_hash !== null,
    pinDigits: row.pin_digits === 4 || row.pin_digits === 6 ? row.pin_digits : null,
    hasLastFour: row.last_four_hash !== null,
    lastWorkDate: row.last_work_date,
    assignments: assignments.map((one) => ({
      assignmentId: one.assignment_id,
      timeclockId: one.timeclock_id,
      job: one.job,
      department: one.department,
      startDate: one.start_date,
      endDate: one.end_date,
      shiftStart: one.shift_start,
      shiftEnd: one.shift_end,
    })),
  };
}

/** What must not be lost when a person is saved without it. */
export type PersonSecrets = Pick<EmployeesTable, 'pin_hash' | 'pin_digits' | 'last_four_hash' | 'name_key'>;

/** Null for somebody unknown. */
export async function readPersonSecrets(scope: TenantScope, employeeId: string): Promise<PersonSecrets | null> {
  const row = await scope.selectEmployees().select(['pin_hash', 'pin_digits', 'last_four_hash', 'name_key']).where('employee_id', '=', employeeId).executeTakeFirst();
  return row ?? null;
}

/** Everybody who has one of these names now (rules/identity.ts). */
export async function listNamesakes(scope: TenantScope, nameKeys: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const keys of inChunks(nameKeys)) {
    for (const row of await scope.selectEmployees().select('employee_id').where('name_key', 'in', keys).execute()) found.push(row.employee_id);
  }
  return found;
}
