/**
 * C3, H1, K9: after a kill, journal and database may differ by the punch or the record that was between the two. This makes them agree.
 *
 * - In the journal, not in the database: it is inserted behind the device's chain. After a kill nobody was told of it yet, but the person
 *   did tap; after a restore from a backup (H6) it is what was confirmed since. One whose number another punch holds was never
 *   confirmed (its person was told so) and is left alone; which of the two it is, the punches behind them say (told-apart.ts).
 * - In the database, not in the journal (a tail that the disk lost): it is appended again.
 */
import type { Punch } from '../../shared/contracts/entities.ts';
import { plainly } from '../../shared/lib/around-step.ts';
import type { Durably } from '../durable-steps.ts';
import type { Connection } from './connection.ts';
import type { Journal, JournalEntry, JournalPosition } from './journal.ts';
import { readEntry } from './journal-entry.ts';
import { fromJournalText, toJournalText } from './journalled-record.ts';
import { hasRecord, insertRecord, listPendingRecords, moveRecord, type HashLastFour, type KeptRecord, type OutboxHead } from './outbox.ts';
import { findPunch, findPunchBySequence, insertPunch, movePunch } from './punches.ts';
import { build, given, query } from './query.ts';
import { tellApart, type ToldApart } from './told-apart.ts';
import type { ChainHead } from './chain-head.ts';

export interface Reconciled {
  /** Punches and records that were only in the journal. */
  readonly inserted: number;
  /** Punches and records that were only in the database. */
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
const chunk = 500;

/** The last of each that the database knows, and where their frames in the journal end. */
export interface KnownHeads {
  readonly punches: ChainHead;
  readonly records: OutboxHead;
}

interface Around {
  readonly durably: Durably;
  /** Told in the transaction that inserts them: what is counted is there, whoever dies. */
  readonly onInserted: (count: number) => void;
}
const alone: Around = { durably: plainly, onInserted: () => undefined };

export function reconcile(connection: Connection, journal: Journal, heads: KnownHeads, hashLastFour: HashLastFour, around: Partial<Around> = {}): Reconciled {
  const appended = isCovered(journal, heads.punches) && isCovered(journal, heads.records) ? 0 : appendMissing(connection, journal, hashLastFour);
  const { inserted, setAside } = new Insertion(connection, heads, hashLastFour, { ...alone, ...around }).readAll(journal);
  return { inserted, appended, setAside };
}

function isCovered(journal: Journal, head: ChainHead | OutboxHead): boolean {
  return head.position === null || journal.covers(head.position);
}

/** Takes what is only in the journal into the database, entry by entry. */
class Insertion {
  inserted = 0;
  setAside = 0;
  readonly #connection: Connection;
  readonly #heads: KnownHeads;
  readonly #hashLastFour: HashLastFour;
  readonly #around: Around;
  #sequenceNumber: number;
  #hash: string;
  #outboxNumber: number;

  constructor(connection: Connection, heads: KnownHeads, hashLastFour: HashLastFour, around: Around) {
    this.#connection = connection;
    this.#heads = heads;
    this.#hashLastFour = hashLastFour;
    this.#around = around;
    this.#sequenceNumber = heads.punches.sequenceNumber;
    this.#hash = heads.punches.hash;
    this.#outboxNumber = heads.records.outboxNumber;
  }

  readAll(journal: Journal): this {
    const last = later(this.#heads.punches.position, this.#heads.records.position);
    const from = last !== null && journal.covers(last) ? last : null;
    const read = (): Generator<JournalEntry> => journal.readFrom(from);
    const confirmed = tellApart(read(), { sequenceNumber: this.#sequenceNumber, outboxNumber: this.#outboxNumber });
    let slice: JournalEntry[] = [];
    for (const entry of read()) {
      slice.push(entry);
      if (slice.length === chunk) slice = this.#takeSlice(slice, confirmed, from !== null);
    }
    this.#takeSlice(slice, confirmed, from !== null);
    return this;
  }

  /** One transaction: after a kill between two the next start goes on behind the first. */
  #takeSlice(slice: readonly JournalEntry[], confirmed: ToldApart, isTail: boolean): [] {
    const works = slice.flatMap((entry) => this.#workFor(entry, confirmed, isTail) ?? []);
    if (works.length === 0) return [];
    this.#around.durably('entryReconcile', () =>
      this.#connection.transaction(() => {
        for (const work of works) work();
        this.#around.onInserted(works.length);
      }),
    );
    this.inserted += works.length;
    return [];
  }

