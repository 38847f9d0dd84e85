/**
 * D3, H8: judges stored punches again: after a correction, a void, another assignment, other rules. What was accepted is never
 * refused; what changes is kept (H3) and told to the kiosks.
 */
import { lockPersons } from '../database/person-locks.ts';
import { enqueueRejudge } from '../database/rejudge-queue.ts';
import type { PersonDate } from '../database/punches-around.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { judgeFresh } from './judge-fresh.ts';
import { storeChanges } from './store-fresh.ts';
import { TimeclockRules } from './timeclock-rules.ts';

/**
 * Judges all stored punches of these persons and work dates again, in the caller's transaction.
 * @param causedBy id of the punch, correction or decision that is the reason; it stands in the history
 */
export async function rejudge(scope: TenantScope, dates: readonly PersonDate[], causedBy: string, nowMs: number): Promise<void> {
  if (dates.length === 0) return;
  await lockPersons(
    scope,
    dates.map((date) => date.personKey),
  );
  const rules = new TimeclockRules(scope);
  const judged = await judgeFresh(scope, rules, [], dates, nowMs);
  await storeChanges(scope, rules, judged, causedBy, nowMs);
}

/** As `rejudge`, later and in small pieces: for what concerns many people at once. */
export async function queueRejudge(scope: TenantScope, dates: readonly PersonDate[], causedBy: string, nowMs: number): Promise<void> {
  await enqueueRejudge(scope, dates, causedBy, nowMs);
}
