/** Punches of one device as its kiosk would make them: numbered without a gap, chained by their hashes. */
import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { Punch } from '../../shared/contracts/entities.ts';
import { dateInZone, offsetMinutesAt } from '../../shared/lib/zoned-time.ts';
import { chainText, firstPreviousHash } from '../../shared/rules/punch-chain.ts';

export type PunchFacts = Partial<Omit<Punch, 'hash' | 'previousHash' | 'sequenceNumber'>> & { readonly at: string };

/** Makes punches for a device; `at` is the best-known instant. */
export class PunchChain {
  readonly #deviceId: string;
  readonly #zone: string;
  #sequenceNumber = 0;
  #lastHash = firstPreviousHash;

  constructor(deviceId = 'kiosk-1', zone = 'America/Chicago') {
    this.#deviceId = deviceId;
    this.#zone = zone;
  }

  next({ at, ...facts }: PunchFacts): Punch {
    const instantMs = Date.parse(at);
    this.#sequenceNumber += 1;
    const open: Omit<Punch, 'hash'> = {
      punchId: v7({ msecs: instantMs }),
      person: { kind: 'employee', employeeId: 'NWF-1001' },
      type: 'clockIn',
      assignmentId: 'NWF-1001-A1',
      workDate: dateInZone(instantMs, this.#zone),
      deviceInstant: at,
      bestKnownInstant: at,
      clockConfidence: 'trusted',
      timeZone: this.#zone,
      offsetMinutes: offsetMinutesAt(instantMs, this.#zone),
      zoneDataEdition: '2026a',
      deviceId: this.#deviceId,
      deviceName: 'Test kiosk',
      platform: 'test',
      appVersion: '0.1.0',
      bootId: 'boot-1',
      monotonicMs: this.#sequenceNumber * 1000,
      sequenceNumber: this.#sequenceNumber,
      geofence: 'disabled',
      ip: 'notEnforced',
      flags: [],
      note: null,
      ...facts,
      previousHash: this.#lastHash,
    };
    this.#lastHash = createHash('sha256').update(chainText(open)).digest('hex');
    return { ...open, hash: this.#lastHash };
  }
}
