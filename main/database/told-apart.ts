/**
 * H6: entries of the journal that claim one number told apart. An entry that could not be taken back (the disk let nobody cut it off) stands
 * before the one that was confirmed under the same number. Of the two the punch that comes next in the chain names the right one by its
 * hash; where none does, the later one is right.
 */
import type { Punch } from '../../shared/contracts/entities.ts';
import { readEntry } from './journal-entry.ts';
import type { JournalEntry } from './journal.ts';
import { readJournalled } from './journalled-record.ts';

export interface ToldApart {
  isPunch(punch: Punch): boolean;
  isRecord(outboxNumber: number, recordId: string): boolean;
}

type Link = Pick<Punch, 'punchId' | 'hash' | 'previousHash'>;

/** @param known numbers up to these are in the database */
export function tellApart(entries: Iterable<JournalEntry>, known: { readonly sequenceNumber: number; readonly outboxNumber: number }): ToldApart {
  const claims = new Map<number, Link[]>();
  const records = new Map<number, string>();
  for (const { text } of entries) {
    const punch = readEntry(text);
    if (punch !== null) {
      if (punch.sequenceNumber > known.sequenceNumber) claims.set(punch.sequenceNumber, [...(claims.get(punch.sequenceNumber) ?? []), { punchId: punch.punchId, hash: punch.hash, previousHash: punch.previousHash }]);
      continue;
    }
    const kept = readJournalled(text);
    if (kept !== null && kept.outboxNumber > known.outboxNumber) records.set(kept.outboxNumber, String(kept.record.recordId));
  }
  const right = chooseBackwards(claims);
  return { isPunch: (punch) => right.get(punch.sequenceNumber) === punch.punchId, isRecord: (outboxNumber, recordId) => records.get(outboxNumber) === recordId };
}

function chooseBackwards(claims: ReadonlyMap<number, readonly Link[]>): Map<number, string> {
  const right = new Map<number, string>();
  let next = { sequenceNumber: Number.POSITIVE_INFINITY, previousHash: '' };
  for (const sequenceNumber of [...claims.keys()].sort((a, b) => b - a)) {
    const links = claims.get(sequenceNumber) ?? [];
    const named = next.sequenceNumber === sequenceNumber + 1 ? next.previousHash : null;
    const chosen = links.findLast((link) => link.hash === named) ?? links.at(-1);
    if (chosen === undefined) continue;
    right.set(sequenceNumber, chosen.punchId);
    next = { sequenceNumber, previousHash: chosen.previousHash };
  }
  return right;
}
