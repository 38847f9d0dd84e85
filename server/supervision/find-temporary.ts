/** One temporary employee for somebody who settles the fail report: permission for one of the record's timeclocks is enough (K10). */
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import type { TemporaryEmployeesTable } from '../database/outbox-schema.ts';
import { findTemporary, listTemporaryPlaces } from '../database/sync-fail-report.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';

export type FoundTemporary = { readonly kind: 'record'; readonly record: TemporaryEmployeesTable } | Problem;

/** Refused with `notFound` where no id leads to a record of the tenant, and with `noPermissionForTimeclock`. */
export async function findTemporaryFor(scope: TenantScope, caller: ConsoleCaller, temporaryEmployeeId: string): Promise<FoundTemporary> {
  const record = await findTemporary(scope, temporaryEmployeeId);
  if (record === null) return problem('notFound');
  const places = await listTemporaryPlaces(scope, [record.record_id]);
  const isAllowed = caller.timeclocks === null || places.some((place) => mayActOn(caller, place.timeclockId));
  return isAllowed ? { kind: 'record', record } : problem('noPermissionForTimeclock');
}
