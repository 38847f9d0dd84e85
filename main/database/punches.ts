/**
 * Punches on this device: insert, look-ups, the pending queue. A punch's record is written once and never again; its status
 * lives beside it. Settling is in settle-punches.ts, clearing in clear-punches.ts.
 */
import { sql } from 'kysely';
import type { Punch, Person, RefusalCode, SyncStatus } from '../../shared/contracts/entities.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { TimedPunch } from '../../shared/rules/punch-sequence.ts';
import type { Connection } from './connection.ts';
import type { JournalPosition } from './journal.ts';
import { findTemporaryOutcome } from './outcomes.ts';
import { build, given, query } from './query.ts';

/** A punch as use cases see it. */
export interface KnownPunch extends TimedPunch {
  readonly sequenceNumber: number;
  readonly assignmentId: string | null;
  readonly status: SyncStatus;
  readonly refusalCode: RefusalCode | null;
  readonly duplicateOf: string | null;
  /** C13, as the server said; null until then. */
  readonly roundedMs: number | null;
}

interface PunchRow {
  sequenceNumber: number;
  punchId: string;
  personKey: string;
  type: PunchType;
  workDate: string;
  instantMs: number;
  assignmentId: string | null;
  segment: number;
  end: number;
}

const insertRow = query<PunchRow>()(
  build.insertInto('punches').values({
    sequence_number: given<number>('sequenceNumber'),
    punch_id: given<string>('punchId'),
    person_key: given<string>('personKey'),
    type: given<PunchType>('type'),
    work_date: given<string>('workDate'),
    instant_ms: given<number>('instantMs'),
    assignment_id: given<string | null>('assignmentId'),
    status: sql.lit('pending'),
    journal_segment: given<number>('segment'),
    journal_end: given<number>('end'),
  }),
);
const insertRecord = query<{ sequenceNumber: number; record: string }>()(build.insertInto('punch_records').values({ sequence_number: given<number>('sequenceNumber'), record: given<string>('record') }));

const movePosition = query<{ sequenceNumber: number; segment: number; end: number }>()(
  build
    .updateTable('punches')
    .set({ journal_segment: given<number>('segment'), journal_end: given<number>('end') })
    .where('sequence_number', '=', given<number>('sequenceNumber')),
);

const known = build
  .selectFrom('punches')
  .select([
    'punch_id as punchId',
    'type',
    'instant_ms as instantMs',
    'work_date as workDate',
    'sequence_number as sequenceNumber',
    'assignment_id as assignmentId',
    'status',
    'refusal_code as refusalCode',
    'duplicate_of as duplicateOf',
    'rounded_ms as roundedMs',
  ]);
const ofPersonBetween = query<{ personKey: string; from: string; to: string }>()(known.where('person_key', '=', given<string>('personKey')).where('work_date', '>=', given<string>('from')).where('work_date', '<=', given<string>('to')));
const byPunchId = query<{ punchId: string }>()(known.where('punch_id', '=', given<string>('punchId')));
const bySequence = query<{ sequenceNumber: number }>()(known.where('sequence_number', '=', given<number>('sequenceNumber')));
const lastPunch = query()(
  build
    .selectFrom('punches')
    .innerJoin('punch_records', 'punch_records.sequence_number', 'punches.sequence_number')
    .select(['punches.sequence_number as sequenceNumber', 'record', 'journal_segment as segment', 'journal_end as end'])
    .orderBy('punches.sequence_number', 'desc')
    .limit(sql.lit(1)),
);
const countByStatus = query()(
  build.selectNoFrom((row) => [
    row
      .selectFrom('punches')
      .select((count) => count.fn.countAll<number>().as('n'))
      .where('status', '=', sql.lit('pending'))
      .as('pending'),
    row
      .selectFrom('punches')
      .select((count) => count.fn.countAll<number>().as('n'))
      .where('status', '=', sql.lit('failed'))
      .as('failed'),
  ]),
);
const oldestPending = query()(build.selectFrom('punches').select('instant_ms as instantMs').where('status', '=', sql.lit('pending')).orderBy('sequence_number').limit(sql.lit(1)));
/** Not due up to `lastSequence`: a batch that goes now takes everything else. */
const oldestWaiting = query<{ nowMs: number; lastSequence: number }>()(
  build
    .selectFrom('punches')
    .select('instant_ms as instantMs')
    .where('status', '=', sql.lit('pending'))
    .where((row) => row.or([row('sequence_number', '>', given<number>('lastSequence')), row('retry_at_ms', '>', given<number>('nowMs'))]))
    .orderBy('sequence_number')
    .limit(sql.lit(1)),
);
const oldestFailed = query()(build.selectFrom('punches').select('instant_ms as instantMs').where('status', '=', sql.lit('failed')).orderBy('sequence_number').limit(sql.lit(1)));
const unsettledDates = query<{ personKey: string }>()(build.selectFrom('punches').select('work_date as workDate').distinct().where('person_key', '=', given<string>('personKey')).where('status', '<>', sql.lit('synced')));

