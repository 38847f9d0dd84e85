/**
 * Creates or changes an employee as given, with all assignments (for the demo; what administrators save goes through save-person.ts); every timeclock that had or has one of them hears of it with its next
 * sync, for the changes are noted in the same transaction (D5). Somebody who left keeps the record and gets a last work date (K13).
 */
import { employee, workDate, type Assignment, type Employee } from '../../shared/contracts/entities.ts';
import { nameKey } from '../../shared/rules/identity.ts';
import { afterPeopleSaved } from '../administration/after-people-saved.ts';
import type { ServerDeps } from '../app-deps.ts';
import { toAssignmentRow } from '../administration/assignment-row.ts';
import { findAssignmentOwners, replaceEmployee, timeclocksOf } from '../database/people.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';

export interface SaveEmployeeInput {
  readonly employee: Omit<Employee, 'assignments'>;
  readonly assignments: readonly (Assignment & { readonly timeclockId: number })[];
  readonly lastWorkDate: string | null;
}

export type SaveEmployeeOutcome = { readonly kind: 'saved' } | { readonly kind: 'invalid' } | { readonly kind: 'unknownTimeclock' } | { readonly kind: 'assignmentOfSomebodyElse' };

export async function saveEmployee(deps: Pick<ServerDeps, 'database' | 'clock'>, tenantId: string, input: SaveEmployeeInput): Promise<SaveEmployeeOutcome> {
  const assignments = input.assignments.map(({ timeclockId: _timeclockId, ...assignment }) => assignment);
  const parsed = employee.safeParse({ ...input.employee, assignments });
  if (!parsed.success || !workDate.nullable().safeParse(input.lastWorkDate).success) return { kind: 'invalid' };
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, tenantId);
    const refusal = await refusalFor(scope, input);
    if (refusal !== null) return refusal;
    const { employeeId } = input.employee;
    const before = await timeclocksOf(scope, employeeId);
    await replaceEmployee(
      scope,
      toEmployeeRow(input),
      input.assignments.map((assignment) => toAssignmentRow(employeeId, assignment)),
    );
    const concerned = new Set([...before, ...input.assignments.map((assignment) => assignment.timeclockId)]);
    const saved = { employeeIds: [employeeId], earlierNameKeys: [], concerned: [...concerned].map((timeclockId) => ({ employeeId, timeclockId })) };
    await afterPeopleSaved(scope, saved, deps.clock.wallMs());
    return { kind: 'saved' };
  });
}

async function refusalFor(scope: TenantScope, input: SaveEmployeeInput): Promise<SaveEmployeeOutcome | null> {
  for (const timeclockId of new Set(input.assignments.map((assignment) => assignment.timeclockId))) {
    if ((await readTimeclockProperties(scope, timeclockId)) === null) return { kind: 'unknownTimeclock' };
  }
  const owners = await findAssignmentOwners(
    scope,
    input.assignments.map((assignment) => assignment.assignmentId),
  );
  return owners.every((owner) => owner === input.employee.employeeId) ? null : { kind: 'assignmentOfSomebodyElse' };
}

function toEmployeeRow({ employee: person, lastWorkDate }: SaveEmployeeInput) {
  return {
    employee_id: person.employeeId,
    first_name: person.firstName,
    last_name: person.lastName,
    job_title: person.jobTitle,
    photo_data_url: person.photoDataUrl,
    pin_hash: person.pinHash,
    last_four_hash: person.lastFourHash,
    last_work_date: lastWorkDate,
    name_key: nameKey(person.firstName, person.lastName),
    pin_digits: person.pinHash === null ? null : 6,
  };
}
