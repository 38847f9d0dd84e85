/** K9: takes the records of a group of batches around its punches: forms and undos before them, the rest after. */
import type { PersonDate } from '../database/punches-around.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import type { Fresh } from './judge-fresh.ts';
import type { RecordLedger } from './record-ledger.ts';
import { takePunchRecord } from './take-punch-records.ts';
import { takeTemporary } from './take-temporaries.ts';
import { takeVoids, type OfferedVoid, type TakenVoids } from './take-voids.ts';
import type { TemporaryPeople } from './temporary-people.ts';

/** @returns what has to be judged again */
export async function takeForms(scope: TenantScope, ledger: RecordLedger, tenantKey: Uint8Array, nowMs: number): Promise<PersonDate[]> {
  const dates: PersonDate[] = [];
  for (const { device, record } of ledger.open) {
    if (record.kind !== 'temporaryEmployee') continue;
    const taken = await takeTemporary(scope, device, record, tenantKey, nowMs);
    ledger.settle(record.recordId, taken.verdict);
    dates.push(...taken.dates);
  }
  return dates;
}

/** @param fresh the punches that are about to be stored */
export async function takeUndos(scope: TenantScope, ledger: RecordLedger, fresh: readonly Fresh[], nowMs: number): Promise<TakenVoids> {
  const voids = ledger.open.flatMap(({ device, record }): OfferedVoid[] => (record.kind === 'void' ? [{ deviceId: device.deviceId, record }] : []));
  const taken = await takeVoids(scope, voids, fresh, nowMs);
  for (const [recordId, verdict] of taken.verdicts) ledger.settle(recordId, verdict);
  return taken;
}

/** Takes what speaks of punches that are stored by now. @returns the punches whose own exceptions changed, with what they are now (JSON) */
export async function takeTheRest(scope: TenantScope, ledger: RecordLedger, people: TemporaryPeople, nowMs: number): Promise<Map<string, string>> {
  const noted = new Map<string, string>();
  for (const { device, record } of ledger.open) {
    if (record.kind === 'temporaryEmployee' || record.kind === 'void') continue;
    const taken = await takePunchRecord(scope, device, record, people, nowMs);
    ledger.settle(record.recordId, taken.verdict);
    if (taken.noted !== null) noted.set(taken.noted.punchId, taken.noted.noted);
  }
  return noted;
}
