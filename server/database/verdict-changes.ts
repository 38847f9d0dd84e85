/** H3: how verdicts changed after they were first given, and because of what. */
import type { Insertable } from 'kysely';
import type { VerdictChangesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

const rowsPerInsert = 500;

export async function insertVerdictChanges(scope: TenantScope, rows: readonly Omit<Insertable<VerdictChangesTable>, 'tenant_id'>[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerInsert) await scope.insertVerdictChanges(rows.slice(start, start + rowsPerInsert)).execute();
}
