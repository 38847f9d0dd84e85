/** What this device's own records say of a person's punches until the server's entries do: undone, asked, acknowledged (C1, C12, K6). */
import { sql } from 'kysely';
import type { Person } from '../../shared/contracts/entities.ts';
import { record, type OutboxRecord, type OutboxRecordOf } from '../../shared/contracts/records.ts';
import type { Connection } from './connection.ts';
import type { DateRange } from './entries.ts';
import { personKey } from './punches.ts';
import { build, given, query } from './query.ts';

const voidsOf = query<{ personKey: string; from: string; to: string }>()(
  build
    .selectFrom('punches')
    .innerJoin('outbox', 'outbox.punch_id', 'punches.punch_id')
    .select('punches.punch_id as punchId')
    .where('punches.person_key', '=', given<string>('personKey'))
    .where('punches.work_date', '>=', given<string>('from'))
    .where('punches.work_date', '<=', given<string>('to'))
    .where('outbox.kind', '=', sql.lit('void')),
);
const aboutPunch = query<{ punchId: string; kind: OutboxRecord['kind'] }>()(
  build.selectFrom('outbox').select('record').where('punch_id', '=', given<string>('punchId')).where('kind', '=', given<OutboxRecord['kind']>('kind')).orderBy('outbox_number'),
);
const requestsOf = query<{ personKey: string }>()(build.selectFrom('outbox').select('record').where('person_key', '=', given<string>('personKey')).where('kind', '=', sql.lit('request')).orderBy('outbox_number'));

/** Ids of a person's punches that were undone at this kiosk (C1). */
export function findUndone(connection: Connection, person: Person, range: DateRange): Set<string> {
  return new Set(connection.all(voidsOf, { personKey: personKey(person), from: range.from, to: range.to }).map((row) => row.punchId));
}

export function isUndone(connection: Connection, punchId: string): boolean {
  return connection.get(aboutPunch, { punchId, kind: 'void' }) !== undefined;
}

/** C12: true once the person has acknowledged that correction here. */
export function hasAcknowledged(connection: Connection, punchId: string, correctionId: string): boolean {
  return connection.all(aboutPunch, { punchId, kind: 'acknowledgement' }).some((row) => parsed(row.record, 'acknowledgement').correctionId === correctionId);
}

/** What the person has asked for at this kiosk, oldest first. */
export function findRequests(connection: Connection, person: Person): OutboxRecordOf<'request'>[] {
  return connection.all(requestsOf, { personKey: personKey(person) }).map((row) => parsed(row.record, 'request'));
}

/** C6: the answers that were given about a punch, oldest first. */
export function findAnswerRecords(connection: Connection, punchId: string): OutboxRecordOf<'answers'>[] {
  return connection.all(aboutPunch, { punchId, kind: 'answers' }).map((row) => parsed(row.record, 'answers'));
}

function parsed<K extends 'request' | 'acknowledgement' | 'answers'>(text: string, kind: K): OutboxRecordOf<K> {
  const found = record.parse(JSON.parse(text));
  if (found.kind !== kind) throw new Error(`the outbox's ${kind} is a ${found.kind}`);
  return found as OutboxRecordOf<K>;
}
