/** K10: a refused punch that nobody wants; its kiosk settles it with the next sync. A second dismissal answers as the first. */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { notPossible, type Problem } from '../errors.ts';
import { storeDecision } from '../supervision/decided-punch.ts';
import { holdPunchFor } from '../supervision/find-punch.ts';
import { newId } from '../supervision/new-id.ts';

export type DismissPunchOutcome = { readonly kind: 'dismissed' } | Problem;

export async function dismissPunch(deps: Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>, caller: ConsoleCaller, punchId: string, reason: string): Promise<DismissPunchOutcome> {
  const nowMs = deps.clock.wallMs();
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const found = await holdPunchFor(scope, caller, punchId);
    if (found.kind === 'problem') return found;
    if (found.row.dismissed_ms !== null) return { kind: 'dismissed' };
    if (found.row.verdict !== 'refused') return notPossible('punchId', 'only a refused punch is dismissed: void this one instead');
    await storeDecision(scope, caller, found.row, { decisionId: newId(deps.randomBytes, nowMs), what: 'dismissed', reason, columns: { dismissed_ms: nowMs } }, nowMs);
    return { kind: 'dismissed' };
  });
}
