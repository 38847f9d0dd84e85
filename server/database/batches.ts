/** One row a received batch, for support; the last few hundred of each device. */
import { writeList, type ListColumn } from './row-lists.ts';
import type { BatchesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

const keptPerDevice = 200;

export type NewBatch = Omit<BatchesTable, 'tenant_id'>;

const columns = {
  device_id: 'text',
  received_ms: 'bigint',
  batch_id: 'text',
  lane: 'text',
  address: 'text',
  accepted: 'bigint',
  duplicate: 'bigint',
  refused: 'bigint',
  failed: 'bigint',
  records: 'bigint',
} as const satisfies Record<keyof NewBatch, ListColumn>;

const names = Object.keys(columns).join(', ');
const types: ListColumn[] = ['text', ...Object.values(columns)];

export async function insertBatches(scope: TenantScope, batches: readonly NewBatch[]): Promise<void> {
  const rows = batches.map((batch) => [scope.tenantId, batch.device_id, batch.received_ms, batch.batch_id, batch.lane, batch.address, batch.accepted, batch.duplicate, batch.refused, batch.failed, batch.records]);
  await writeList(scope.db, { rows, columns: types, text: (list) => `insert into batches (tenant_id, ${names}) ${list}` });
}

/** Forgets all but the last ones of a device. */
export async function pruneBatches(scope: TenantScope, deviceId: string): Promise<void> {
  const oldest = await scope.selectBatches().select('received_ms').where('device_id', '=', deviceId).orderBy('received_ms', 'desc').offset(keptPerDevice).limit(1).executeTakeFirst();
  if (oldest !== undefined) await scope.deleteBatches().where('device_id', '=', deviceId).where('received_ms', '<=', oldest.received_ms).execute();
}
