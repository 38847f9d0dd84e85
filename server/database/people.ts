/** Employees and their assignments. An employee always leaves here whole, with the assignments of one timeclock (A5). */
import type { Assignment, Employee } from '../../shared/contracts/entities.ts';
import { queryList } from './row-lists.ts';
import type { AssignmentsTable, EmployeesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/** One timeclock's view of the people: those employed on `today`, with assignments not ended before `assignmentsSince` (K13: late punches still need them). */
export interface AtTimeclock {
  readonly timeclockId: number;
  readonly today: string;
  readonly assignmentsSince: string;
}

function assignedAt(scope: TenantScope, at: AtTimeclock) {
  return scope
    .selectAssignments()
    .where('assignments.timeclock_id', '=', at.timeclockId)
    .where((eb) => eb.or([eb('assignments.end_date', 'is', null), eb('assignments.end_date', '>=', at.assignmentsSince)]));
}

function employedAt(scope: TenantScope, at: AtTimeclock) {
  return assignedAt(scope, at)
    .innerJoin('employees', (join) => join.onRef('employees.tenant_id', '=', 'assignments.tenant_id').onRef('employees.employee_id', '=', 'assignments.employee_id'))
    .where((eb) => eb.or([eb('employees.last_work_date', 'is', null), eb('employees.last_work_date', '>=', at.today)]));
}

/** How many people a complete download holds. */
export async function countAssigned(scope: TenantScope, at: AtTimeclock): Promise<number> {
  const row = await employedAt(scope, at)
    .select((eb) => eb.fn.count<number>('assignments.employee_id').distinct().as('people'))
    .executeTakeFirstOrThrow();
  return row.people;
}

/** Ids of the next page in order of id, with the size of each photo, so that a page can be kept small. */
export async function listAssigned(scope: TenantScope, at: AtTimeclock, afterEmployeeId: string, limit: number): Promise<{ employeeId: string; photoLength: number }[]> {
  const rows = await employedAt(scope, at)
    .select(['assignments.employee_id', (eb) => eb.fn.max<number | null>(eb.fn<number>('length', ['employees.photo_data_url'])).as('photo_length')])
    .where('assignments.employee_id', '>', afterEmployeeId)
    .groupBy('assignments.employee_id')
    .orderBy('assignments.employee_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ employeeId: row.employee_id, photoLength: row.photo_length ?? 0 }));
}

/** Length of the photo of each of `employeeIds` that has one. */
export async function photoLengths(scope: TenantScope, employeeIds: readonly string[]): Promise<Map<string, number>> {
  if (employeeIds.length === 0) return new Map();
  const rows = await scope
    .selectEmployees()
    .select(['employee_id', (eb) => eb.fn<number>('length', ['photo_data_url']).as('photo_length')])
    .where('employee_id', 'in', employeeIds)
    .where('photo_data_url', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [row.employee_id, row.photo_length]));
}

/** Those of `employeeIds` that are employed, whole, in order of id. Somebody without an assignment at the timeclock comes with none. */
export async function loadEmployees(scope: TenantScope, at: AtTimeclock, employeeIds: readonly string[]): Promise<Employee[]> {
  if (employeeIds.length === 0) return [];
  const people = await scope
    .selectEmployees()
    .selectAll()
    .where('employee_id', 'in', employeeIds)
    .where((eb) => eb.or([eb('last_work_date', 'is', null), eb('last_work_date', '>=', at.today)]))
    .orderBy('employee_id')
    .execute();
  const assignments = await assignedAt(scope, at).selectAll('assignments').where('assignments.employee_id', 'in', employeeIds).orderBy('assignment_id').execute();
  const byEmployee = Map.groupBy(assignments, (row) => row.employee_id);
  return people.map((row) => toEmployee(row, byEmployee.get(row.employee_id) ?? []));
}

function toEmployee(row: EmployeesTable, assignments: readonly AssignmentsTable[]): Employee {
  return {
    employeeId: row.employee_id,
    firstName: row.first_name,
    lastName: row.last_name,
    jobTitle: row.job_title,
    photoDataUrl: row.photo_data_url,
    pinHash: row.pin_hash,
    lastFourHash: row.last_four_hash,
    assignments: assignments.map(toAssignment),
  };
}

function toAssignment(row: AssignmentsTable): Assignment {
  return { assignmentId: row.assignment_id, job: row.job, department: row.department, startDate: row.start_date, endDate: row.end_date, shiftStart: row.shift_start, shiftEnd: row.shift_end };
}

/** B2: who has this PIN (or last-4 number) and is employed on `today`; at most `limit`. */
export async function findByVerifier(scope: TenantScope, column: 'pin_hash' | 'last_four_hash', hash: string, today: string, limit: number): Promise<string[]> {
  const rows = await scope
    .selectEmployees()
    .select('employee_id')
    .where(column, '=', hash)
    .where((eb) => eb.or([eb('last_work_date', 'is', null), eb('last_work_date', '>=', today)]))
    .orderBy('employee_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.employee_id);
}

/** B3: who has exactly these normalised names and last four digits and is employed on `today`; at most `limit`. */
export async function findByNames(scope: TenantScope, nameKey: string, lastFourHash: string, today: string, limit: number): Promise<string[]> {
  const rows = await scope
    .selectEmployees()
    .select('employee_id')
    .where('name_key', '=', nameKey)
    .where('last_four_hash', '=', lastFourHash)
    .where((eb) => eb.or([eb('last_work_date', 'is', null), eb('last_work_date', '>=', today)]))
    .orderBy('employee_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.employee_id);
}

/** Every timeclock at which somebody has, or had, an assignment: whoever must hear of a change. */
export async function timeclocksOf(scope: TenantScope, employeeId: string): Promise<number[]> {
  const rows = await scope.selectAssignments().select('timeclock_id').distinct().where('employee_id', '=', employeeId).execute();
  return rows.map((row) => row.timeclock_id);
}

/** Everybody that the tenant has ever had. */
export async function listEmployeeIds(scope: TenantScope): Promise<string[]> {
  const rows = await scope.selectEmployees().select('employee_id').execute();
  return rows.map((row) => row.employee_id);
}

/** Whose assignments these are; ids that nobody has are left out. */
export async function findAssignmentOwners(scope: TenantScope, assignmentIds: readonly string[]): Promise<string[]> {
  if (assignmentIds.length === 0) return [];
  const rows = await scope.selectAssignments().select('employee_id').distinct().where('assignment_id', 'in', assignmentIds).execute();
  return rows.map((row) => row.employee_id);
}

export type NewAssignment = Omit<AssignmentsTable, 'tenant_id'>;
export type NewEmployee = Omit<EmployeesTable, 'tenant_id'>;

/** Creates or replaces a person together with all of the assignments; the change rows are the caller's. */
export async function replaceEmployee(scope: TenantScope, person: NewEmployee, assignments: readonly NewAssignment[]): Promise<void> {
  const { employee_id: employeeId, ...facts } = person;
  await scope
    .insertEmployees([person])
    .onConflict((conflict) => conflict.columns(['tenant_id', 'employee_id']).doUpdateSet(facts))
    .execute();
  await scope.deleteAssignments().where('employee_id', '=', employeeId).execute();
  if (assignments.length > 0) await scope.insertAssignments(assignments).execute();
}

const rowsPerInsert = 500;

/** Adds many new people at once. */
export async function insertPeople(scope: TenantScope, people: readonly NewEmployee[], assignments: readonly NewAssignment[]): Promise<void> {
  for (let start = 0; start < people.length; start += rowsPerInsert) await scope.insertEmployees(people.slice(start, start + rowsPerInsert)).execute();
  for (let start = 0; start < assignments.length; start += rowsPerInsert) await scope.insertAssignments(assignments.slice(start, start + rowsPerInsert)).execute();
}

/** What judging a punch needs to know of a person (D3, K13). */
export interface KnownPerson {
  readonly lastWorkDate: string | null;
  readonly assignments: readonly { readonly assignmentId: string; readonly startDate: string; readonly endDate: string | null }[];
}

/** Those of `employeeIds` that the tenant knows, by id, with all assignments at all timeclocks. */
export async function loadKnownPeople(scope: TenantScope, employeeIds: readonly string[]): Promise<Map<string, KnownPerson>> {
  const wanted = { leading: [scope.tenantId], rows: employeeIds.map((employeeId) => [employeeId]), columns: ['text' as const] };
  const people = await queryList<Pick<EmployeesTable, 'employee_id' | 'last_work_date'>>(scope.db, {
    ...wanted,
    text: (list) => `select employee_id, last_work_date from employees where tenant_id = ? and employee_id in (${list})`,
  });
  const rows = await queryList<Pick<AssignmentsTable, 'employee_id' | 'assignment_id' | 'start_date' | 'end_date'>>(scope.db, {
    ...wanted,
    text: (list) => `select employee_id, assignment_id, start_date, end_date from assignments where tenant_id = ? and employee_id in (${list})`,
  });
  const byEmployee = Map.groupBy(rows, (row) => row.employee_id);
  const known = (employeeId: string) => (byEmployee.get(employeeId) ?? []).map((row) => ({ assignmentId: row.assignment_id, startDate: row.start_date, endDate: row.end_date }));
  return new Map(people.map((row) => [row.employee_id, { lastWorkDate: row.last_work_date, assignments: known(row.employee_id) }]));
}

/** At which timeclocks these people have assignments that had not ended before `since` (YYYY-MM-DD), by employee id. */
export async function listTimeclocksOfPeople(scope: TenantScope, employeeIds: readonly string[], since: string): Promise<Map<string, ReadonlySet<number>>> {
  const rows = await queryList<Pick<AssignmentsTable, 'employee_id' | 'timeclock_id'>>(scope.db, {
    leading: [scope.tenantId, since],
    rows: employeeIds.map((employeeId) => [employeeId]),
    columns: ['text'],
    text: (list) => `select employee_id, timeclock_id from assignments where tenant_id = ? and (end_date is null or end_date >= ?) and employee_id in (${list})`,
  });
  // Not `distinct`: SQLite would walk an index of all the tenant's assignments for its order.
  const timeclocks = new Map<string, Set<number>>();
  for (const row of rows) {
    const known = timeclocks.get(row.employee_id);
    if (known === undefined) timeclocks.set(row.employee_id, new Set([row.timeclock_id]));
    else known.add(row.timeclock_id);
  }
  return timeclocks;
}
