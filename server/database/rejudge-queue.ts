/**
 * D3: persons and work dates that have to be judged again in the background; each stands in the queue once. Several processes work
 * it off together: on PostgreSQL a row that one has in hand is passed over by the others.
 */
import { dialectOf } from './dialect.ts';
import type { PersonDate } from './punches-around.ts';
import type { Db, RejudgeQueueTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

const rowsPerInsert = 500;

/** Adds these; what waits already stays where it is. */
export async function enqueueRejudge(scope: TenantScope, dates: readonly PersonDate[], causedBy: string, nowMs: number): Promise<void> {
  for (let start = 0; start < dates.length; start += rowsPerInsert) {
    const rows = dates.slice(start, start + rowsPerInsert).map((date) => ({ person_key: date.personKey, work_date: date.workDate, caused_by: causedBy, queued_ms: nowMs }));
    await scope
      .insertRejudge(rows)
      .onConflict((conflict) => conflict.columns(['tenant_id', 'person_key', 'work_date']).doNothing())
      .execute();
  }
}

/** The tenants, whichever, that have something waiting at `nowMs`. */
export async function tenantsInQueue(db: Db, nowMs: number): Promise<string[]> {
  const rows = await db.selectFrom('rejudge_queue').select('tenant_id').distinct().where('queued_ms', '<=', nowMs).orderBy('tenant_id').execute();
  return rows.map((row) => row.tenant_id);
}

export type QueuedDate = Pick<RejudgeQueueTable, 'person_key' | 'work_date' | 'caused_by'>;

/** Takes up to `limit` rows out of the queue, the longest waiting first; they are back when the transaction fails. */
export async function takeFromQueue(scope: TenantScope, limit: number, nowMs: number): Promise<QueuedDate[]> {
  const waiting = scope.selectRejudge().select(['person_key', 'work_date', 'caused_by']).where('queued_ms', '<=', nowMs).orderBy('queued_ms').orderBy('person_key').orderBy('work_date').limit(limit);
  const rows = await (dialectOf(scope.db) === 'postgres' ? waiting.forUpdate().skipLocked() : waiting).execute();
  for (const row of rows) await scope.deleteRejudge().where('person_key', '=', row.person_key).where('work_date', '=', row.work_date).execute();
  return rows;
}
