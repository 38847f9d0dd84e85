/**
 * D3: works off some of what has to be judged again because people or rules changed, in one short transaction: requests wait no
 * longer than it takes. What cannot be judged for a defect of ours is put back for later, so that it holds up nobody else.
 */
import type { ServerDeps } from '../app-deps.ts';
import { enqueueRejudge, takeFromQueue, tenantsInQueue, type QueuedDate } from '../database/rejudge-queue.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { DatabaseUnavailable } from '../database/unavailable.ts';
import { rejudge } from '../intake/rejudge.ts';

type Deps = Pick<ServerDeps, 'database' | 'clock' | 'log'>;

const laterMs = 3_600_000;

/** @param limit most persons' dates at once. @returns how many were worked off, over all tenants; 0 when nothing waits */
export async function workOffRejudge(deps: Deps, limit: number): Promise<number> {
  const nowMs = deps.clock.wallMs();
  let done = 0;
  for (const tenantId of await tenantsInQueue(deps.database.reader, nowMs)) {
    done += await deps.database.transaction(async (db) => judgeSome(tenantScope(db, tenantId), limit, nowMs)).catch((cause: unknown) => passOver(deps, tenantId, limit, cause));
  }
  return done;
}

async function judgeSome(scope: TenantScope, limit: number, nowMs: number): Promise<number> {
  const taken = await takeFromQueue(scope, limit, nowMs);
  for (const [causedBy, rows] of Map.groupBy(taken, (row) => row.caused_by)) await rejudge(scope, rows.map(toDate), causedBy, nowMs);
  return taken.length;
}

const toDate = (row: QueuedDate) => ({ personKey: row.person_key, workDate: row.work_date });

/** One of them cannot be judged: one by one, and that one an hour later. */
async function passOver(deps: Deps, tenantId: string, limit: number, cause: unknown): Promise<number> {
  if (cause instanceof DatabaseUnavailable) throw cause;
  const nowMs = deps.clock.wallMs();
  if (limit > 1) return deps.database.transaction(async (db) => judgeSome(tenantScope(db, tenantId), 1, nowMs)).catch((alone: unknown) => passOver(deps, tenantId, 1, alone));
  deps.log.defect(cause);
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, tenantId);
    for (const row of await takeFromQueue(scope, 1, nowMs)) await enqueueRejudge(scope, [toDate(row)], row.caused_by, nowMs + laterMs);
    return 1;
  });
}
