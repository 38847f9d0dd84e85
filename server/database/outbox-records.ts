/** K9, H2: every outbox record that was taken or refused, once by its id. */
import { inChunks } from './chunks.ts';
import type { OutboxRecordsTable } from './outbox-schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type KnownRecord = Pick<OutboxRecordsTable, 'record_id' | 'content_sha256' | 'verdict'>;

/** Those of `recordIds` that were here before, by id. */
export async function loadOutboxRecords(scope: TenantScope, recordIds: readonly string[]): Promise<Map<string, KnownRecord>> {
  const known = new Map<string, KnownRecord>();
  for (const ids of inChunks(recordIds)) {
    const rows = await scope.selectOutboxRecords().select(['record_id', 'content_sha256', 'verdict']).where('record_id', 'in', ids).execute();
    for (const row of rows) known.set(row.record_id, row);
  }
  return known;
}

/** Stores these; of one that is there already, the verdict. */
export async function keepOutboxRecords(scope: TenantScope, records: readonly Omit<OutboxRecordsTable, 'tenant_id'>[]): Promise<void> {
  for (const rows of inChunks(records)) {
    await scope
      .insertOutboxRecords(rows)
      .onConflict((conflict) => conflict.columns(['tenant_id', 'record_id']).doUpdateSet((eb) => ({ verdict: eb.ref('excluded.verdict') })))
      .execute();
  }
}
