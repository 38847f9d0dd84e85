/**
 * A person's punches as this kiosk knows them: those on the device, and what the server told of all kiosks (D5, H8). A punch
 * that the server has not settled counts as the device has it; once it is settled, the server's word on it counts: voided, a
 * duplicate after all, or corrected (C9). So a shift that began at one kiosk ends at another, off line too. What was undone here is
 * undone at once (C1).
 */
import type { Person } from '../shared/contracts/entities.ts';
import type { Correction } from '../shared/contracts/entries.ts';
import type { Connection } from './database/connection.ts';
import { findEntries, findEntriesOfOwnPunches, type DateRange, type KnownEntry } from './database/entries.ts';
import { findUndone } from './database/own-records.ts';
import { findPunchesBetween, type KnownPunch } from './database/punches.ts';

/** A punch that may have been made at another kiosk. */
export type PersonPunch = Omit<KnownPunch, 'sequenceNumber'> & {
  /** C9: the supervisor's latest edit. */
  readonly correction: Correction | null;
};

/** @param version of people and entries in force; the answer is in no order */
export function readKnownPunches(connection: Connection, version: number, person: Person, range: DateRange): PersonPunch[] {
  const entries = [...findEntriesOfOwnPunches(connection, version, person, range), ...findEntries(connection, version, person, range)];
  const undone = findUndone(connection, person, range);
  return mergePunches(findPunchesBetween(connection, person, range), entries, range).filter((punch) => !undone.has(punch.punchId));
}

/** @param entries of those punches, and of all others of the person in the range; one may come twice */
export function mergePunches(own: readonly KnownPunch[], entries: readonly KnownEntry[], { from, to }: DateRange): PersonPunch[] {
  const told = new Map(entries.map((entry) => [entry.punchId, entry]));
  const merged = own.flatMap((punch) => asTold(punch, told.get(punch.punchId)));
  const isOwn = new Set(own.map((punch) => punch.punchId));
  const others = [...told.values()].filter((entry) => !isOwn.has(entry.punchId)).flatMap((entry) => (counted(entry) ? [fromEntry(entry)] : []));
  return [...merged, ...others].filter((punch) => punch.workDate >= from && punch.workDate <= to);
}

/** The device's own punch: as it is until the server has settled it, then as the server tells. A refusal told earlier than the verdict is stale. */
function asTold(punch: KnownPunch, entry: KnownEntry | undefined): PersonPunch[] {
  if (entry === undefined || punch.status !== 'synced' || entry.state === 'refused' || entry.state === 'failed') return [{ ...punch, correction: null }];
  return entry.state === 'voided' ? [] : [fromEntry(entry)];
}

function counted(entry: KnownEntry): boolean {
  return entry.state === 'accepted' || entry.state === 'failed';
}

function fromEntry(entry: KnownEntry): PersonPunch {
  const { punchId, type, instantMs, workDate, assignmentId, duplicateOf, roundedMs, correction } = entry;
  return { punchId, type, instantMs, workDate, assignmentId, status: entry.state === 'failed' ? 'failed' : 'synced', refusalCode: null, duplicateOf, roundedMs, correction };
}
