/**
 * Punches as they are stored. Rows of a batch go in with few statements of many rows each; what is known already is left as it
 * is (K2, H2). Only verdict and exceptions of a stored punch ever change, never its content (C4).
 */
import { sql, type Insertable } from 'kysely';
import type { Db, PunchesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type NewPunchRow = Omit<Insertable<PunchesTable>, 'tenant_id' | 'arrival_number' | 'voided_ms'>;

/** A stored punch as judging needs it. */
export type JudgedRow = Pick<
  PunchesTable,
  'punch_id' | 'timeclock_id' | 'person_key' | 'type' | 'work_date' | 'instant_ms' | 'offset_minutes' | 'verdict' | 'duplicate_of' | 'refusal_code' | 'rounded_ms' | 'noted' | 'sequence_exception' | 'voided_ms'
>;
const judgedColumns = ['punch_id', 'timeclock_id', 'person_key', 'type', 'work_date', 'instant_ms', 'offset_minutes', 'verdict', 'duplicate_of', 'refusal_code', 'rounded_ms', 'noted', 'sequence_exception', 'voided_ms'] as const;

export type KnownRow = JudgedRow & Pick<PunchesTable, 'content' | 'hash' | 'device_id' | 'sequence_number'>;

/** The stored punches among `punchIds`, by id. */
export async function loadKnownPunches(scope: TenantScope, punchIds: readonly string[]): Promise<Map<string, KnownRow>> {
  if (punchIds.length === 0) return new Map();
  const rows = await scope
    .selectPunches()
    .select([...judgedColumns, 'content', 'hash', 'device_id', 'sequence_number'])
    .where('punch_id', 'in', punchIds)
    .execute();
  return new Map(rows.map((row) => [row.punch_id, row]));
}

/** One person's work date in question, with the span of instants whose neighbours matter for double taps. */
export interface PersonDate {
  readonly personKey: string;
  readonly workDate: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** All punches of these persons and dates. */
export async function loadPersonDates(scope: TenantScope, dates: readonly PersonDate[]): Promise<JudgedRow[]> {
  const pairs = sql.join(dates.map((date) => sql`(${date.personKey}, ${date.workDate})`));
  return scope
    .selectPunches()
    .select(judgedColumns)
    .where((eb) => eb(eb.refTuple('person_key', 'work_date'), 'in', sql<never>`(values ${pairs})`))
    .execute();
}

export type NeighbourRow = Pick<PunchesTable, 'punch_id' | 'person_key' | 'type' | 'instant_ms' | 'work_date'>;

/** Valid punches of these persons within the spans, of whichever work date. */
export async function loadNeighbours(scope: TenantScope, dates: readonly PersonDate[]): Promise<NeighbourRow[]> {
  const spans = sql.join(dates.map((date) => sql`(${date.personKey}, cast(${date.fromMs} as bigint), cast(${date.toMs} as bigint))`));
  const { rows } = await sql<NeighbourRow>`
    select distinct p.punch_id, p.person_key, p.type, p.instant_ms, p.work_date
    from (values ${spans}) as span cross join punches as p
    where p.tenant_id = ${scope.tenantId} and p.person_key = span.column1 and p.instant_ms between span.column2 and span.column3
      and p.verdict = 'accepted' and p.voided_ms is null`.execute(scope.db);
  return rows;
}

const rowsPerInsert = 100;

/** Stores new punches; one whose id is there already is left out. */
export async function insertPunches(scope: TenantScope, rows: readonly NewPunchRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    await insertRows(scope.db, scope.tenantId, rows.slice(start, start + rowsPerInsert));
  }
}

async function insertRows(db: Db, tenantId: string, rows: readonly NewPunchRow[]): Promise<void> {
  await db
    .insertInto('punches')
    .values(rows.map((row) => ({ ...row, tenant_id: tenantId })))
    .onConflict((conflict) => conflict.columns(['tenant_id', 'punch_id']).doNothing())
    .execute();
}

export type Rejudged = Pick<PunchesTable, 'verdict' | 'duplicate_of' | 'refusal_code' | 'rounded_ms' | 'sequence_exception'>;

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
export async function loadChainPlaces(scope: TenantScope, places: readonly ChainPlace[]): Promise<ChainRow[]> {
  if (places.length === 0) return [];
  const pairs = sql.join(places.map((place) => sql`(${place.deviceId}, cast(${place.sequenceNumber} as bigint))`));
  return scope
    .selectPunches()
    .select(['punch_id', 'device_id', 'sequence_number', 'hash', 'noted', 'content'])
    .where((eb) => eb(eb.refTuple('device_id', 'sequence_number'), 'in', sql<never>`(values ${pairs})`))
    .execute();
}
