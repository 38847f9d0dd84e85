/** E8: punches and records of this device, page by page behind a number (keyset), with all that the device knows of them. Reading only. */
import { sql } from 'kysely';
import type { MatchFailure, RefusalCode, SyncStatus } from '../../shared/contracts/entities.ts';
import type { OutboxRecord, RecordRefusal } from '../../shared/contracts/records.ts';
import type { Connection } from './connection.ts';
import type { OutboxStatus } from './schema.ts';
import { build, given, query } from './query.ts';

interface Page {
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
}

export interface StoredPunch {
  readonly sequenceNumber: number;
  readonly record: string;
  readonly status: SyncStatus;
  readonly refusalCode: RefusalCode | null;
  readonly refusalText: string | null;
  readonly matchFailure: MatchFailure | null;
  readonly duplicateOf: string | null;
  readonly roundedMs: number | null;
  readonly settledMs: number | null;
}

export interface StoredRecord {
  readonly outboxNumber: number;
  readonly afterSequence: number;
  readonly kind: OutboxRecord['kind'];
  readonly record: string;
  readonly status: OutboxStatus;
  readonly refusalCode: RecordRefusal | null;
  readonly settledMs: number | null;
}

export interface Receipt {
  readonly punchId: string;
  readonly verdict: 'accepted' | 'duplicate';
  readonly duplicateOf: string | null;
  readonly settledMs: number;
}

const punchPage = query<Page>()(
  build
    .selectFrom('punches')
    .innerJoin('punch_records', 'punch_records.sequence_number', 'punches.sequence_number')
    .select([
      'punches.sequence_number as sequenceNumber',
      'record',
      'status',
      'refusal_code as refusalCode',
      'refusal_text as refusalText',
      'match_failure as matchFailure',
      'duplicate_of as duplicateOf',
      'rounded_ms as roundedMs',
      'settled_at_ms as settledMs',
    ])
    .where('punches.sequence_number', '>', given<number>('after'))
    .where('punches.sequence_number', '<=', given<number>('upTo'))
    .orderBy('punches.sequence_number')
    .limit(given<number>('limit')),
);
const recordPage = query<Page>()(
  build
    .selectFrom('outbox')
    .select(['outbox_number as outboxNumber', 'after_sequence as afterSequence', 'kind', 'record', 'status', 'refusal_code as refusalCode', 'settled_at_ms as settledMs'])
    .where('outbox_number', '>', given<number>('after'))
    .where('outbox_number', '<=', given<number>('upTo'))
    .orderBy('outbox_number')
    .limit(given<number>('limit')),
);
const isRecordStored = query<{ outboxNumber: number }>()(build.selectFrom('outbox').select('outbox_number').where('outbox_number', '=', given<number>('outboxNumber')));
const receiptOf = query<{ sequenceNumber: number }>()(
  build.selectFrom('punch_receipts').select(['punch_id as punchId', 'verdict', 'duplicate_of as duplicateOf', 'settled_at_ms as settledMs']).where('sequence_number', '=', given<number>('sequenceNumber')),
);
const firstRecord = query()(build.selectFrom('outbox').select((row) => row.fn.min<number | null>('outbox_number').as('first')));
/** Unsettled, and made behind a place: what discarding the device's data would lose (A10). */
const unsettledBehind = query<{ sequence: number; record: number }>()(
  build.selectNoFrom((row) => [
    row
      .selectFrom('punches')
      .select((count) => count.fn.countAll<number>().as('n'))
      .where(sql<boolean>`status in ('pending', 'failed')`)
      .where(sql<boolean>`+sequence_number > ${given<number>('sequence')}`)
      .as('punches'),
    row
      .selectFrom('outbox')
      .select((count) => count.fn.countAll<number>().as('n'))
      .where('status', '=', sql.lit('pending'))
      .where('outbox_number', '>', given<number>('record'))
      .as('records'),
  ]),
);

export function readPunchPage(connection: Connection, page: Page): StoredPunch[] {
  return connection.all(punchPage, { ...page });
}

export function readRecordPage(connection: Connection, page: Page): StoredRecord[] {
  return connection.all(recordPage, { ...page });
}

export function isRecordHere(connection: Connection, outboxNumber: number): boolean {
  return connection.get(isRecordStored, { outboxNumber }) !== undefined;
}

/** What stayed of the punch with that number when it was cleared (F4); null where nothing did. */
export function findReceipt(connection: Connection, sequenceNumber: number): Receipt | null {
  return connection.get(receiptOf, { sequenceNumber }) ?? null;
}

/** The oldest number that the outbox holds; null when it is empty. */
export function firstStoredRecord(connection: Connection): number | null {
  return connection.get(firstRecord, {})?.first ?? null;
}

/** How many unsettled punches and records were made behind that place. */
export function countUnsettledBehind(connection: Connection, place: { readonly sequence: number; readonly record: number }): { punches: number; records: number } {
  const row = connection.get(unsettledBehind, { ...place });
  return { punches: row?.punches ?? 0, records: row?.records ?? 0 };
}
