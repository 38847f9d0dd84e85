/** The punches that outbox records speak of, and what records change of them. */
import { inChunks } from './chunks.ts';
import type { PunchesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type RecordedPunch = Pick<PunchesTable, 'punch_id' | 'device_id' | 'timeclock_id' | 'person_key' | 'work_date' | 'noted' | 'verdict' | 'voided_ms'>;

/** Those of `punchIds` that are stored, by id. */
export async function loadRecordedPunches(scope: TenantScope, punchIds: readonly string[]): Promise<Map<string, RecordedPunch>> {
  const found = new Map<string, RecordedPunch>();
  for (const ids of inChunks([...new Set(punchIds)])) {
    const rows = await scope.selectPunches().select(['punch_id', 'device_id', 'timeclock_id', 'person_key', 'work_date', 'noted', 'verdict', 'voided_ms']).where('punch_id', 'in', ids).execute();
    for (const row of rows) found.set(row.punch_id, row);
  }
  return found;
}

/** Voids those of these that are not voided. */
export async function voidPunches(scope: TenantScope, punchIds: readonly string[], nowMs: number): Promise<void> {
  for (const ids of inChunks(punchIds)) await scope.updatePunches().set({ voided_ms: nowMs }).where('punch_id', 'in', ids).where('voided_ms', 'is', null).execute();
}
