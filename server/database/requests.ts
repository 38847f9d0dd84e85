/** C12: what people ask for at the kiosk. A request is never a punch. */
import type { RequestsTable } from './outbox-schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type NewRequest = Omit<RequestsTable, 'tenant_id' | 'status' | 'decided_ms' | 'decided_by' | 'decision_note'>;

/** Stores an open request, once. */
export async function insertOpenRequest(scope: TenantScope, row: NewRequest): Promise<void> {
  await scope
    .insertRequest({ ...row, status: 'open', decided_ms: null, decided_by: null, decision_note: null })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'request_id']).doNothing())
    .execute();
}
