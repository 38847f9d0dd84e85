/**
 * F4, K7: synced punches leave the device once nothing needs them on screen. What is needed: today's, those of a date of a
 * person that is still open yesterday, and any date of a person with something unsettled. The journal keeps sealed copies.
 *
 * The decision to clear is one transaction (a stored setting); rows go in chunks after it, so that no tap waits, and a kiosk
 * that dies midway goes on with the same decision.
 */
import { sql } from 'kysely';
import type { Connection } from './connection.ts';
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

/** A date of a person that is unsettled in part. */
const isUnsettled = sql<boolean>`exists (select 1 from punches other where other.person_key = punches.person_key and other.work_date = punches.work_date and other.status <> 'synced')`;
/** The person's last punch of that date does not end the sequence. */
const isOpen = sql<boolean>`(select last.type from punches last where last.person_key = punches.person_key and last.work_date = punches.work_date and last.duplicate_of is null order by last.instant_ms desc, last.punch_id desc limit 1) <> 'clockOut'`;

const clearChunk = query<{ after: number; upTo: number; today: string; yesterday: string }>()(
  build
    .deleteFrom('punches')
    .where('sequence_number', '>', given<number>('after'))
    .where('sequence_number', '<=', given<number>('upTo'))
    .where('status', '=', sql.lit('synced'))
    .where('work_date', '<', given<string>('today'))
    .where(sql<boolean>`not ${isUnsettled}`)
    .where(sql<boolean>`not (work_date = ${given<string>('yesterday')} and ${isOpen})`),
);
const pruneChunk = query<{ after: number; upTo: number; beforeMs: number; today: string; yesterday: string }>()(
  build
    .deleteFrom('punches')
    .where('sequence_number', '>', given<number>('after'))
    .where('sequence_number', '<=', given<number>('upTo'))
    .where('status', '=', sql.lit('synced'))
    .where('settled_at_ms', '<', given<number>('beforeMs'))
    .where('work_date', '<', given<string>('yesterday'))
    .where(sql<boolean>`not ${isUnsettled}`),
);
const firstSequence = query()(build.selectFrom('punches').select((row) => row.fn.min<number | null>('sequence_number').as('first')));
const segmentsInUse = query()(build.selectFrom('punches').select('journal_segment as segment').distinct().where('status', '<>', sql.lit('synced')));

/** Counts what existed up to `upTo` and is not settled; clearing waits until both are 0. */
export function countUnsettled(connection: Connection, upTo: number): { pending: number; failed: number } {
  const row = connection.get(unsettledUpTo, { upTo });
  return { pending: row?.pending ?? 0, failed: row?.failed ?? 0 };
}

export interface ClearedChunk {
  /** How many were deleted. */
  readonly rows: number;
  /** Where the next chunk begins. */
  readonly after: number;
}

/** Deletes what may go among the sequence numbers `after + 1` to `after + size`; in the caller's transaction. Entries take its place. */
export function clearPunchesChunk(connection: Connection, input: { after: number; size: number; upTo: number; today: string; yesterday: string; kept: KeptEntries }): ClearedChunk {
  const after = Math.min(input.after + input.size, input.upTo);
  keepAsEntries(connection, { ...input.kept, after: input.after, upTo: after });
  const rows = connection.run(clearChunk, { after: input.after, upTo: after, today: input.today, yesterday: input.yesterday });
  return { rows, after };
}

/** Deletes synced punches that were settled before `beforeMs`, chunk by chunk as above. */
export function prunePunchesChunk(connection: Connection, input: { after: number; size: number; upTo: number; beforeMs: number; today: string; yesterday: string }): ClearedChunk {
  const after = Math.min(input.after + input.size, input.upTo);
  const rows = connection.run(pruneChunk, { after: input.after, upTo: after, beforeMs: input.beforeMs, today: input.today, yesterday: input.yesterday });
  return { rows, after };
}

/** The oldest sequence number that is stored; null when none is. */
export function firstStoredSequence(connection: Connection): number | null {
  return connection.get(firstSequence, {})?.first ?? null;
}

/** Journal segments that hold a punch which is not settled: they are never pruned. */
export function unsettledSegments(connection: Connection): Set<number> {
  return new Set(connection.all(segmentsInUse, {}).map((row) => row.segment));
}
