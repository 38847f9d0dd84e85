/**
 * C1, K2: takes undos. A void is taken before anything is judged, so that whoever undoes and punches again within a minute is not
 * taken for a double tap. One may stand in the same batch as its punch; one that comes before its punch is offered again.
 */
import type { OutboxRecordOf, RecordRefusal } from '../../shared/contracts/records.ts';
import { insertDecisions } from '../database/record-decisions.ts';
import type { PersonDate } from '../database/punches-around.ts';
import { loadRecordedPunches, voidPunches } from '../database/recorded-punches.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import type { Fresh } from './judge-fresh.ts';
import { derivedId } from './derived-id.ts';
import { noteEntries } from './note-entries.ts';

export type VoidRecord = OutboxRecordOf<'void'>;

/** A void and the device that offers it. */
export interface OfferedVoid {
  readonly deviceId: string;
  readonly record: VoidRecord;
}

export interface TakenVoids {
  /** By record id. */
  readonly verdicts: ReadonlyMap<string, 'accepted' | RecordRefusal>;
  /** Fresh punches that are void from the start, and by which record. */
  readonly ofFresh: ReadonlyMap<string, OfferedVoid>;
  readonly dates: readonly PersonDate[];
}

/** @param fresh the punches that are about to be stored */
export async function takeVoids(scope: TenantScope, voids: readonly OfferedVoid[], fresh: readonly Fresh[], nowMs: number): Promise<TakenVoids> {
  const verdicts = new Map<string, 'accepted' | RecordRefusal>();
  const ofFresh = new Map<string, OfferedVoid>();
  const ofStored = new Map<string, OfferedVoid>();
  if (voids.length === 0) return { verdicts, ofFresh, dates: [] };
  const freshDevices = new Map(fresh.map((one) => [one.punch.punchId, one.punch.deviceId]));
  const stored = await loadRecordedPunches(
    scope,
    voids.map((one) => one.record.punchId),
  );
  for (const one of voids) {
    const { punchId, recordId } = one.record;
    const deviceId = freshDevices.get(punchId) ?? stored.get(punchId)?.device_id;
    const verdict = deviceId === undefined ? 'unknownPunch' : deviceId === one.deviceId ? 'accepted' : 'notYours';
    verdicts.set(recordId, verdict);
    if (verdict !== 'accepted') continue;
    // A supervisor may have voided it before: then there is nothing left to do.
    if (stored.get(punchId)?.voided_ms === null) ofStored.set(punchId, one);
    else if (freshDevices.has(punchId)) ofFresh.set(punchId, one);
  }
  await keepVoids(scope, [...ofStored.values()], nowMs);
  const voided = [...ofStored.keys()].flatMap((punchId) => stored.get(punchId) ?? []);
  await noteEntries(
    scope,
    voided.map((punch) => ({ punchId: punch.punch_id, personKey: punch.person_key, timeclockId: punch.timeclock_id, deviceId: punch.device_id })),
    nowMs,
  );
  return { verdicts, ofFresh, dates: voided.map((punch) => ({ personKey: punch.person_key, workDate: punch.work_date })) };
}

/** Voids stored punches, with who and when (H3). */
export async function keepVoids(scope: TenantScope, voids: readonly OfferedVoid[], nowMs: number): Promise<void> {
  if (voids.length === 0) return;
  await voidPunches(
    scope,
    voids.map((one) => one.record.punchId),
    nowMs,
  );
  await insertDecisions(
    scope,
    voids.map(({ deviceId, record }) => ({
      decision_id: derivedId(`void ${record.recordId}`),
      punch_id: record.punchId,
      what: 'voided',
      decided_ms: Date.parse(record.bestKnownInstant),
      decided_by: `device:${deviceId}`,
      reason: null,
      before: JSON.stringify({ voided: false }),
      after: JSON.stringify({ voided: true }),
    })),
  );
}
