/**
 * Punches as a kiosk would have made them in the past: whole shifts of four punches a day, for many people, in order of time,
 * numbered and chained from where the kiosk's own punches end.
 */
import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { Punch } from '../../shared/contracts/entities.ts';
import { addDays, offsetMinutesAt, startOfDateMs } from '../../shared/lib/zoned-time.ts';
import { chainText } from '../../shared/rules/punch-chain.ts';

export interface ChainEnd {
  readonly sequenceNumber: number;
  readonly hash: string;
}

/** Who punched what, when; the rest of a punch is the device's. */
export interface PunchFacts {
  readonly punchId: string;
  readonly employeeId: string;
  readonly type: Punch['type'];
  readonly atMs: number;
  readonly workDate: string;
  readonly monotonicMs: number;
}

export interface MakingDevice {
  readonly deviceId: string;
  readonly timeZone: string;
  readonly zoneDataEdition: string;
}

const shift = [
  { type: 'clockIn', minute: 8 * 60 },
  { type: 'breakOut', minute: 12 * 60 },
  { type: 'breakIn', minute: 12 * 60 + 30 },
  { type: 'clockOut', minute: 16 * 60 + 30 },
] as const;

export interface ShiftsInput {
  readonly count: number;
  readonly employeeIds: readonly string[];
  readonly timeZone: string;
  /** The last work date that any of them counts for. */
  readonly lastDate: string;
}

/** The `count` oldest punches of full days that end with `lastDate`. Everybody punches a moment after the one before. */
export function* shiftFacts(input: ShiftsInput): Generator<PunchFacts> {
  const { count, employeeIds, timeZone, lastDate } = input;
  const perDay = employeeIds.length * shift.length;
  const days = Math.ceil(count / perDay);
  const spacingMs = Math.min(1000, Math.floor((25 * 60_000) / employeeIds.length));
  let made = 0;
  for (let day = days - 1; day >= 0; day--) {
    const workDate = addDays(lastDate, -day);
    const midnightMs = startOfDateMs(workDate, timeZone);
    for (const { type, minute } of shift) {
      for (const [place, employeeId] of employeeIds.entries()) {
        if (made++ === count) return;
        const atMs = midnightMs + minute * 60_000 + place * spacingMs;
        yield { punchId: v7({ msecs: atMs }), employeeId, type, atMs, workDate, monotonicMs: made };
      }
    }
  }
}

/** The punch of these facts that follows on `previous` in the device's chain. */
export function makePunch(device: MakingDevice, facts: PunchFacts, previous: ChainEnd): Punch {
  const at = new Date(facts.atMs).toISOString();
  const unhashed: Omit<Punch, 'hash'> = {
    punchId: facts.punchId,
    person: { kind: 'employee', employeeId: facts.employeeId },
    type: facts.type,
    assignmentId: `${facts.employeeId}-A1`,
    workDate: facts.workDate,
    deviceInstant: at,
    bestKnownInstant: at,
    clockConfidence: 'trusted',
    timeZone: device.timeZone,
    offsetMinutes: offsetMinutesAt(facts.atMs, device.timeZone),
    zoneDataEdition: device.zoneDataEdition,
    deviceId: device.deviceId,
    deviceName: 'kiosk-0001',
    platform: `${process.platform}-${process.arch}`,
    appVersion: '0.1.0',
    bootId: 'c0ffee00-0000-4000-8000-000000000001',
    monotonicMs: facts.monotonicMs,
    sequenceNumber: previous.sequenceNumber + 1,
    geofence: 'disabled',
    ip: 'notEnforced',
    flags: [],
    note: null,
    previousHash: previous.hash,
  };
  return { ...unhashed, hash: createHash('sha256').update(chainText(unhashed)).digest('hex') };
}
