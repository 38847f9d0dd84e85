/** How many rows an export will have, for the progress that somebody watches: from the first numbers that can still be read to the last ones. */
import { firstStoredSequence } from '../database/clear-punches.ts';
import { firstStoredRecord } from '../database/export-rows.ts';
import { readEntry } from '../database/journal-entry.ts';
import type { Kiosk } from '../kiosk.ts';
import type { UpTo } from './stored-rows.ts';

export function expectedRows({ connection, journal }: Pick<Kiosk, 'connection' | 'journal'>, upTo: UpTo): number {
  const firstPunch = Math.min(firstStoredSequence(connection) ?? Infinity, firstJournalled(journal) ?? Infinity);
  const firstRecord = firstStoredRecord(connection) ?? Infinity;
  return Math.max(0, upTo.sequenceNumber - firstPunch + 1) + Math.max(0, upTo.outboxNumber - firstRecord + 1);
}

function firstJournalled(journal: Kiosk['journal']): number | null {
  try {
    for (const entry of journal.readFrom(null)) {
      const punch = readEntry(entry.text);
      if (punch !== null) return punch.sequenceNumber;
    }
  } catch {
    // It is only an estimate; the export itself says what cannot be read.
  }
  return null;
}
