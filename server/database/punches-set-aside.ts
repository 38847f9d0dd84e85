/** D10: what came under a known id with other content, or was no punch: kept for people to look at, never merged. */
import type { Insertable } from 'kysely';
import type { PunchesSetAsideTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/** Keeps it once, however often it is offered. */
export async function insertSetAside(scope: TenantScope, row: Omit<Insertable<PunchesSetAsideTable>, 'tenant_id'>): Promise<void> {
  await scope
    .insertSetAside(row)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'punch_id', 'content_sha256']).doNothing())
    .execute();
}
