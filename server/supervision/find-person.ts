/** One employee for somebody who wants to see or type punches: a supervisor needs a timeclock in common, past assignments included (I2). */
import type { ConsoleCaller } from '../callers.ts';
import { employeesAt } from '../database/sync-fail-report.ts';
import { findEmployeeName } from '../database/timesheets.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';

export type FoundPerson = { readonly kind: 'person'; readonly personName: string } | Problem;

/** Refused with `notFound` where the tenant knows nobody of this id, and with `noPermissionForTimeclock`. */
export async function findPersonFor(scope: TenantScope, caller: ConsoleCaller, employeeId: string): Promise<FoundPerson> {
  const personName = await findEmployeeName(scope, employeeId);
  if (personName === null) return problem('notFound');
  return (await mayActOnPerson(scope, caller, employeeId)) ? { kind: 'person', personName } : problem('noPermissionForTimeclock');
}

export async function mayActOnPerson(scope: TenantScope, caller: ConsoleCaller, employeeId: string): Promise<boolean> {
  if (caller.timeclocks === null) return true;
  return (await employeesAt(scope, [employeeId], caller.timeclocks)).has(employeeId);
}