  #workFor(entry: JournalEntry, confirmed: ToldApart, isTail: boolean): (() => void) | null {
    const punch = readEntry(entry.text);
    if (punch !== null) return this.#workForPunch(punch, entry, confirmed, isTail);
    const record = fromJournalText(entry.text, this.#hashLastFour);
    if (record !== null) return this.#workForRecord(record, entry.position, confirmed);
    this.setAside += 1;
    return null;
  }

  /** A number that is left out was damaged in the journal: what stands behind it was confirmed all the same. */
  #workForPunch(punch: Punch, entry: JournalEntry, confirmed: ToldApart, isTail: boolean): (() => void) | null {
    const { sequenceNumber, punchId } = punch;
    if (sequenceNumber <= this.#sequenceNumber || findPunch(this.#connection, punchId) !== undefined) {
      if (isTail && findPunchBySequence(this.#connection, sequenceNumber)?.punchId !== punchId) this.setAside += 1;
      return null;
    }
    if (!confirmed.isPunch(punch) || (sequenceNumber === this.#sequenceNumber + 1 && punch.previousHash !== this.#hash)) {
      this.setAside += 1;
      return null;
    }
    ({ sequenceNumber: this.#sequenceNumber, hash: this.#hash } = punch);
    return () => insertPunch(this.#connection, punch, entry.text, entry.position);
  }

  /** One of an earlier number is there, or was settled and pruned, or was never confirmed. */
  #workForRecord(kept: KeptRecord, position: JournalPosition, confirmed: ToldApart): (() => void) | null {
    if (kept.outboxNumber <= this.#outboxNumber) return null;
    if (!confirmed.isRecord(kept.outboxNumber, kept.record.recordId) || hasRecord(this.#connection, kept.record.recordId)) {
      this.setAside += 1;
      return null;
    }
    this.#outboxNumber = kept.outboxNumber;
    return () => insertRecord(this.#connection, kept, position, this.#hashLastFour);
  }
}

function later(one: JournalPosition | null, other: JournalPosition | null): JournalPosition | null {
  if (one === null || other === null) return one ?? other;
  return one.segment > other.segment || (one.segment === other.segment && one.end >= other.end) ? one : other;
}

function appendMissing(connection: Connection, journal: Journal, hashLastFour: HashLastFour): number {
  const ends = journal.readableEnds();
  const segments = connection.all(segmentsOfPunches, {}).map(({ segment }) => ({ segment, end: ends.get(segment) ?? 0 }));
  const punches = segments.reduce((total, { segment, end }) => total + appendBehind(connection, journal, segment, end), 0);
  return punches + appendRecords(connection, journal, ends, hashLastFour);
}

/** Records that are settled have done their duty: only those that are pending are appended again. */
function appendRecords(connection: Connection, journal: Journal, ends: ReadonlyMap<number, number>, hashLastFour: HashLastFour): number {
  const missing = listPendingRecords(connection).filter(({ position }) => position.end > (ends.get(position.segment) ?? 0));
  if (missing.length === 0) return 0;
  const positions = journal.appendAll(missing.map(({ kept }) => toJournalText(kept, hashLastFour)));
  connection.transaction(() => {
    for (const [index, { kept }] of missing.entries()) moveRecord(connection, kept.outboxNumber, positions[index]);
  });
  return missing.length;
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
