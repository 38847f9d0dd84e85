/** Entries in force: punches as they count at the server, made at this kiosk or another (D5, H8). Staging is in stage-entries.ts. */
import { sql } from 'kysely';
import type { Person } from '../../shared/contracts/entities.ts';
import { correction, type Correction, type EntryState } from '../../shared/contracts/entries.ts';
import type { TimedPunch } from '../../shared/rules/punch-sequence.ts';
import type { Connection } from './connection.ts';
import { personKey } from './punches.ts';
import { build, given, query } from './query.ts';

/** An entry as use cases see it. */
export interface KnownEntry extends TimedPunch {
  readonly personKey: string;
  readonly assignmentId: string | null;
  readonly roundedMs: number | null;
  readonly state: EntryState;
  readonly duplicateOf: string | null;
  readonly timeclockId: number;
  readonly deviceId: string | null;
  readonly correction: Correction | null;
}

const visible = build
  .selectFrom('entries')
  .select([
    'entries.punch_id as punchId',
    'entries.person_key as personKey',
    'entries.work_date as workDate',
    'entries.type',
    'entries.instant_ms as instantMs',
    'entries.rounded_ms as roundedMs',
    'entries.assignment_id as assignmentId',
    'entries.state',
    'entries.duplicate_of as duplicateOf',
    'entries.timeclock_id as timeclockId',
    'entries.device_id as deviceId',
    'entries.correction as correctionText',
  ])
  .where('entries.since_version', '<=', given<number>('version'))
  .where((row) => row.or([row('entries.until_version', 'is', null), row('entries.until_version', '>', given<number>('version'))]));

const ofPerson = query<{ version: number; personKey: string; from: string; to: string }>()(
  visible.where('entries.person_key', '=', given<string>('personKey')).where('entries.work_date', '>=', given<string>('from')).where('entries.work_date', '<=', given<string>('to')),
);
/** C9: with a supervisor's edit that nobody acknowledged, whatever its date. */
const unseenOf = query<{ version: number; personKey: string }>()(
  visible
    .where('entries.person_key', '=', given<string>('personKey'))
    .where('entries.correction', 'is not', null)
    .where(sql<boolean>`entries.correction ->> 'acknowledgedAt' is null`)
    .where('entries.state', '=', sql.lit('accepted')),
);
const firstDate = query<{ personKey: string }>()(
  build
    .selectFrom('entries')
    .select((row) => row.fn.min<string | null>('work_date').as('first'))
    .where('person_key', '=', given<string>('personKey')),
);
const ofOwnPunches = query<{ version: number; personKey: string; from: string; to: string }>()(
  visible.where('entries.punch_id', 'in', (own) =>
    own.selectFrom('punches').select('punches.punch_id').where('punches.person_key', '=', given<string>('personKey')).where('punches.work_date', '>=', given<string>('from')).where('punches.work_date', '<=', given<string>('to')),
  ),
);
const pruneChunk = query<{ before: string; correctedBefore: string; limit: number }>()(
  build.deleteFrom('entries').where(
    'row_id',
    'in',
    build
      .selectFrom('entries')
      .select('row_id')
      .where('work_date', '<', given<string>('before'))
      // C9: a correction that the person has not seen waits for the next visit.
      .where((row) => row.or([row('correction', 'is', null), row(sql`correction ->> 'acknowledgedAt'`, 'is not', null), row('work_date', '<', given<string>('correctedBefore'))]))
      .limit(given<number>('limit')),
  ),
);

/** Work dates, both included. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

/** Everything of a person in a range of work dates, in no order. */
export function findEntries(connection: Connection, version: number, person: Person, range: DateRange): KnownEntry[] {
  return connection.all(ofPerson, { version, personKey: personKey(person), ...range }).map(toKnown);
}

/** The oldest work date of a person's entries. */
export function findFirstEntryDate(connection: Connection, person: Person): string | null {
  return connection.get(firstDate, { personKey: personKey(person) })?.first ?? null;
}

/** C9: a person's entries that a supervisor changed and the person has not acknowledged, as far as the server knows. */
export function findUnseenCorrections(connection: Connection, version: number, person: Person): KnownEntry[] {
  return connection.all(unseenOf, { version, personKey: personKey(person) }).map(toKnown);
}

/** Entries of the punches that this device took for a person in a range of work dates, wherever they count now. */
export function findEntriesOfOwnPunches(connection: Connection, version: number, person: Person, range: DateRange): KnownEntry[] {
  return connection.all(ofOwnPunches, { version, personKey: personKey(person), ...range }).map(toKnown);
}

/** Deletes one chunk of entries of work dates before `before`, but corrections that nobody acknowledged only before `correctedBefore`; answers 0 when nothing is left. */
export function pruneEntriesChunk(connection: Connection, input: { before: string; correctedBefore: string; limit: number }): number {
  return connection.run(pruneChunk, input);
}

function toKnown({ correctionText, ...entry }: Omit<KnownEntry, 'correction'> & { correctionText: string | null }): KnownEntry {
  return { ...entry, correction: correctionText === null ? null : correction.parse(JSON.parse(correctionText)) };
}
