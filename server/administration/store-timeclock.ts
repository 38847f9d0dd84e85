/**
 * Stores a timeclock with all that follows from it, in the caller's transaction: its kiosks hear of it (D5), and what was judged by
 * the old rules is judged again in the background (D3): everything refused, and everything of this week and last.
 */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { recordChanges } from '../database/changes.ts';
import { datesAt, unsettledDatesAt } from '../database/rejudge-dates.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { readOrganisation, readTimeclockProperties, upsertTimeclock } from '../database/tenants.ts';
import { queueRejudge } from '../intake/rejudge.ts';
import { thisWeekAndLast } from './recent-dates.ts';

export async function storeTimeclock(scope: TenantScope, properties: TimeclockProperties, nowMs: number): Promise<void> {
  const { timeclockId } = properties;
  const before = await readTimeclockProperties(scope, timeclockId);
  await upsertTimeclock(scope, properties);
  if (before !== null && rulesOf(before) !== rulesOf(properties)) await judgeAgain(scope, properties, nowMs);
  await recordChanges(scope, [{ kind: 'timeclock', subject_id: '', timeclock_id: timeclockId }], nowMs);
}

/** What verdicts depend on. */
function rulesOf({ timeZone, punchTemplate, duplicateWindowSeconds, clockToleranceSeconds, rounding, geofence, ipRules }: TimeclockProperties): string {
  return JSON.stringify({ timeZone, punchTemplate, duplicateWindowSeconds, clockToleranceSeconds, rounding, geofence, ipRules });
}

async function judgeAgain(scope: TenantScope, { timeclockId, timeZone }: TimeclockProperties, nowMs: number): Promise<void> {
  const organisation = await readOrganisation(scope);
  const recent = thisWeekAndLast(nowMs, timeZone, organisation?.firstDayOfWeek ?? 1);
  const dates = [...(await unsettledDatesAt(scope, timeclockId)), ...(await datesAt(scope, timeclockId, recent))];
  await queueRejudge(scope, dates, `timeclock:${timeclockId}`, nowMs);
}
