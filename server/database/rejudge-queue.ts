/** D3: persons and work dates that have to be judged again in the background; each stands in the queue once. */
import type { PersonDate } from './punches-around.ts';
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
