/** One punch for somebody who wants to see or change it: permission is that of the timeclock where it was made (I2). */
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { lockPersons } from '../database/person-locks.ts';
import { findPunch } from '../database/punch-list.ts';
import type { PunchRow } from '../database/schema.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';

export type FoundPunch = { readonly kind: 'punch'; readonly row: PunchRow } | Problem;

/** Refused with `notFound` where the tenant has none of this id, and with `noPermissionForTimeclock`. */
export async function findPunchFor(scope: TenantScope, caller: ConsoleCaller, punchId: string): Promise<FoundPunch> {
  const row = await findPunch(scope, punchId);
  if (row === null) return problem('notFound');
  return mayActOn(caller, row.timeclock_id) ? { kind: 'punch', row } : problem('noPermissionForTimeclock');
}

export type FoundPunches = { readonly kind: 'punches'; readonly rows: readonly PunchRow[] } | Problem;

/**
 * As `findPunchFor` for each, for a change: until the end of the transaction nobody else judges or changes these persons' punches.
 * @param alsoKeys what else nobody may touch meanwhile: the id of a correction, that it is stored once
 */
export async function holdPunchesFor(scope: TenantScope, caller: ConsoleCaller, punchIds: readonly string[], alsoKeys: readonly string[] = []): Promise<FoundPunches> {
  const found = await findAll(scope, caller, punchIds);
  if (found.kind === 'problem') return found;
  await lockPersons(scope, [...found.rows.map((row) => row.person_key), ...alsoKeys]);
  // What was read before the lock may be of yesterday.
  return findAll(scope, caller, punchIds);
}

export async function holdPunchFor(scope: TenantScope, caller: ConsoleCaller, punchId: string, alsoKeys: readonly string[] = []): Promise<FoundPunch> {
  const held = await holdPunchesFor(scope, caller, [punchId], alsoKeys);
  if (held.kind === 'problem') return held;
  const [row] = held.rows;
  return row === undefined ? problem('notFound') : { kind: 'punch', row };
}

async function findAll(scope: TenantScope, caller: ConsoleCaller, punchIds: readonly string[]): Promise<FoundPunches> {
  const rows: PunchRow[] = [];
  for (const punchId of punchIds) {
    const found = await findPunchFor(scope, caller, punchId);
    if (found.kind === 'problem') return found;
    rows.push(found.row);
  }
  return { kind: 'punches', rows };
}
