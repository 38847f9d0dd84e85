/**
 * F4: days that are cleared stay readable, as entries. The server does not tell a kiosk again what it told it by verdicts, so the
 * device writes those entries itself, of what it is about to clear. Where the server has told more, its word stays.
 */
import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

export interface KeptEntries {
  /** Of people and entries in force. */
  readonly version: number;
  readonly timeclockId: number;
  /** The first work date that is kept: this week and last are what screens show. */
  readonly keepFrom: string;
}

type Range = KeptEntries & { readonly after: number; readonly upTo: number };

/** An entry that a verdict has overtaken. */
const isStale = sql<boolean>`entries.until_version is null and entries.state in ('refused', 'failed')`;

const endStale = query<Range>()(
  build
    .updateTable('entries')
    .set({ until_version: given<number>('version') })
    .where(isStale)
    .where('punch_id', 'in', (row) => row.selectFrom('punches').select('punches.punch_id').where('sequence_number', '>', given<number>('after')).where('sequence_number', '<=', given<number>('upTo')).where('status', '=', sql.lit('synced'))),
);
const insertKept = query<Range>()(
  build
    .insertInto('entries')
    .columns(['punch_id', 'since_version', 'person_key', 'work_date', 'type', 'instant_ms', 'rounded_ms', 'time_zone', 'offset_minutes', 'assignment_id', 'timeclock_id', 'device_id', 'state', 'duplicate_of', 'exceptions'])
    .expression(
      build
        .selectFrom('punches')
        .innerJoin('punch_records', 'punch_records.sequence_number', 'punches.sequence_number')
        .select([
          'punches.punch_id',
          given<number>('version').as('since_version'),
          'punches.person_key',
          'punches.work_date',
          'punches.type',
          'punches.instant_ms',
          'punches.rounded_ms',
          sql<string>`record ->> 'timeZone'`.as('time_zone'),
          sql<number>`record ->> 'offsetMinutes'`.as('offset_minutes'),
          'punches.assignment_id',
          given<number>('timeclockId').as('timeclock_id'),
          sql<string>`record ->> 'deviceId'`.as('device_id'),
          // What was undone here is told by this device's own word alone (C1).
          sql<'accepted' | 'duplicate' | 'voided'>`iif(exists (select 1 from outbox where outbox.punch_id = punches.punch_id and outbox.kind = 'void'), 'voided', iif(duplicate_of is null, 'accepted', 'duplicate'))`.as('state'),
          'punches.duplicate_of',
          sql.lit('[]').as('exceptions'),
        ])
        .where('punches.sequence_number', '>', given<number>('after'))
        .where('punches.sequence_number', '<=', given<number>('upTo'))
        .where('punches.status', '=', sql.lit('synced'))
        .where('punches.work_date', '>=', given<string>('keepFrom'))
        .where((row) => row.not(row.exists(row.selectFrom('entries').select('row_id').whereRef('entries.punch_id', '=', 'punches.punch_id').where('entries.until_version', 'is', null)))),
    ),
);

/** Writes entries of what is synced among the sequence numbers `after + 1` to `upTo`, in the caller's transaction; those that are there stay. */
export function keepAsEntries(connection: Connection, range: Range): number {
  connection.run(endStale, { ...range });
  return connection.run(insertKept, { ...range });
}
