/**
 * K9: the outbox's records: insert, counts, and which are due. A record is pending until the server has taken it, refused or not;
 * what is refused is offered again with backoff. How they become durable is in record-store.ts.
 */
import { sql } from 'kysely';
import { record as recordSchema, type OutboxRecord, type RecordRefusal, type RecordVerdict } from '../../shared/contracts/records.ts';
import type { Connection } from './connection.ts';
import type { JournalPosition } from './journal.ts';
import { personKey } from './punches.ts';
import { build, given, query } from './query.ts';
import { retryDelayMs } from './retry-delay.ts';
import { insertTemporaryEmployee } from './temporary-employees.ts';

/** A record as the device keeps it. */
export interface KeptRecord {
  readonly outboxNumber: number;
  /** The device's last punch when it was made. */
  readonly afterSequence: number;
  readonly record: OutboxRecord;
}

/** K10: of the digits on a form, what may be kept. */
export type HashLastFour = (digits: string) => string;

interface OutboxRow {
  outboxNumber: number;
  recordId: string;
  kind: OutboxRecord['kind'];
  personKey: string | null;
  punchId: string | null;
  afterSequence: number;
  madeMs: number;
  record: string;
  segment: number;
  end: number;
}

const insert = query<OutboxRow>()(
  build.insertInto('outbox').values({
    outbox_number: given<number>('outboxNumber'),
    record_id: given<string>('recordId'),
    kind: given<OutboxRecord['kind']>('kind'),
    person_key: given<string | null>('personKey'),
    punch_id: given<string | null>('punchId'),
    after_sequence: given<number>('afterSequence'),
    made_ms: given<number>('madeMs'),
    record: given<string>('record'),
    status: sql.lit('pending'),
    journal_segment: given<number>('segment'),
    journal_end: given<number>('end'),
  }),
);
const last = query()(build.selectFrom('outbox').select(['outbox_number as outboxNumber', 'journal_segment as segment', 'journal_end as end']).orderBy('outbox_number', 'desc').limit(sql.lit(1)));
const numberOf = query<{ recordId: string }>()(build.selectFrom('outbox').select('outbox_number as outboxNumber').where('record_id', '=', given<string>('recordId')));
const pending = build.selectFrom('outbox').where('status', '=', sql.lit('pending'));
const countPending = query()(pending.select((row) => row.fn.countAll<number>().as('records')));
const countPendingUpTo = query<{ upTo: number }>()(pending.select((row) => row.fn.countAll<number>().as('records')).where('outbox_number', '<=', given<number>('upTo')));
const oldestPending = query()(pending.select('made_ms as madeMs').orderBy('outbox_number').limit(sql.lit(1)));
const oldestWaiting = query<{ nowMs: number; lastRecord: number }>()(
  pending
    .select('made_ms as madeMs')
    .where((row) => row.or([row('outbox_number', '>', given<number>('lastRecord')), row('retry_at_ms', '>', given<number>('nowMs'))]))
    .orderBy('outbox_number')
    .limit(sql.lit(1)),
);
/** Pending, and due: never refused, or its retry time has come. */
const due = pending.where((row) => row.or([row('retry_at_ms', 'is', null), row('retry_at_ms', '<=', given<number>('nowMs'))]));
const summariseDue = query<{ nowMs: number }>()(due.select((row) => [row.fn.countAll<number>().as('pending'), row.fn.coalesce(row.fn.max<number>('outbox_number'), sql.lit(0)).as('upToRecord')]));
const countDue = query<{ nowMs: number; lastRecord: number }>()(due.select((row) => row.fn.countAll<number>().as('records')).where('outbox_number', '<=', given<number>('lastRecord')));
const takeDue = query<{ nowMs: number; after: number; upTo: number; limit: number }>()(
  due
    .select(['outbox_number as outboxNumber', 'after_sequence as afterSequence', 'record', sql<number>`octet_length(record)`.as('bytes')])
    .where('outbox_number', '>', given<number>('after'))
    .where('outbox_number', '<=', given<number>('upTo'))
    .orderBy('outbox_number')
    .limit(given<number>('limit')),
);
const readOne = query<{ recordId: string }>()(build.selectFrom('outbox').select(['kind', 'status', 'refusals']).where('record_id', '=', given<string>('recordId')));
/** K10: the digits as typed end with the server's word that it has them. */
const markSettled = query<{ recordId: string; nowMs: number }>()(
  build
    .updateTable('outbox')
    .set({ status: sql.lit('settled'), settled_at_ms: given<number>('nowMs'), refusal_code: null, retry_at_ms: null, record: sql<string>`iif(kind = 'temporaryEmployee', json_remove(record, '$.lastFour'), record)` })
    .where('record_id', '=', given<string>('recordId'))
    .where('status', '=', sql.lit('pending')),
);
const markRefused = query<{ recordId: string; code: RecordRefusal; retryAtMs: number }>()(
  build
    .updateTable('outbox')
    .set({ refusal_code: given<RecordRefusal>('code'), retry_at_ms: given<number>('retryAtMs'), refusals: sql<number>`refusals + 1` })
    .where('record_id', '=', given<string>('recordId'))
    .where('status', '=', sql.lit('pending')),
);
const retryRefusedNow = query()(build.updateTable('outbox').set({ retry_at_ms: null }).where('status', '=', sql.lit('pending')).where('retry_at_ms', 'is not', null));
const markPendingAgain = query<{ afterSequence: number }>()(
  build
    .updateTable('outbox')
    .set({ status: sql.lit('pending'), settled_at_ms: null, retry_at_ms: null })
    .where('status', '=', sql.lit('settled'))
    .where('kind', '<>', sql.lit('temporaryEmployee'))
    .where('after_sequence', '>=', given<number>('afterSequence')),
);
const segmentsOfPending = query()(pending.select('journal_segment as segment').distinct());
const allPending = query()(pending.select(['outbox_number as outboxNumber', 'after_sequence as afterSequence', 'record', 'journal_segment as segment', 'journal_end as end']).orderBy('outbox_number'));
const movePosition = query<{ outboxNumber: number; segment: number; end: number }>()(
  build
    .updateTable('outbox')
    .set({ journal_segment: given<number>('segment'), journal_end: given<number>('end') })
    .where('outbox_number', '=', given<number>('outboxNumber')),
);
/** The last one stays: numbers go on from it. */
const prune = query<{ beforeMs: number }>()(
  build
    .deleteFrom('outbox')
    .where('status', '=', sql.lit('settled'))
    .where('settled_at_ms', '<', given<number>('beforeMs'))
    .where('outbox_number', '<', (row) => row.selectFrom('outbox').select((of) => of.fn.max('outbox_number').as('newest')))
    .where(sql<boolean>`not exists (select 1 from punches where punches.punch_id = outbox.punch_id)`),
);