const firstDate = query<{ personKey: string }>()(
  build
    .selectFrom('punches')
    .select((row) => row.fn.min<string | null>('work_date').as('first'))
    .where('person_key', '=', given<string>('personKey')),
);

/** Pending, and due: never refused, or its retry time has come. */
const due = build
  .selectFrom('punches')
  .where('status', '=', sql.lit('pending'))
  .where((row) => row.or([row('retry_at_ms', 'is', null), row('retry_at_ms', '<=', given<number>('nowMs'))]));
const summariseDue = query<{ nowMs: number }>()(due.select((row) => [row.fn.countAll<number>().as('pending'), row.fn.coalesce(row.fn.max<number>('sequence_number'), sql.lit(0)).as('upToSequence')]));
const countDue = query<{ nowMs: number; lastSequence: number }>()(due.select((row) => row.fn.countAll<number>().as('punches')).where('sequence_number', '<=', given<number>('lastSequence')));
const takeDue = query<{ nowMs: number; after: number; upTo: number; limit: number }>()(
  due
    .innerJoin('punch_records', 'punch_records.sequence_number', 'punches.sequence_number')
    .select(['punches.sequence_number as sequenceNumber', 'record', sql<number>`octet_length(record)`.as('bytes')])
    .where('punches.sequence_number', '>', given<number>('after'))
    .where('punches.sequence_number', '<=', given<number>('upTo'))
    .orderBy('punches.sequence_number')
    .limit(given<number>('limit')),
);

/** How a person is named in the punches' index. */
export function personKey(person: Person): string {
  return person.kind === 'employee' ? `e:${person.employeeId}` : `t:${person.temporaryEmployeeId}`;
}

/** The person whom a key names. */
export function personOfKey(key: string): Person {
  const id = key.slice(2);
  return key.startsWith('t:') ? { kind: 'temporary', temporaryEmployeeId: id } : { kind: 'employee', employeeId: id };
}

/** Under whom a person's punches are found: somebody whom the server has matched is the employee (F5). */
function personKeyNow(connection: Connection, person: Person): string {
  const outcome = person.kind === 'temporary' ? findTemporaryOutcome(connection, person.temporaryEmployeeId) : null;
  return personKey(outcome?.kind === 'matched' ? { kind: 'employee', employeeId: outcome.employeeId } : person);
}

/** Stores a punch as pending, with its exact JSON and its place in the journal; in the caller's transaction. */
export function insertPunch(connection: Connection, punch: Punch, record: string, position: JournalPosition): void {
  connection.run(insertRow, {
    sequenceNumber: punch.sequenceNumber,
    punchId: punch.punchId,
    personKey: personKeyNow(connection, punch.person),
    type: punch.type,
    workDate: punch.workDate,
    instantMs: Date.parse(punch.bestKnownInstant),
    assignmentId: punch.assignmentId,
    segment: position.segment,
    end: position.end,
  });
  connection.run(insertRecord, { sequenceNumber: punch.sequenceNumber, record });
}

