/** C12: that somebody has seen an updated time. */
import type { CorrectionsTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/** The correction that an acknowledgement names, or null. */
export async function findCorrectionOf(scope: TenantScope, correctionId: string, punchId: string): Promise<Pick<CorrectionsTable, 'acknowledged_ms'> | null> {
  return (await scope.selectCorrections().select('acknowledged_ms').where('correction_id', '=', correctionId).where('punch_id', '=', punchId).executeTakeFirst()) ?? null;
}

/** The first one counts. */
export async function keepAcknowledgement(scope: TenantScope, correctionId: string, atMs: number): Promise<void> {
  await scope.updateCorrections().set({ acknowledged_ms: atMs }).where('correction_id', '=', correctionId).where('acknowledged_ms', 'is', null).execute();
}
