/** A punch that does not count any more; nothing is deleted, and it can be restored. A second void of it answers as the first. */
import type { z } from 'zod';
import type { storedPunch } from '../../shared/contracts/console-entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { toOneStoredPunch } from '../database/punch-list.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import type { Problem } from '../errors.ts';
import { storeDecision } from '../supervision/decided-punch.ts';
import { holdPunchFor } from '../supervision/find-punch.ts';
import { newId } from '../supervision/new-id.ts';

export type VoidPunchOutcome = { readonly kind: 'voided'; readonly punch: z.infer<typeof storedPunch> } | Problem;

export async function voidPunch(deps: Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>, caller: ConsoleCaller, punchId: string, reason: string): Promise<VoidPunchOutcome> {
  const nowMs = deps.clock.wallMs();
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const found = await holdPunchFor(scope, caller, punchId);
    if (found.kind === 'problem') return found;
    const decision = { decisionId: newId(deps.randomBytes, nowMs), what: 'voided', reason, columns: { voided_ms: nowMs } } as const;
    const row = found.row.voided_ms === null ? await storeDecision(scope, caller, found.row, decision, nowMs) : found.row;
    return { kind: 'voided', punch: await toOneStoredPunch(scope, row) };
  });
}
