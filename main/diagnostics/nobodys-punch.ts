/** G3: what the self-test sends: a punch as this device makes them, now, of nobody. It is stored nowhere, takes no number and is no link of the chain. */
import { createHash } from 'node:crypto';
import type { Punch } from '../../shared/contracts/entities.ts';
import { nobodysEmployeeId } from '../../shared/contracts/self-test.ts';
import { dateInZone, offsetMinutesAt } from '../../shared/lib/zoned-time.ts';
import { chainText } from '../../shared/rules/punch-chain.ts';
import { toInstant } from '../instant.ts';
import type { Kiosk } from '../kiosk.ts';

export function nobodysPunch(kiosk: Pick<Kiosk, 'time' | 'device' | 'punchStore' | 'newPunchId'>, timeZone: string): Punch {
  const now = kiosk.time.now();
  const head = kiosk.punchStore.head();
  const sequenceNumber = head.sequenceNumber + 1;
  const unhashed = {
    punchId: kiosk.newPunchId(now.bestKnownMs, sequenceNumber),
    person: { kind: 'employee', employeeId: nobodysEmployeeId },
    type: 'clockIn',
    assignmentId: null,
    workDate: dateInZone(now.bestKnownMs, timeZone),
    deviceInstant: toInstant(now.deviceMs),
    bestKnownInstant: toInstant(now.bestKnownMs),
    clockConfidence: now.confidence,
    timeZone,
    offsetMinutes: offsetMinutesAt(now.bestKnownMs, timeZone),
    ...kiosk.device,
    bootId: now.bootId,
    monotonicMs: now.monotonicMs,
    sequenceNumber,
    geofence: 'disabled',
    ip: 'notEnforced',
    flags: [],
    note: null,
    previousHash: head.hash,
  } as const;
  return { ...unhashed, flags: [], hash: createHash('sha256').update(chainText(unhashed)).digest('hex') };
}
