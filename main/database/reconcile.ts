/**
 * C3, H1: after a kill, journal and database may differ by the punch that was between the two. This makes them agree.
 *
 * - In the journal, not in the database: it is inserted where it continues the device's chain. Nobody was told of it yet, but
 *   the person did tap. One whose number another punch holds was never confirmed (its person was told so) and is left alone.
 * - In the database, not in the journal (a tail that the disk lost): it is appended again.
 */
import type { Connection } from './connection.ts';
import type { Journal, JournalPosition } from './journal.ts';
import { readEntry } from './journal-entry.ts';
import { findPunch, findPunchBySequence, insertPunch } from './punches.ts';
import { build, given, query } from './query.ts';
import type { ChainHead } from './chain-head.ts';

export interface Reconciled {
  /** Punches that were only in the journal. */
  readonly inserted: number;
  /** Punches that were only in the database. */
  readonly appended: number;
  /** Journal entries that belong to no confirmed punch, or cannot be read. */
  readonly setAside: number;
}

const behindEnd = query<{ segment: number; end: number; after: number; limit: number }>()(
  build
    .selectFrom('punches')
    .innerJoin('punch_records', 'punch_records.sequence_number', 'punches.sequence_number')
    .select(['punches.sequence_number as sequenceNumber', 'record'])
    .where('journal_segment', '=', given<number>('segment'))
    .where('journal_end', '>', given<number>('end'))
    .where('punches.sequence_number', '>', given<number>('after'))
    .orderBy('punches.sequence_number')
    .limit(given<number>('limit')),
);
const segmentsOfPunches = query()(build.selectFrom('punches').select('journal_segment as segment').distinct());
const movePosition = query<{ sequenceNumber: number; segment: number; end: number }>()(
  build
    .updateTable('punches')
    .set({ journal_segment: given<number>('segment'), journal_end: given<number>('end') })
    .where('sequence_number', '=', given<number>('sequenceNumber')),
);

const chunk = 500;

/** @param head the device's last punch as the database knows it, and where its frame in the journal ends */
export function reconcile(connection: Connection, journal: Journal, head: ChainHead): Reconciled {
  const appended = head.position === null || journal.covers(head.position) ? 0 : appendMissing(connection, journal);
  const { inserted, setAside } = insertMissing(connection, journal, head);
  return { inserted, appended, setAside };
}

function insertMissing(connection: Connection, journal: Journal, head: ChainHead): { inserted: number; setAside: number } {
  let inserted = 0;
  let setAside = 0;
  let { sequenceNumber, hash } = head;
  const from: JournalPosition | null = head.position !== null && journal.covers(head.position) ? head.position : null;
  for (const entry of journal.readFrom(from)) {
    const punch = readEntry(entry.text);
    if (punch !== null && (punch.sequenceNumber <= sequenceNumber || findPunch(connection, punch.punchId) !== undefined)) {
      if (findPunchBySequence(connection, punch.sequenceNumber)?.punchId !== punch.punchId && from !== null) setAside += 1;
      continue;
    }
    if (punch === null || punch.sequenceNumber !== sequenceNumber + 1 || punch.previousHash !== hash) {
      setAside += 1;
      continue;
    }
    connection.transaction(() => insertPunch(connection, punch, entry.text, entry.position));
    ({ sequenceNumber, hash } = punch);
    inserted += 1;
  }
  return { inserted, setAside };
}

function appendMissing(connection: Connection, journal: Journal): number {
  const ends = journal.readableEnds();
  const segments = connection.all(segmentsOfPunches, {}).map(({ segment }) => ({ segment, end: ends.get(segment) ?? 0 }));
  return segments.reduce((total, { segment, end }) => total + appendBehind(connection, journal, segment, end), 0);
}

/** Appends again what the database places in `segment` behind `end`, which is as far as that segment can be read. */
function appendBehind(connection: Connection, journal: Journal, segment: number, end: number): number {
  let appended = 0;
  let after = 0;
  for (;;) {
    const rows = connection.all(behindEnd, { segment, end, after, limit: chunk });
    if (rows.length === 0) return appended;
    const positions = journal.appendAll(rows.map((row) => row.record));
    connection.transaction(() => {
      for (const [index, row] of rows.entries()) movePunch(connection, row.sequenceNumber, positions[index]);
    });
    appended += rows.length;
    after = rows.at(-1)?.sequenceNumber ?? after;
  }
}

function movePunch(connection: Connection, sequenceNumber: number, position: JournalPosition | undefined): void {
  if (position !== undefined) connection.run(movePosition, { sequenceNumber, segment: position.segment, end: position.end });
}
