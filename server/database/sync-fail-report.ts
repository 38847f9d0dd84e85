/** What the Zen Time Sync Fail Report is made of (I3, F5): unsettled temporary employees, whom they may be, refused punches. */
import { sql, type SqlBool } from 'kysely';
import { inChunks, inList } from './chunks.ts';
import type { TemporaryEmployeesTable } from './outbox-schema.ts';
import type { EmployeesTable, PunchRow } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/** Spelled as in the index that holds these few alone. Whoever is known by the form alone has no others. */
const unsettled = sql<SqlBool>`verdict in ('refused', 'failed')`;

/** Where a temporary employee stands in the report's order. */
export type UnsettledPlace = Pick<TemporaryEmployeesTable, 'first_seen_ms' | 'record_id'>;

/**
 * Temporary employees that nobody has settled, oldest first, those after `after`.
 * @param timeclocks at one of which their form was filled in; null for any
 */
export async function listUnsettled(scope: TenantScope, timeclocks: readonly number[] | null, after: UnsettledPlace | null, limit: number): Promise<TemporaryEmployeesTable[]> {
  const made = scope
    .selectTemporaryIds()
    .select('temporary_ids.record_id')
    .$if(timeclocks !== null, (query) => query.where('temporary_ids.timeclock_id', 'in', inList(timeclocks)));
  let query = scope.selectTemporaryEmployees().selectAll('temporary_employees').where('settled_ms', 'is', null).where('outcome', 'in', ['noMatch', 'severalMatches']).where('record_id', 'in', made);
  if (after !== null) query = query.where((eb) => eb(eb.refTuple('first_seen_ms', 'record_id'), '>', eb.tuple(after.first_seen_ms, after.record_id)));
  return query.orderBy('first_seen_ms').orderBy('record_id').limit(limit).execute();
}

/** The temporary employee to whom an id leads, of a kiosk or of the record itself; null for none. */
export async function findTemporary(scope: TenantScope, temporaryEmployeeId: string): Promise<TemporaryEmployeesTable | null> {
  const id = await scope.selectTemporaryIds().select('record_id').where('temporary_employee_id', '=', temporaryEmployeeId).executeTakeFirst();
  const recordId = id?.record_id ?? temporaryEmployeeId;
  return (await scope.selectTemporaryEmployees().selectAll('temporary_employees').where('record_id', '=', recordId).executeTakeFirst()) ?? null;
}

export interface TemporaryPlace {
  readonly recordId: string;
  readonly timeclockId: number;
  readonly deviceId: string;
}

/** Where these records were made: by which kiosks, at which timeclocks. */
export async function listTemporaryPlaces(scope: TenantScope, recordIds: readonly string[]): Promise<TemporaryPlace[]> {
  const places: TemporaryPlace[] = [];
  for (const some of inChunks(recordIds)) {
    const rows = await scope.selectTemporaryIds().select(['record_id', 'timeclock_id', 'device_id']).where('record_id', 'in', some).orderBy('device_id').execute();
    places.push(...rows.map((row) => ({ recordId: row.record_id, timeclockId: row.timeclock_id, deviceId: row.device_id })));
  }
  return places;
}

export interface PunchCount {
  readonly punches: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** How many punches each record has, and from when to when; by record id. Voided ones do not count. */
export async function countTemporaryPunches(scope: TenantScope, recordIds: readonly string[]): Promise<Map<string, PunchCount>> {
  const counts = new Map<string, PunchCount>();
  for (const some of inChunks(recordIds)) {
    const rows = await scope
      .selectPunches()
      .select((eb) => ['punches.person_key', eb.fn.countAll<number>().as('punches'), eb.fn.min('punches.instant_ms').as('first_ms'), eb.fn.max('punches.instant_ms').as('last_ms')])
      .where(
        'punches.person_key',
        'in',
        some.map((recordId) => `t:${recordId}`),
      )
      .where(unsettled)
      .where('punches.voided_ms', 'is', null)
      .groupBy('punches.person_key')
      .execute();
    for (const row of rows) counts.set(row.person_key.slice(2), { punches: row.punches, firstMs: row.first_ms, lastMs: row.last_ms });
  }
  return counts;
}

export type NamedEmployee = Pick<EmployeesTable, 'employee_id' | 'first_name' | 'last_name' | 'job_title' | 'name_key' | 'last_four_hash'>;

/** Employees of the tenant after `after`, in order of id. */
export async function listNamedEmployees(scope: TenantScope, after: string, limit: number): Promise<NamedEmployee[]> {
  return scope.selectEmployees().select(['employee_id', 'first_name', 'last_name', 'job_title', 'name_key', 'last_four_hash']).where('employee_id', '>', after).orderBy('employee_id').limit(limit).execute();
}

/** Those of `employeeIds` who have, or had, an assignment at one of the timeclocks. */
export async function employeesAt(scope: TenantScope, employeeIds: readonly string[], timeclocks: readonly number[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const some of inChunks(employeeIds)) {
    const rows = await scope.selectAssignments().select('employee_id').distinct().where('employee_id', 'in', some).where('timeclock_id', 'in', inList(timeclocks)).execute();
    for (const row of rows) found.add(row.employee_id);
  }
  return found;
}

/**
 * Refused punches that nobody has settled, the latest arrivals first, those that arrived before `before`.
 * @param timeclocks those that the caller may see; null for all
 */
export async function listRefused(scope: TenantScope, timeclocks: readonly number[] | null, before: number | null, limit: number): Promise<PunchRow[]> {
  return (
    scope
      .selectPunches()
      .selectAll('punches')
      .where(unsettled)
      .where('verdict', '=', 'refused')
      .where('dismissed_ms', 'is', null)
      .where('voided_ms', 'is', null)
      .$if(timeclocks !== null, (query) => query.where('timeclock_id', 'in', inList(timeclocks)))
      .$if(before !== null, (query) => query.where(sql<SqlBool>`arrival_number + 0 < ${before}`))
      // Not the bare column: an index in its order would be walked to its end instead of the one of the few.
      .orderBy(sql`arrival_number + 0`, 'desc')
      .limit(limit)
      .execute()
  );
}
