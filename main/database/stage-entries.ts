/**
 * Entries of a download (D5, D6): rows of the next version, as people are staged. A download brings those that changed; the
 * others stay as they are, also through a complete download of people, behind which the server tells this and last week again.
 */
import type { Entry } from '../../shared/contracts/entries.ts';
import type { Connection } from './connection.ts';
import { personKey } from './punches.ts';
import { build, given, query } from './query.ts';
import type { EntryTable } from './schema.ts';

interface EntryRow {
  punchId: string;
  since: number;
  personKey: string;
  workDate: string;
  type: EntryTable['type'];
  instantMs: number;
  roundedMs: number | null;
  timeZone: string;
  offsetMinutes: number;
  assignmentId: string | null;
  timeclockId: number;
  deviceId: string | null;
  state: EntryTable['state'];
  duplicateOf: string | null;
  refusalCode: EntryTable['refusal_code'];
  matchFailure: EntryTable['match_failure'];
  exceptions: string;
  correction: string | null;
}

const insert = query<EntryRow>()(
  build.insertInto('entries').values({
    punch_id: given<string>('punchId'),
    since_version: given<number>('since'),
    until_version: null,
    person_key: given<string>('personKey'),
    work_date: given<string>('workDate'),
    type: given<EntryTable['type']>('type'),
    instant_ms: given<number>('instantMs'),
    rounded_ms: given<number | null>('roundedMs'),
    time_zone: given<string>('timeZone'),
    offset_minutes: given<number>('offsetMinutes'),
    assignment_id: given<string | null>('assignmentId'),
    timeclock_id: given<number>('timeclockId'),
    device_id: given<string | null>('deviceId'),
    state: given<EntryTable['state']>('state'),
    duplicate_of: given<string | null>('duplicateOf'),
    refusal_code: given<EntryTable['refusal_code']>('refusalCode'),
    match_failure: given<EntryTable['match_failure']>('matchFailure'),
    exceptions: given<string>('exceptions'),
    correction: given<string | null>('correction'),
  }),
);
const removeStagedOf = query<{ punchId: string; next: number }>()(build.deleteFrom('entries').where('punch_id', '=', given<string>('punchId')).where('since_version', '=', given<number>('next')));
const endVisible = query<{ punchId: string; next: number }>()(
  build
    .updateTable('entries')
    .set({ until_version: given<number>('next') })
    .where('punch_id', '=', given<string>('punchId'))
    .where('until_version', 'is', null)
    .where('since_version', '<', given<number>('next')),
);
const discardChunk = query<{ next: number; limit: number }>()(build.deleteFrom('entries').where('row_id', 'in', build.selectFrom('entries').select('row_id').where('since_version', '=', given<number>('next')).limit(given<number>('limit'))));
const reviveChunk = query<{ next: number; limit: number }>()(
  build
    .updateTable('entries')
    .set({ until_version: null })
    .where('row_id', 'in', build.selectFrom('entries').select('row_id').where('until_version', '=', given<number>('next')).limit(given<number>('limit'))),
);
const sweepChunk = query<{ version: number; limit: number }>()(
  build.deleteFrom('entries').where('row_id', 'in', build.selectFrom('entries').select('row_id').where('until_version', '<=', given<number>('version')).limit(given<number>('limit'))),
);
const anyStaged = query<{ next: number }>()(build.selectNoFrom((row) => row.exists(row.selectFrom('entries').select('row_id').where('since_version', '=', given<number>('next'))).as('written')));

/** Writes an entry into the next version; the last write of a punch wins. */
export function stageEntry(connection: Connection, version: number, entry: Entry): void {
  const next = version + 1;
  connection.run(removeStagedOf, { punchId: entry.punchId, next });
  connection.run(endVisible, { punchId: entry.punchId, next });
  connection.run(insert, { ...toRow(entry), since: next });
}

/** True when the next version has an entry that the present one has not. */
export function hasStagedEntries(connection: Connection, version: number): boolean {
  return Boolean(connection.get(anyStaged, { next: version + 1 })?.written);
}

/** Takes one chunk of what was staged back; answers 0 when nothing is left. */
export function discardStagedEntries(connection: Connection, version: number, limit: number): number {
  return connection.run(discardChunk, { next: version + 1, limit }) + connection.run(reviveChunk, { next: version + 1, limit });
}

/** Deletes one chunk of rows that nobody can see any more; answers 0 when nothing is left. */
export function sweepOldEntries(connection: Connection, version: number, limit: number): number {
  return connection.run(sweepChunk, { version, limit });
}

function toRow(entry: Entry): Omit<EntryRow, 'since'> {
  return {
    punchId: entry.punchId,
    personKey: personKey(entry.person),
    workDate: entry.workDate,
    type: entry.type,
    instantMs: Date.parse(entry.instant),
    roundedMs: entry.roundedInstant === null ? null : Date.parse(entry.roundedInstant),
    timeZone: entry.timeZone,
    offsetMinutes: entry.offsetMinutes,
    assignmentId: entry.assignmentId,
    timeclockId: entry.timeclockId,
    deviceId: entry.deviceId,
    state: entry.state,
    duplicateOf: entry.duplicateOf,
    refusalCode: entry.refusalCode,
    matchFailure: entry.matchFailure,
    exceptions: JSON.stringify(entry.exceptions),
    correction: entry.correction === null ? null : JSON.stringify(entry.correction),
  };
}
