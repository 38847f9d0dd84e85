/**
 * D10, F4: brings punches back that have left the device, from the sealed copies in the journal. A receipt says which entry is the
 * punch that was confirmed and settled; an entry without one is no business of this file. Repeating it changes nothing.
 */
import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import type { JournalEntry } from './journal.ts';
import { readEntry } from './journal-entry.ts';
import { insertPunch } from './punches.ts';
import { build, given, query } from './query.ts';

interface Range {
  readonly after: number;
  readonly upTo: number;
}

const inRange = build.selectFrom('punch_receipts').where('sequence_number', '>', given<number>('after')).where('sequence_number', '<=', given<number>('upTo'));
const summarise = query<Range>()(inRange.select((row) => [row.fn.countAll<number>().as('receipts'), row.fn.min<number | null>('journal_segment').as('firstSegment')]));
const receiptOf = query<{ sequenceNumber: number }>()(build.selectFrom('punch_receipts').select(['punch_id as punchId', 'hash']).where('sequence_number', '=', given<number>('sequenceNumber')));
const dropReceipt = query<{ sequenceNumber: number }>()(build.deleteFrom('punch_receipts').where('sequence_number', '=', given<number>('sequenceNumber')));
const noteRestored = query<{ sequenceNumber: number; atMs: number }>()(
  build.insertInto('punch_history').values({
    sequence_number: given<number>('sequenceNumber'),
    at_ms: given<number>('atMs'),
    changed_by: sql.lit('server'),
    status_before: sql.lit('synced'),
    status_after: sql.lit('pending'),
    detail: sql.lit('the server has it no longer; brought back from the journal'),
  }),
);

/** How many punches of the numbers `after + 1` to `upTo` have left the device with a receipt, and the journal segment of the oldest of them. */
export function countReceipts(connection: Connection, range: Range): { receipts: number; firstSegment: number | null } {
  return connection.get(summarise, { ...range }) ?? { receipts: 0, firstSegment: null };
}

/** Makes those of `entries` pending again that have a receipt in the range, in the caller's transaction; answers how many. */
export function restorePunches(connection: Connection, entries: readonly JournalEntry[], range: Range, atMs: number): number {
  return entries.filter((entry) => restoreOne(connection, entry, range, atMs)).length;
}

function restoreOne(connection: Connection, entry: JournalEntry, range: Range, atMs: number): boolean {
  const punch = readEntry(entry.text);
  if (punch === null || punch.sequenceNumber <= range.after || punch.sequenceNumber > range.upTo) return false;
  const { sequenceNumber } = punch;
  const receipt = connection.get(receiptOf, { sequenceNumber });
  if (receipt?.punchId !== punch.punchId || receipt.hash !== punch.hash) return false;
  insertPunch(connection, punch, entry.text, entry.position);
  connection.run(noteRestored, { sequenceNumber, atMs });
  connection.run(dropReceipt, { sequenceNumber });
  return true;
}
