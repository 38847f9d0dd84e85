/** Which punches a supervisor has corrected (C9). */
import { inChunks } from './chunks.ts';
import type { TenantScope } from './tenant-scope.ts';

export async function findCorrected(scope: TenantScope, punchIds: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const ids of inChunks(punchIds)) {
    const rows = await scope.selectCorrections().select('punch_id').distinct().where('punch_id', 'in', ids).execute();
    for (const row of rows) found.add(row.punch_id);
  }
  return found;
}