/** A person's punches on this device in a range of work dates, both included, in no order. */
export function findPunchesBetween(connection: Connection, person: Person, range: { readonly from: string; readonly to: string }): KnownPunch[] {
  return connection.all(ofPersonBetween, { personKey: personKey(person), from: range.from, to: range.to });
}

/** The punch's frame stands elsewhere in the journal now. */
export function movePunch(connection: Connection, sequenceNumber: number, position: JournalPosition | undefined): void {
  if (position !== undefined) connection.run(movePosition, { sequenceNumber, segment: position.segment, end: position.end });
}

export function findPunch(connection: Connection, punchId: string): KnownPunch | undefined {
  return connection.get(byPunchId, { punchId });
}

export function findPunchBySequence(connection: Connection, sequenceNumber: number): KnownPunch | undefined {
  return connection.get(bySequence, { sequenceNumber });
}

/** The device's last punch that is still stored. */
export function readLastPunch(connection: Connection): { sequenceNumber: number; record: string; position: JournalPosition } | undefined {
  const row = connection.get(lastPunch, {});
  return row === undefined ? undefined : { sequenceNumber: row.sequenceNumber, record: row.record, position: { segment: row.segment, end: row.end } };
}

export interface PunchCounts {
  readonly pending: number;
  readonly failed: number;
}

export function countPunches(connection: Connection): PunchCounts {
  const counts = connection.get(countByStatus, {});
  return { pending: counts?.pending ?? 0, failed: counts?.failed ?? 0 };
}

/** When the oldest pending punch was made; null when none is pending. */
export function oldestPendingMs(connection: Connection): number | null {
  return connection.get(oldestPending, {})?.instantMs ?? null;
}

/** What a batch up to `lastSequence`, and those before it, leave behind. */
interface OnTheWay {
  readonly nowMs: number;
  readonly lastSequence: number;
}

/** How many due punches there are up to `lastSequence`. */
export function countDueUpTo(connection: Connection, onTheWay: OnTheWay): number {
  return connection.get(countDue, { ...onTheWay })?.punches ?? 0;
}

/** When the oldest punch was made that is failed, or pending and not on its way; null when there is none. */
export function oldestWaitingMs(connection: Connection, onTheWay: OnTheWay): number | null {
  const oldest = [connection.get(oldestWaiting, { ...onTheWay }), connection.get(oldestFailed, {})].flatMap((row) => (row === undefined ? [] : [row.instantMs]));
  return oldest.length === 0 ? null : Math.min(...oldest);
}

/** Work dates of a person that have punches which are not synced (E5). */
export function findUnsettledDates(connection: Connection, person: Person): string[] {
  return connection.all(unsettledDates, { personKey: personKey(person) }).map((row) => row.workDate);
}

/** The oldest work date of a person's punches that are here. */
export function findFirstPunchDate(connection: Connection, person: Person): string | null {
  return connection.get(firstDate, { personKey: personKey(person) })?.first ?? null;
}

/** How many punches are due, and the last of them. */
export function summarisePending(connection: Connection, nowMs: number): { pending: number; upToSequence: number } {
  const row = connection.get(summariseDue, { nowMs });
  return { pending: row?.pending ?? 0, upToSequence: row?.upToSequence ?? 0 };
}

/** A punch that is due, as it travels. */
export interface DuePunch {
  readonly sequenceNumber: number;
  readonly record: string;
  readonly bytes: number;
}

/** D2: the oldest due punches behind `after`, one by one; nothing else may run on the connection until the last one. */
export function duePunches(connection: Connection, input: { readonly nowMs: number; readonly after: number; readonly upTo: number; readonly limit: number }): IterableIterator<DuePunch> {
  return connection.iterate(takeDue, { ...input });
}
