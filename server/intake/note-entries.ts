/**
 * D5, H8: which kiosks have to hear of a punch: those of every timeclock at which its employee has an assignment (or had one until
 * lately), and of the one where it was made. The changes are noted in the caller's transaction.
 */
import { recordChanges, type NewChange } from '../database/changes.ts';
import { listDevicesAt, type DeviceAt } from '../database/devices.ts';
import { listTimeclocksOfPeople } from '../database/people.ts';
import type { TenantScope } from '../database/tenant-scope.ts';

/** A punch to tell of. */
export interface NotedPunch {
  readonly punchId: string;
  readonly personKey: string;
  readonly timeclockId: number;
  /** Where it was made; empty for a typed one. */
  readonly deviceId: string;
}

/** K13: ended assignments stay in a kiosk's cache as long as it keeps punches. */
const endedAssignmentsMs = 35 * 86_400_000;

/** Tells every kiosk concerned, the one that made the punch as well. Call it in the transaction that changed the punch. */
export async function noteEntries(scope: TenantScope, punches: readonly NotedPunch[], nowMs: number): Promise<void> {
  await note(scope, punches, () => true, nowMs);
}

/** As `noteEntries`, for new punches: the device that made one is told by the answer to its batch. */
export async function noteNewEntries(scope: TenantScope, punches: readonly NotedPunch[], nowMs: number): Promise<void> {
  await note(scope, punches, (punch, device) => punch.deviceId !== device.deviceId, nowMs);
}

async function note(scope: TenantScope, punches: readonly NotedPunch[], isConcerned: (punch: NotedPunch, device: DeviceAt) => boolean, nowMs: number): Promise<void> {
  if (punches.length === 0) return;
  const people = [...new Set(punches.flatMap((punch) => (punch.personKey.startsWith('e:') ? [punch.personKey.slice(2)] : [])))];
  const since = new Date(nowMs - endedAssignmentsMs).toISOString().slice(0, 10);
  const timeclocks = await listTimeclocksOfPeople(scope, people, since);
  const concerned = punches.map((punch) => ({ punch, at: new Set([punch.timeclockId, ...(timeclocks.get(punch.personKey.slice(2)) ?? [])]) }));
  const devices = Map.groupBy(
    await listDevicesAt(
      scope,
      concerned.flatMap(({ at }) => [...at]),
    ),
    (device) => device.timeclockId,
  );
  const changes: NewChange[] = [];
  for (const { punch, at } of concerned) {
    for (const timeclockId of at) {
      const hears = (devices.get(timeclockId) ?? []).some((device) => isConcerned(punch, device));
      if (hears) changes.push({ kind: 'entry', subject_id: punch.punchId, timeclock_id: timeclockId });
    }
  }
  await recordChanges(scope, changes, nowMs);
}
