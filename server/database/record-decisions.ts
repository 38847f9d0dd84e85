/** H3: decisions on many punches at once, as attributions and undos make them. */
import { inChunks } from './chunks.ts';
import type { PunchDecisionsTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/** Stores decisions; one that is there already stays as it is. */
export async function insertDecisions(scope: TenantScope, decisions: readonly Omit<PunchDecisionsTable, 'tenant_id'>[]): Promise<void> {
  for (const rows of inChunks(decisions)) {
    await scope
      .insertPunchDecisions(rows)
      .onConflict((conflict) => conflict.columns(['tenant_id', 'decision_id']).doNothing())
      .execute();
  }
}