/** Stores a record as pending, in the caller's transaction; a form's person is known from then on (B3). */
export function insertRecord(connection: Connection, { outboxNumber, afterSequence, record }: KeptRecord, position: JournalPosition, hashLastFour: HashLastFour): void {
  const madeMs = Date.parse(record.bestKnownInstant);
  const of = { recordId: record.recordId, kind: record.kind, personKey: personKeyOf(record), punchId: 'punchId' in record ? record.punchId : null };
  connection.run(insert, { outboxNumber, afterSequence, ...of, madeMs, record: JSON.stringify(record), segment: position.segment, end: position.end });
  if (record.kind === 'temporaryEmployee') insertTemporaryEmployee(connection, { ...record, lastFourHash: hashLastFour(record.lastFour) }, madeMs);
}

function personKeyOf(record: OutboxRecord): string | null {
  switch (record.kind) {
    case 'temporaryEmployee':
      return personKey({ kind: 'temporary', temporaryEmployeeId: record.temporaryEmployeeId });
    case 'request':
      return personKey(record.person);
    case 'void':
    case 'answers':
    case 'acknowledgement':
      return null;
  }
}

/** Everything that the server has not taken, and where each frame ends. */
export function listPendingRecords(connection: Connection): { kept: KeptRecord; position: JournalPosition }[] {
  return connection.all(allPending, {}).map(({ outboxNumber, afterSequence, record: text, segment, end }) => ({ kept: { outboxNumber, afterSequence, record: recordSchema.parse(JSON.parse(text)) }, position: { segment, end } }));
}

/** Its frame in the journal was written again. */
export function moveRecord(connection: Connection, outboxNumber: number, position: JournalPosition | undefined): void {
  if (position !== undefined) connection.run(movePosition, { outboxNumber, segment: position.segment, end: position.end });
}

