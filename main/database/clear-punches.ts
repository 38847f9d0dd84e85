/**
 * F4, K7: synced punches leave the device once nothing needs them on screen. What is needed: today's, those of a date of a
 * person that is still open yesterday, and any date of a person with something unsettled. A receipt of each stays, and the journal keeps sealed copies.
 *
 * The decision to clear is one transaction (a stored setting); rows go in chunks after it, so that no tap waits, and a kiosk
 * that dies midway goes on with the same decision.
 */
import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import { segmentsOfPendingRecords } from './outbox.ts';
import { keepAsEntries, type KeptEntries } from './keep-as-entries.ts';
import { build, given, query } from './query.ts';

const unsettledUpTo = query<{ upTo: number }>()(
  build.selectNoFrom((row) => [
    row
      .selectFrom('punches')
      .select((count) => count.fn.countAll<number>().as('n'))
      .where('status', '=', sql.lit('pending'))
      .where('sequence_number', '<=', given<number>('upTo'))
      .as('pending'),
    row
      .selectFrom('punches')
      .select((count) => count.fn.countAll<number>().as('n'))
      .where('status', '=', sql.lit('failed'))
      .where('sequence_number', '<=', given<number>('upTo'))
      .as('failed'),
  ]),
);

/** K7: a date of a person that is unsettled in part: a punch, its undo or answers, or a record of the person's. */
const isUnsettled = sql<boolean>`exists (select 1 from punches other where other.person_key = punches.person_key and other.work_date = punches.work_date and (other.status <> 'synced' or exists (select 1 from outbox where outbox.punch_id = other.punch_id and outbox.status = 'pending')))
  or exists (select 1 from outbox where outbox.person_key = punches.person_key and outbox.status = 'pending')`;
/** The person's last punch of that date does not end the sequence. */
const isOpen = sql<boolean>`(select last.type from punches last where last.person_key = punches.person_key and last.work_date = punches.work_date and last.duplicate_of is null order by last.instant_ms desc, last.punch_id desc limit 1) <> 'clockOut'`;

type Clearing = { after: number; upTo: number; today: string; yesterday: string; atMs: number };
type Pruning = Clearing & { beforeMs: number };

const isInRange = sql<boolean>`punches.sequence_number > ${given<number>('after')} and punches.sequence_number <= ${given<number>('upTo')} and status = 'synced'`;
const mayBeCleared = sql<boolean>`${isInRange} and work_date < ${given<string>('today')} and not (${isUnsettled}) and not (work_date = ${given<string>('yesterday')} and ${isOpen})`;
const mayBePruned = sql<boolean>`${isInRange} and settled_at_ms < ${given<number>('beforeMs')} and work_date < ${given<string>('yesterday')} and not (${isUnsettled})`;

const clearChunk = query<Clearing>()(build.deleteFrom('punches').where(mayBeCleared));
const pruneChunk = query<Pruning>()(build.deleteFrom('punches').where(mayBePruned));
const receiptsOfCleared = query<Clearing>()(receiptsOf(mayBeCleared));
const receiptsOfPruned = query<Pruning>()(receiptsOf(mayBePruned));
const firstSequence = query()(build.selectFrom('punches').select((row) => row.fn.min<number | null>('sequence_number').as('first')));
const segmentsOfPunches = query<{ sinceMs: number }>()(
  build
    .selectFrom('punches')
    .select('journal_segment as segment')
    .distinct()
    .where((row) => row.or([row('status', '<>', sql.lit('synced')), row('settled_at_ms', '>=', given<number>('sinceMs'))])),
);
const segmentsOfReceipts = query<{ sinceMs: number }>()(build.selectFrom('punch_receipts').select('journal_segment as segment').distinct().where('settled_at_ms', '>=', given<number>('sinceMs')));

/** One that was offered again and is cleared a second time gets the later verdict. */
function receiptsOf(leaving: typeof mayBeCleared) {
  return build
    .insertInto('punch_receipts')
    .columns(['sequence_number', 'punch_id', 'hash', 'verdict', 'duplicate_of', 'settled_at_ms', 'cleared_at_ms', 'journal_segment'])
    .expression(
      build
        .selectFrom('punches')
        .innerJoin('punch_records', 'punch_records.sequence_number', 'punches.sequence_number')
        .select([
          'punches.sequence_number',
          'punch_id',
          sql<string>`record ->> 'hash'`.as('hash'),
          sql<'accepted' | 'duplicate'>`iif(duplicate_of is null, 'accepted', 'duplicate')`.as('verdict'),
          'duplicate_of',
          sql<number>`coalesce(settled_at_ms, ${given<number>('atMs')})`.as('settled_at_ms'),
          given<number>('atMs').as('cleared_at_ms'),
          'journal_segment',
        ])
        .where(leaving),
    )
    .onConflict((conflict) =>
      conflict
        .column('sequence_number')
        .doUpdateSet((row) => ({ verdict: row.ref('excluded.verdict'), duplicate_of: row.ref('excluded.duplicate_of'), settled_at_ms: row.ref('excluded.settled_at_ms'), cleared_at_ms: row.ref('excluded.cleared_at_ms') })),
    );
}

/** Counts punches that existed up to `upTo` and are not settled. */
export function countUnsettledPunches(connection: Connection, upTo: number): { pending: number; failed: number } {
  const row = connection.get(unsettledUpTo, { upTo });
  return { pending: row?.pending ?? 0, failed: row?.failed ?? 0 };
}

export interface ClearedChunk {
  /** How many were deleted. */
  readonly rows: number;
  /** Where the next chunk begins. */
  readonly after: number;
}

type Chunk<Leaving extends Clearing> = Omit<Leaving, 'after'> & { after: number; size: number };

/** Deletes what may go among the sequence numbers `after + 1` to `after + size`; in the caller's transaction. Entries and receipts take its place. */
export function clearPunchesChunk(connection: Connection, input: Chunk<Clearing> & { kept: KeptEntries }): ClearedChunk {
  const { size, kept, ...bounds } = input;
  const chunk = { ...bounds, upTo: Math.min(input.after + size, input.upTo) };
  keepAsEntries(connection, { ...kept, after: chunk.after, upTo: chunk.upTo });
  connection.run(receiptsOfCleared, chunk);
  return { rows: connection.run(clearChunk, chunk), after: chunk.upTo };
}

/** Deletes synced punches that were settled before `beforeMs`, chunk by chunk as above. */
export function prunePunchesChunk(connection: Connection, input: Chunk<Pruning>): ClearedChunk {
  const { size, ...bounds } = input;
  const chunk = { ...bounds, upTo: Math.min(input.after + size, input.upTo) };
  connection.run(receiptsOfPruned, chunk);
  return { rows: connection.run(pruneChunk, chunk), after: chunk.upTo };
}

/** The oldest sequence number that is stored; null when none is. */
export function firstStoredSequence(connection: Connection): number | null {
  return connection.get(firstSequence, {})?.first ?? null;
}

/** Journal segments that hold something which is not settled, or was settled since `sinceMs`, by the time as best known: they are not pruned, whatever the file system's clock says of them. */
export function segmentsInUse(connection: Connection, sinceMs: number): Set<number> {
  const ofPunches = [...connection.all(segmentsOfPunches, { sinceMs }), ...connection.all(segmentsOfReceipts, { sinceMs })].map((row) => row.segment);
  return new Set([...ofPunches, ...segmentsOfPendingRecords(connection)]);
}
