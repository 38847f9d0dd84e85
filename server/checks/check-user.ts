/** I2: who may give which permissions to whom. Nobody gives more than they have. */
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import type { UserRole } from '../database/schema.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { listTimeclocks } from '../database/tenants.ts';
import { notPossible, problem, type Problem } from '../errors.ts';

interface Permissions {
  readonly role: UserRole;
  /** Null for all of the tenant. */
  readonly timeclocks: readonly number[] | null;
}

/** True when the caller may act on everything that the other may act on. */
export function reachesAsFar(caller: ConsoleCaller, timeclocks: readonly number[] | null): boolean {
  return timeclocks === null ? caller.timeclocks === null : timeclocks.every((timeclockId) => mayActOn(caller, timeclockId));
}

/** Why these permissions cannot be given; null when they can. */
export async function refusePermissions(scope: TenantScope, caller: ConsoleCaller, wanted: Permissions): Promise<Problem | null> {
  const { timeclocks, role } = wanted;
  if (timeclocks !== null) {
    const known = new Set((await listTimeclocks(scope)).map((timeclock) => timeclock.timeclockId));
    const unknown = timeclocks.findIndex((timeclockId) => !known.has(timeclockId));
    if (unknown !== -1) return notPossible(`timeclocks.${unknown}`, 'there is no timeclock with this id: choose one of the list');
    if (new Set(timeclocks).size < timeclocks.length) return notPossible('timeclocks', 'a timeclock stands there twice: name each once');
    if (timeclocks.length === 0 && role !== 'viewer') return notPossible('timeclocks', 'name at least one timeclock, or null for all');
  }
  return reachesAsFar(caller, timeclocks) ? null : problem('noPermissionForTimeclock');
}
