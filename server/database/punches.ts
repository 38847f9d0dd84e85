/**
 * Punches as they are stored. Rows of a batch go in with few statements of many rows each; what is known already is left as it
 * is (K2, H2). Only verdict and exceptions of a stored punch ever change, never its content (C4).
 */
import type { Insertable } from 'kysely';
import { queryList, writeList } from './row-lists.ts';
import type { PunchesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

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
  'match_failure',
  'restored',
] as const;

export type KnownRow = JudgedRow & Pick<PunchesTable, 'content' | 'hash' | 'device_id' | 'sequence_number'>;

/** The stored punches among `punchIds`, by id. */
export async function loadKnownPunches(scope: TenantScope, punchIds: readonly string[]): Promise<Map<string, KnownRow>> {
  const rows = await queryList<KnownRow>(scope.db, {
    leading: [scope.tenantId],
    rows: punchIds.map((punchId) => [punchId]),
    width: 1,
    text: (list) => `select ${judgedColumns.join(', ')}, content, hash, device_id, sequence_number from punches where tenant_id = ? and punch_id in (values ${list})`,
  });
  return new Map(rows.map((row) => [row.punch_id, row]));
}

const insertedColumns = [
  'punch_id',
  'timeclock_id',
  'device_id',
  'sequence_number',
  'person_key',
  'type',
  'work_date',
  'assignment_id',
  'displaced',
  'instant_ms',
  'offset_minutes',
  'time_zone',
  'hash',
  'content',
  'received_ms',
  'verdict',
  'duplicate_of',
  'refusal_code',
  'rounded_ms',
  'noted',
  'sequence_exception',
  'match_failure',
  'source',
] as const satisfies readonly (keyof NewPunchRow)[];

/** Stores new punches; one whose id is there already is left out. */
export async function insertPunches(scope: TenantScope, rows: readonly NewPunchRow[]): Promise<void> {
  await writeList(scope.db, {
    rows: rows.map((row) => [scope.tenantId, ...insertedColumns.map((column) => row[column] ?? null)]),
    width: insertedColumns.length + 1,
    text: (list) => `insert into punches (tenant_id, ${insertedColumns.join(', ')}) values ${list} on conflict (tenant_id, punch_id) do nothing`,
  });
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
    width: 2,
    text: (list) => `select punch_id, device_id, sequence_number, hash, noted, content from punches where tenant_id = ? and (device_id, sequence_number) in (select column1, cast(column2 as bigint) from (values ${list}) as place)`,
  });
}
