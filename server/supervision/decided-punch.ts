/** Voids, restorations and dismissals by a supervisor: stored with who and why (H3), judged again, told to the kiosks. */
import type { ConsoleCaller } from '../callers.ts';
import { stateOf } from '../database/entries.ts';
import { insertDecision, updateDecided, type DecidedColumns } from '../database/punch-decisions.ts';
import { findPunch } from '../database/punch-list.ts';
import type { PunchDecisionsTable, PunchRow } from '../database/schema.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { noteEntries } from '../intake/note-entries.ts';
import { rejudge } from '../intake/rejudge.ts';

export interface Decision {
  readonly decisionId: string;
  readonly what: Exclude<PunchDecisionsTable['what'], 'attributed'>;
  readonly reason: string;
  /** What it makes of the punch. */
  readonly columns: DecidedColumns;
}

/** Stores it, in the caller's transaction. @returns the punch as it stands afterwards */
export async function storeDecision(scope: TenantScope, caller: ConsoleCaller, row: PunchRow, decision: Decision, nowMs: number): Promise<PunchRow> {
  await updateDecided(scope, row.punch_id, decision.columns);
  await rejudge(scope, [{ personKey: row.person_key, workDate: row.work_date }], decision.decisionId, nowMs);
  const decided = await findPunch(scope, row.punch_id);
  if (decided === null) throw new Error('a decided punch is gone');
  await insertDecision(scope, {
    decision_id: decision.decisionId,
    punch_id: row.punch_id,
    what: decision.what,
    decided_ms: nowMs,
    decided_by: caller.userId,
    reason: decision.reason,
    before: JSON.stringify({ state: stateOf(row) }),
    after: JSON.stringify({ state: stateOf(decided) }),
  });
  await noteEntries(scope, [{ punchId: row.punch_id, personKey: row.person_key, timeclockId: row.timeclock_id, deviceId: '' }], nowMs);
  return decided;
}
