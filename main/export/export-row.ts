/** E8, K17: one row of an export as the kiosk has it: what was made, what became of it, and where it was read. */
import type { MatchFailure, Punch, RefusalCode } from '../../shared/contracts/entities.ts';
import type { ExportRow as WrittenRow, RowSource } from '../../shared/contracts/export-format.ts';
import type { OutboxRecord, OutboxRecordOf, RecordRefusal } from '../../shared/contracts/records.ts';
import type { Receipt, StoredPunch, StoredRecord } from '../database/export-rows.ts';
import { toInstant } from '../instant.ts';

export interface PunchRow {
  readonly row: 'punch';
  readonly source: RowSource;
  readonly status: Extract<WrittenRow, { row: 'punch' }>['status'];
  readonly refusal: { readonly code: RefusalCode; readonly text: string } | null;
  readonly matchFailure: MatchFailure | null;
  readonly duplicateOf: string | null;
  readonly roundedInstant: string | null;
  readonly settledAt: string | null;
  readonly punch: Punch;
  /** As it travels, to the letter (decision 4). */
  readonly text: string;
}

/** K10: without the digits of a form. */
export type OpenRecord = Exclude<OutboxRecord, { kind: 'temporaryEmployee' }> | Omit<OutboxRecordOf<'temporaryEmployee'>, 'lastFour'>;

export interface RecordRow {
  readonly row: 'record';
  readonly source: RowSource;
  readonly status: Extract<WrittenRow, { row: 'record' }>['status'];
  readonly refusal: RecordRefusal | null;
  readonly record: OpenRecord;
  /** The whole form, for the server alone: where it has not got it yet. */
  readonly sealed: string | null;
}

export type ExportRow = PunchRow | RecordRow;

export function storedPunchRow(stored: StoredPunch): PunchRow {
  const refusal = stored.status === 'pending' && stored.refusalCode !== null ? { code: stored.refusalCode, text: stored.refusalText ?? '' } : null;
  return {
    row: 'punch',
    source: 'database',
    status: refusal === null ? stored.status : 'refused',
    refusal,
    matchFailure: stored.matchFailure,
    duplicateOf: stored.duplicateOf,
    roundedInstant: stored.roundedMs === null ? null : toInstant(stored.roundedMs),
    settledAt: stored.settledMs === null ? null : toInstant(stored.settledMs),
    punch: parsePunch(stored.record),
    text: stored.record,
  };
}

/** A punch that has left the database: the receipt says what became of it. */
export function journalledPunchRow(punch: Punch, text: string, receipt: Receipt | null): PunchRow {
  const base = { row: 'punch', source: 'journal', refusal: null, matchFailure: null, roundedInstant: null, punch, text } as const;
  if (receipt === null) return { ...base, status: 'unknown', duplicateOf: null, settledAt: null };
  return { ...base, status: 'synced', duplicateOf: receipt.duplicateOf, settledAt: toInstant(receipt.settledMs) };
}

export function storedRecordRow(stored: StoredRecord): RecordRow {
  const isPending = stored.status === 'pending';
  const status = stored.status === 'settled' ? 'settled' : stored.refusalCode === null ? 'pending' : 'refused';
  const sealed = isPending && stored.kind === 'temporaryEmployee' ? stored.record : null;
  return { row: 'record', source: 'database', status, refusal: isPending ? stored.refusalCode : null, record: withoutDigits(JSON.parse(stored.record)), sealed };
}

/** Only what is settled leaves the outbox. */
export function journalledRecordRow(record: { readonly kind: string }): RecordRow {
  return { row: 'record', source: 'journal', status: 'settled', refusal: null, record: withoutDigits(record), sealed: null };
}

/** It was checked when it was made, and a million of them are read: a second check would cost more than all the rest. */
function parsePunch(text: string): Punch {
  return JSON.parse(text) as Punch;
}

function withoutDigits(value: unknown): OpenRecord {
  const { lastFour: _digits, ...open } = value as OpenRecord & { lastFour?: string };
  return open;
}