export interface OutboxHead {
  readonly outboxNumber: number;
  /** Where its frame in the journal ends; null before the first record. */
  readonly position: JournalPosition | null;
}

/** The last record that was made. */
export function readOutboxHead(connection: Connection): OutboxHead {
  const row = connection.get(last, {});
  return row === undefined ? { outboxNumber: 0, position: null } : { outboxNumber: row.outboxNumber, position: { segment: row.segment, end: row.end } };
}

export function hasRecord(connection: Connection, recordId: string): boolean {
  return connection.get(numberOf, { recordId }) !== undefined;
}

export function countPendingRecords(connection: Connection): number {
  return connection.get(countPending, {})?.records ?? 0;
}

/** How many of the first `upTo` are not settled. */
export function countPendingRecordsUpTo(connection: Connection, upTo: number): number {
  return connection.get(countPendingUpTo, { upTo })?.records ?? 0;
}

/** When the oldest pending record was made; null when none is pending. */
export function oldestPendingRecordMs(connection: Connection): number | null {
  return connection.get(oldestPending, {})?.madeMs ?? null;
}

/** What batches up to `lastRecord` leave behind: when the oldest of it was made. */
export function oldestWaitingRecordMs(connection: Connection, onTheWay: { readonly nowMs: number; readonly lastRecord: number }): number | null {
  return connection.get(oldestWaiting, { ...onTheWay })?.madeMs ?? null;
}

/** How many records are due, and the last of them. */
export function summariseDueRecords(connection: Connection, nowMs: number): { pending: number; upToRecord: number } {
  return connection.get(summariseDue, { nowMs }) ?? { pending: 0, upToRecord: 0 };
}

export function countDueRecordsUpTo(connection: Connection, onTheWay: { readonly nowMs: number; readonly lastRecord: number }): number {
  return connection.get(countDue, { ...onTheWay })?.records ?? 0;
}

export interface DueRecord {
  readonly outboxNumber: number;
  readonly afterSequence: number;
  readonly record: string;
  readonly bytes: number;
}

/** The oldest due records behind `after`, up to `upTo`. */
export function takeDueRecords(connection: Connection, input: { readonly nowMs: number; readonly after: number; readonly upTo: number; readonly limit: number }): DueRecord[] {
  return connection.all(takeDue, { ...input });
}

export interface SettledRecords {
  readonly settled: number;
  readonly refused: number;
  /** Verdicts on records that this device does not have or that were settled before; they change nothing. */
  readonly ignored: number;
}

/** The server's verdicts, in the caller's transaction. One that comes twice counts once. */
export function settleRecords(connection: Connection, verdicts: readonly RecordVerdict[], nowMs: number): SettledRecords {
  let settled = 0;
  let refused = 0;
  for (const verdict of verdicts) {
    if (verdict.kind === 'accepted') settled += connection.run(markSettled, { recordId: verdict.recordId, nowMs });
    else refused += refuseOne(connection, verdict.recordId, verdict.code, nowMs);
  }
  return { settled, refused, ignored: verdicts.length - settled - refused };
}

function refuseOne(connection: Connection, recordId: string, code: RecordRefusal, nowMs: number): number {
  const before = connection.get(readOne, { recordId });
  return before === undefined ? 0 : connection.run(markRefused, { recordId, code, retryAtMs: nowMs + retryDelayMs(before.refusals + 1) });
}

/** What they wait for may have come with a download (D4). */
export function offerRefusedRecordsAgain(connection: Connection): void {
  connection.run(retryRefusedNow, {});
}

/**
 * D10: a server that was restored lost these as well; it knows again what it still has. Forms are not among them: of the digits that the
 * server matches by nothing is kept here (K10).
 */
export function offerRecordsAgain(connection: Connection, afterSequence: number): number {
  return connection.run(markPendingAgain, { afterSequence });
}

/** Journal segments that hold a record which is not settled: they are never pruned. */
export function segmentsOfPendingRecords(connection: Connection): number[] {
  return connection.all(segmentsOfPending, {}).map((row) => row.segment);
}

/** Deletes what was settled before `beforeMs` and speaks of no punch that is still here; answers how many. */
export function pruneRecords(connection: Connection, beforeMs: number): number {
  return connection.run(prune, { beforeMs });
}
