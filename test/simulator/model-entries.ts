/** What the model server reads of punches, and what it tells of those whose verdict changed after they were judged (D5). */
import { z } from 'zod';
import { person, punchType, workDate } from '../../shared/contracts/entities.ts';
import type { Entry } from '../../shared/contracts/entries.ts';
import { entryOf } from '../support/entry-of.ts';
import type { StoredPunch } from './server-side.ts';

const known = z.object({ person, type: punchType, workDate, bestKnownInstant: z.string(), deviceId: z.string() });
/** Punches of the model main have no more than an id and their place in the chain. */
const unknown = { person: { kind: 'employee', employeeId: 'e0' }, type: 'clockIn', workDate: '2026-11-23', bestKnownInstant: '2026-11-23T06:00:00.000Z', deviceId: 'device-1' } as const;

/** The entry of a punch that counts now. @param text the punch as it was sent */
export function acceptedEntry(punchId: string, text: string): Entry {
  const parsed = known.safeParse(JSON.parse(text));
  const punch = parsed.success ? parsed.data : unknown;
  const { person, deviceId, type, workDate, bestKnownInstant: instant } = punch;
  return entryOf({ punchId, person, deviceId, timeclockId: 1042, type, workDate, assignmentId: null, instant, roundedInstant: instant });
}

export const noChain = { sequenceNumber: 0, hash: '0'.repeat(64) };

const chained = z.object({ punchId: z.string(), sequenceNumber: z.int().default(0), hash: z.string().default(noChain.hash), previousHash: z.string().default(noChain.hash) });

/** A punch of a batch, as it is stored. */
export function readSent(deviceId: string, sent: unknown): StoredPunch {
  return { ...chained.parse(sent), deviceId, text: JSON.stringify(sent) };
}
