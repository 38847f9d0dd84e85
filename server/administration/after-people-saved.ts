/**
 * What follows when people were saved, in the caller's transaction: their refused punches, and those of this week and last, are
 * judged again in the background (D3); the fail report is looked at again, for a corrected profile may settle it (F6); and every timeclock
 * concerned hears of them (D5). Many people are taken in pieces, so that other requests have their turn.
 */
import { setImmediate } from 'node:timers/promises';
import { recordChanges, type NewChange } from '../database/changes.ts';
import { inChunks } from '../database/chunks.ts';
import { listNamesakes } from '../database/person-list.ts';
import { datesOf, unsettledDatesOf } from '../database/rejudge-dates.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { readOrganisation } from '../database/tenants.ts';
import { queueRejudge } from '../intake/rejudge.ts';
import { matchTemporaries } from '../intake/settle-temporary.ts';
import { thisWeekAndLast } from './recent-dates.ts';

export interface SavedPeople {
  readonly employeeIds: readonly string[];
  /** Names that some of them had before: somebody else of that name may be the only one now. */
  readonly earlierNameKeys: readonly string[];
  /** Where each has, or had, an assignment. */
  readonly concerned: readonly { readonly employeeId: string; readonly timeclockId: number }[];
}

export async function afterPeopleSaved(scope: TenantScope, saved: SavedPeople, nowMs: number): Promise<void> {
  const { employeeIds } = saved;
  const organisation = await readOrganisation(scope);
  const recent = thisWeekAndLast(nowMs, organisation?.timeZone ?? 'UTC', organisation?.firstDayOfWeek ?? 1);
  const [only] = employeeIds;
  const causedBy = employeeIds.length === 1 && only !== undefined ? `person:${only}` : 'import';
  for (const ids of inChunks(employeeIds)) {
    await queueRejudge(scope, [...(await unsettledDatesOf(scope, ids)), ...(await datesOf(scope, ids, recent))], causedBy, nowMs);
    await setImmediate();
  }
  await matchTemporaries(scope, [...new Set([...employeeIds, ...(await listNamesakes(scope, saved.earlierNameKeys))])], nowMs);
  // Last, for it holds the tenant's sequence until the commit.
  const changes: NewChange[] = saved.concerned.map(({ employeeId, timeclockId }) => ({ kind: 'employee', subject_id: employeeId, timeclock_id: timeclockId }));
  for (const chunk of inChunks(changes)) {
    await recordChanges(scope, chunk, nowMs);
    await setImmediate();
  }
}
