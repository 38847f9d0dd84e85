/** F5, F6: punches that count for a temporary record, and their move to somebody else. They are refused or failed as long as nobody knows whose they are. */
import { sql } from 'kysely';
import { inChunks } from './chunks.ts';
import type { PunchesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type TemporaryPunch = Pick<PunchesTable, 'punch_id' | 'person_key' | 'work_date' | 'timeclock_id' | 'device_id' | 'verdict' | 'dismissed_ms' | 'voided_ms'>;

/** All of these persons that are refused or failed. The condition is spelled as in the index `punches_unsettled`, or it is not used. */
export async function listUnsettledPunches(scope: TenantScope, personKeys: readonly string[]): Promise<TemporaryPunch[]> {
  const found: TemporaryPunch[] = [];
  for (const keys of inChunks(personKeys)) {
    const rows = await scope
      .selectPunches()
      .select(['punch_id', 'person_key', 'work_date', 'timeclock_id', 'device_id', 'verdict', 'dismissed_ms', 'voided_ms'])
      .where('person_key', 'in', keys)
      .where('verdict', 'in', [sql.lit<'refused'>('refused'), sql.lit<'failed'>('failed')])
      .orderBy('punch_id')
      .execute();
    found.push(...rows);
  }
  return found;
}

/** Lets these punches count for somebody else. */
export async function movePunches(scope: TenantScope, punchIds: readonly string[], personKey: string): Promise<void> {
  for (const ids of inChunks(punchIds)) await scope.updatePunches().set({ person_key: personKey }).where('punch_id', 'in', ids).execute();
}

export async function dismissPunches(scope: TenantScope, punchIds: readonly string[], nowMs: number): Promise<void> {
  for (const ids of inChunks(punchIds)) await scope.updatePunches().set({ dismissed_ms: nowMs }).where('punch_id', 'in', ids).execute();
}

/** Requests (C12) of the person follow. */
export async function moveRequests(scope: TenantScope, fromKey: string, toKey: string): Promise<void> {
  await scope.updateRequests().set({ person_key: toKey }).where('person_key', '=', fromKey).execute();
}
