/** Sealed batches of many kiosks, made before the clock runs: whole shifts of each kiosk's people, chained as a kiosk chains them. */
import { createSealer } from '../../../daemon/seal-batch.ts';
import type { SealingKey } from '../../../shared/contracts/sealing.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import { addDays, dateInZone, zoneDataEdition } from '../../../shared/lib/zoned-time.ts';
import { firstPreviousHash } from '../../../shared/rules/punch-chain.ts';
import { demo } from '../../../server/demo.ts';
import { makePunch, shiftFacts, type ChainEnd } from '../made-punches.ts';
import type { FleetKiosk } from './fleet-world.ts';

export interface KioskBodies {
  readonly kiosk: FleetKiosk;
  readonly bodies: readonly string[];
  /** The same punches as plain JSON, a text for each batch. */
  readonly plain: readonly string[];
}

/** `batches` batches of `size` punches for a kiosk, its oldest days first. */
export async function makeBodies(kiosk: FleetKiosk, sealingKey: SealingKey, batches: number, size: number): Promise<KioskBodies> {
  const device = { deviceId: kiosk.deviceId, timeZone: demo.timeZone, zoneDataEdition: zoneDataEdition() };
  const facts = shiftFacts({ count: batches * size, employeeIds: kiosk.employeeIds, timeZone: demo.timeZone, lastDate: addDays(dateInZone(systemClock.wallMs(), demo.timeZone), -1) });
  let end: ChainEnd = { sequenceNumber: 0, hash: firstPreviousHash };
  const texts: string[] = [];
  for (const one of facts) {
    const punch = makePunch(device, one, end);
    texts.push(JSON.stringify(punch));
    end = punch;
  }
  const parts = Array.from({ length: batches }, (_, at) => texts.slice(at * size, (at + 1) * size));
  // A kiosk's own: what it seals within a while bears one ephemeral key, and no other kiosk's does.
  const seal = createSealer();
  const bodies: string[] = [];
  for (const punches of parts) bodies.push(await seal({ batchId: crypto.randomUUID(), deviceId: kiosk.deviceId, recovery: true, lastSyncAt: null, records: [], punches }, sealingKey));
  return { kiosk, bodies, plain: parts.map((punches) => `{"punches":[${punches.join(',')}]}`) };
}
