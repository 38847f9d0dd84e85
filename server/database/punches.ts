/**
 * Punches as they are stored. Rows of a batch go in with few statements of many rows each; what is known already is left as it
 * is (K2, H2). Only verdict and exceptions of a stored punch ever change, never its content (C4).
 */
import type { Insertable } from 'kysely';
import { queryList, writeList, type ListColumn } from './row-lists.ts';
import type { PunchesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';
import { DatabaseUnavailable } from './unavailable.ts';

export type NewPunchRow = Omit<Insertable<PunchesTable>, 'tenant_id' | 'arrival_number' | 'voided_ms' | 'restored' | 'dismissed_ms'>;

/** A stored punch as judging needs it. */
export type JudgedRow = Pick<
  PunchesTable,
  | 'punch_id'
  | 'timeclock_id'
  | 'person_key'
  | 'type'
  | 'work_date'
  | 'assignment_id'
  | 'source'
  | 'instant_ms'
  | 'offset_minutes'
  | 'verdict'
  | 'duplicate_of'
  | 'refusal_code'
  | 'rounded_ms'
  | 'noted'
  | 'sequence_exception'
  | 'voided_ms'
  | 'dismissed_ms'
  | 'match_failure'
  | 'restored'
>;
export const judgedColumns = [
  'punch_id',
  'timeclock_id',
  'person_key',
  'type',
  'work_date',
  'assignment_id',
  'source',
  'instant_ms',
  'offset_minutes',
  'verdict',
  'duplicate_of',
  'refusal_code',
  'rounded_ms',
  'noted',
  'sequence_exception',
  'voided_ms',
  'dismissed_ms',
  'match_failure',
  'restored',
] as const;

export type KnownRow = JudgedRow & Pick<PunchesTable, 'content' | 'hash' | 'device_id' | 'sequence_number'>;

/** The stored punches among `punchIds`, by id. */
export async function loadKnownPunches(scope: TenantScope, punchIds: readonly string[]): Promise<Map<string, KnownRow>> {
  const rows = await queryList<KnownRow>(scope.db, {
    leading: [scope.tenantId],
    rows: punchIds.map((punchId) => [punchId]),
    columns: ['text'],
    text: (list) => `select ${judgedColumns.join(', ')}, content, hash, device_id, sequence_number from punches where tenant_id = ? and punch_id in (${list})`,
  });
  return new Map(rows.map((row) => [row.punch_id, row]));
}

const insertedColumns = [
  ['punch_id', 'text'],
  ['timeclock_id', 'bigint'],
  ['device_id', 'text'],
  ['sequence_number', 'bigint'],
  ['person_key', 'text'],
  ['type', 'text'],
  ['work_date', 'text'],
  ['assignment_id', 'text'],
  ['displaced', 'bigint'],
  ['instant_ms', 'bigint'],
  ['offset_minutes', 'bigint'],
  ['time_zone', 'text'],
  ['hash', 'text'],
  ['content', 'text'],
  ['received_ms', 'bigint'],
  ['verdict', 'text'],
  ['duplicate_of', 'text'],
  ['refusal_code', 'text'],
  ['rounded_ms', 'bigint'],
  ['noted', 'text'],
  ['sequence_exception', 'text'],
  ['match_failure', 'text'],
  ['source', 'text'],
] as const satisfies readonly (readonly [keyof NewPunchRow, ListColumn])[];

/**
 * Stores new punches.
 * @throws DatabaseUnavailable when another process stored one of them meanwhile: what was decided about it does not hold, and is decided anew
 */
export async function insertPunches(scope: TenantScope, rows: readonly NewPunchRow[]): Promise<void> {
  const written = await writeList(scope.db, {
    rows: rows.map((row) => [scope.tenantId, ...insertedColumns.map(([column]) => row[column] ?? null)]),
    columns: ['text', ...insertedColumns.map(([_column, type]) => type)],
    text: (list) => `insert into punches (tenant_id, ${insertedColumns.map(([column]) => column).join(', ')}) ${list} on conflict (tenant_id, punch_id) do nothing`,
  });
  if (written < rows.length) throw new DatabaseUnavailable('contended');
}

export type Rejudged = Pick<PunchesTable, 'verdict' | 'duplicate_of' | 'refusal_code' | 'rounded_ms' | 'sequence_exception' | 'match_failure'>;

/** Stores another verdict on a stored punch. */
export async function updateVerdict(scope: TenantScope, punchId: string, standing: Rejudged): Promise<void> {
  await scope.updatePunches().set(standing).where('punch_id', '=', punchId).execute();
}

export async function updateNoted(scope: TenantScope, punchId: string, noted: readonly string[]): Promise<void> {
  await scope
    .updatePunches()
    .set({ noted: JSON.stringify(noted) })
    .where('punch_id', '=', punchId)
    .execute();
}

export interface ChainPlace {
  readonly deviceId: string;
  readonly sequenceNumber: number;
}

export type ChainRow = Pick<PunchesTable, 'punch_id' | 'device_id' | 'sequence_number' | 'hash' | 'noted' | 'content'>;

/** The stored punches at these places of their devices' chains. */
export async function loadChainPlaces(scope: TenantScope, at: readonly ChainPlace[]): Promise<ChainRow[]> {
  return queryList<ChainRow>(scope.db, {
    leading: [scope.tenantId],
    rows: at.map((place) => [place.deviceId, place.sequenceNumber]),
    columns: ['text', 'bigint'],
    text: (list) => `select punch_id, device_id, sequence_number, hash, noted, content from punches where tenant_id = ? and (device_id, sequence_number) in (${list})`,
  });
}
