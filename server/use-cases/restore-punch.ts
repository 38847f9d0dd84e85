/**
 * K2: a duplicate that was none, a voided or a dismissed punch: it counts again. A voided one gets back what it was before the
 * void, which may be a duplicate; that one is restored by a second call.
 */
import type { z } from 'zod';
import type { storedPunch } from '../../shared/contracts/console-entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import type { DecidedColumns } from '../database/punch-decisions.ts';
import { toOneStoredPunch } from '../database/punch-list.ts';
import type { PunchRow } from '../database/schema.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { notPossible, type Problem } from '../errors.ts';
import { storeDecision } from '../supervision/decided-punch.ts';
import { holdPunchFor } from '../supervision/find-punch.ts';
import { newId } from '../supervision/new-id.ts';

export type RestorePunchOutcome = { readonly kind: 'restored'; readonly punch: z.infer<typeof storedPunch> } | Problem;

export async function restorePunch(deps: Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>, caller: ConsoleCaller, punchId: string, reason: string): Promise<RestorePunchOutcome> {
  const nowMs = deps.clock.wallMs();
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const found = await holdPunchFor(scope, caller, punchId);
    if (found.kind === 'problem') return found;
    const columns = restoredBy(found.row);
    if (columns === null) return notPossible('punchId', 'this punch was neither voided nor taken for a duplicate: correct it, if it is wrong');
    const decision = { decisionId: newId(deps.randomBytes, nowMs), what: 'restored', reason, columns } as const;
    return { kind: 'restored', punch: await toOneStoredPunch(scope, await storeDecision(scope, caller, found.row, decision, nowMs)) };
  });
}

function restoredBy(row: PunchRow): DecidedColumns | null {
  if (row.voided_ms !== null || row.dismissed_ms !== null) return { voided_ms: null, dismissed_ms: null };
  return row.verdict === 'duplicate' ? { restored: 1 } : null;
}
