/** Entries of the model server (D5): what it told of punches whose verdict changed after they were judged. */
import { z } from 'zod';
import { person, punchType, workDate } from '../../shared/contracts/entities.ts';
import type { Entry } from '../../shared/contracts/entries.ts';
import { entryOf } from '../support/entry-of.ts';

const known = z.object({ person, type: punchType, workDate, bestKnownInstant: z.string(), deviceId: z.string() });
/** Punches of the model main have no more than an id and a number. */
const unknown = { person: { kind: 'employee', employeeId: 'e0' }, type: 'clockIn', workDate: '2026-11-23', bestKnownInstant: '2026-11-23T06:00:00.000Z', deviceId: 'device-1' } as const;

/** The entry of a punch that counts now. @param text the punch as it was sent */
export function acceptedEntry(punchId: string, text: string): Entry {
  const parsed = known.safeParse(JSON.parse(text));
  const punch = parsed.success ? parsed.data : unknown;
  const { person, deviceId, type, workDate, bestKnownInstant: instant } = punch;
  return entryOf({ punchId, person, deviceId, timeclockId: 1042, type, workDate, assignmentId: null, instant, roundedInstant: instant });
}

const numbered = z.object({ sequence: z.int().optional(), sequenceNumber: z.int().optional(), hash: z.string().optional() });

/** Where a device's chain ends (H5), by the punches of it that are stored. */
export function chainEndOf(texts: Iterable<string>): { sequenceNumber: number; hash: string } {
  let end = { sequenceNumber: 0, hash: '0'.repeat(64) };
  for (const text of texts) {
    const { sequence, sequenceNumber = sequence ?? 0, hash = end.hash } = numbered.parse(JSON.parse(text));
    if (sequenceNumber > end.sequenceNumber) end = { sequenceNumber, hash };
  }
  return end;
}
