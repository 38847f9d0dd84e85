/** H7: before anybody types, which kiosks may hold punches that are not here yet. */
import type { z } from 'zod';
import type { silentKiosk } from '../../shared/contracts/console-entities.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { timeclocksOf } from '../database/people.ts';
import { listKiosksAt } from '../database/silent-kiosks.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { TimeclockRules } from '../intake/timeclock-rules.ts';

export type SilentKiosk = z.infer<typeof silentKiosk>;

/** Contact is missed when this many sync intervals went by without any. */
const missedIntervals = 3;

/**
 * Kiosks of the person's timeclocks, as far as the caller may see them, that were silent for more than three sync intervals or
 * told of punches that wait.
 * @param alsoAt a timeclock that counts as well; null for none
 */
export async function silentKiosksFor(scope: TenantScope, caller: ConsoleCaller, employeeId: string, alsoAt: number | null, nowMs: number): Promise<SilentKiosk[]> {
  const own = await timeclocksOf(scope, employeeId);
  const timeclocks = [...new Set(alsoAt === null ? own : [...own, alsoAt])].filter((timeclockId) => mayActOn(caller, timeclockId));
  const rules = new TimeclockRules(scope);
  await rules.load(timeclocks);
  const kiosks = await listKiosksAt(scope, timeclocks);
  const isSilent = (timeclockId: number, lastContactMs: number): boolean => nowMs - lastContactMs > missedIntervals * rules.of(timeclockId).syncIntervalSeconds * 1000;
  return kiosks
    .filter((kiosk) => (kiosk.pending_count ?? 0) > 0 || isSilent(kiosk.timeclock_id, kiosk.last_contact_ms))
    .map((kiosk) => ({ deviceId: kiosk.device_id, deviceName: kiosk.device_name, timeclockId: kiosk.timeclock_id, silentSince: new Date(kiosk.last_contact_ms).toISOString(), pending: kiosk.pending_count }));
}
