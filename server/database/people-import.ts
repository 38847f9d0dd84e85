/** Many people at once: what is stored of them, and storing them, some hundreds in a statement. */
import { sql } from 'kysely';
import { inChunks } from './chunks.ts';
import { dialectOf } from './dialect.ts';
import type { NewAssignment, NewEmployee } from './people.ts';
import type { TenantScope } from './tenant-scope.ts';

/**
 * In the caller's transaction PostgreSQL plans every statement for the tables as they are: plans that it kept from when they were
 * small read them whole for each row of an import.
 */
export async function planAfresh(scope: TenantScope): Promise<void> {
  if (dialectOf(scope.db) === 'postgres') await sql`set local plan_cache_mode = force_custom_plan`.execute(scope.db);
}

export interface StoredPerson {
  /** Without the photo, which a list never changes. */
  readonly employee: Omit<NewEmployee, 'photo_data_url'>;
  readonly assignments: readonly NewAssignment[];
}

const employeeColumns = ['employee_id', 'first_name', 'last_name', 'job_title', 'pin_hash', 'pin_digits', 'last_four_hash', 'last_work_date', 'name_key'] as const;
const assignmentColumns = ['assignment_id', 'employee_id', 'timeclock_id', 'job', 'department', 'start_date', 'end_date', 'shift_start', 'shift_end'] as const;

/** Those of the ids that are known, by id; assignments in order of id. */
export async function loadStoredPeople(scope: TenantScope, employeeIds: readonly string[]): Promise<Map<string, StoredPerson>> {
  const found = new Map<string, StoredPerson>();
  for (const ids of inChunks(employeeIds)) {
    const people = await scope.selectEmployees().select(employeeColumns).where('employee_id', 'in', ids).execute();
    const assignments = await scope.selectAssignments().select(assignmentColumns).where('employee_id', 'in', ids).execute();
    const byEmployee = Map.groupBy(assignments, (row) => row.employee_id);
    for (const employee of people) found.set(employee.employee_id, { employee, assignments: byEmployee.get(employee.employee_id) ?? [] });
  }
  return found;
}

/** Whose these assignments are now; ids that nobody has are left out. */
export async function loadAssignmentOwners(scope: TenantScope, assignmentIds: readonly string[]): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  for (const ids of inChunks(assignmentIds)) {
    for (const row of await scope.selectAssignments().select(['assignment_id', 'employee_id']).where('assignment_id', 'in', ids).execute()) owners.set(row.assignment_id, row.employee_id);
  }
  return owners;
}

/** Creates or changes these people with all their assignments; photos stay. Some hundreds at a time are the caller's business. */
export async function storePeople(scope: TenantScope, people: readonly StoredPerson[]): Promise<void> {
  if (people.length === 0) return;
  await scope
    .insertEmployees(people.map((person) => ({ ...person.employee, photo_data_url: null })))
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'employee_id']).doUpdateSet((eb) => ({
        first_name: eb.ref('excluded.first_name'),
        last_name: eb.ref('excluded.last_name'),
        job_title: eb.ref('excluded.job_title'),
        pin_hash: eb.ref('excluded.pin_hash'),
        pin_digits: eb.ref('excluded.pin_digits'),
        last_four_hash: eb.ref('excluded.last_four_hash'),
        last_work_date: eb.ref('excluded.last_work_date'),
        name_key: eb.ref('excluded.name_key'),
      })),
    )
    .execute();
  const ids = people.map((person) => person.employee.employee_id);
  await scope.deleteAssignments().where('employee_id', 'in', ids).execute();
  for (const assignments of inChunks(people.flatMap((person) => person.assignments))) await scope.insertAssignments(assignments).execute();
}
