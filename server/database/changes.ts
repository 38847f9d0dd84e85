/**
 * The tenant's sequence of changes (D5). A change takes its number from the tenant's own row, in the transaction of what it
 * tells of: numbers become visible in order, without gaps, whoever writes.
 */
import { writeList } from './row-lists.ts';
import type { ChangesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/** Timeclock id that stands for all of the tenant's timeclocks. */
export const allTimeclocks = 0;

export type NewChange = Pick<ChangesTable, 'kind' | 'subject_id' | 'timeclock_id'>;

/** Notes that these things changed. Call it in the transaction that changes them. */
export async function recordChanges(scope: TenantScope, changes: readonly NewChange[], nowMs: number): Promise<void> {
  if (changes.length === 0) return;
  const { change_sequence: last } = await scope
    .updateTenant()
    .set((eb) => ({ change_sequence: eb('change_sequence', '+', changes.length) }))
    .returning('change_sequence')
    .executeTakeFirstOrThrow();
  const first = last - changes.length + 1;
  await writeList(scope.db, {
    rows: changes.map((change, index) => [scope.tenantId, first + index, change.kind, change.subject_id, change.timeclock_id, nowMs]),
    columns: ['text', 'bigint', 'text', 'text', 'bigint', 'bigint'],
    text: (list) => `insert into changes (tenant_id, sequence, kind, subject_id, timeclock_id, changed_ms) ${list}`,
  });
}

/** The number of the tenant's last change; 0 before the first. */
export async function lastChange(scope: TenantScope): Promise<number> {
  const row = await scope.selectTenant().select('change_sequence').executeTakeFirstOrThrow();
  return row.change_sequence;
}

export type ChangeRow = Pick<ChangesTable, 'sequence' | 'kind' | 'subject_id'>;

/** What concerns a timeclock after number `after`, oldest first. */
export async function listChanges(scope: TenantScope, timeclockId: number, after: number, limit: number): Promise<ChangeRow[]> {
  return scope.selectChanges().select(['sequence', 'kind', 'subject_id']).where('timeclock_id', 'in', [allTimeclocks, timeclockId]).where('sequence', '>', after).orderBy('sequence').limit(limit).execute();
}
