/** Which stored punches a change of people or rules may judge otherwise: persons and work dates, each once. */
import { sql, type SelectQueryBuilder } from 'kysely';
import { inChunks } from './chunks.ts';
import type { PersonDate } from './punches-around.ts';
import type { Schema } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/** Spelled as in the index `punches_unsettled`, or it is not used. */
function unsettled(scope: TenantScope) {
  return scope.selectPunches().where('verdict', 'in', [sql.lit<'refused'>('refused'), sql.lit<'failed'>('failed')]);
}

async function distinctDates(query: SelectQueryBuilder<Schema, 'punches', unknown>): Promise<PersonDate[]> {
  // Not `distinct`: SQLite would walk all of the tenant's punches in the order of an index.
  const rows = await query.select(['person_key', 'work_date']).execute();
  return [...new Map(rows.map((row) => [`${row.work_date} ${row.person_key}`, { personKey: row.person_key, workDate: row.work_date }])).values()];
}

/** Where these employees have punches that were refused. */
export async function unsettledDatesOf(scope: TenantScope, employeeIds: readonly string[]): Promise<PersonDate[]> {
  const found: PersonDate[] = [];
  for (const ids of inChunks(employeeIds)) found.push(...(await distinctDates(unsettled(scope).where('person_key', 'in', ids.map(keyOf)))));
  return found;
}

/** Where anybody has refused punches that were made at this timeclock. */
export async function unsettledDatesAt(scope: TenantScope, timeclockId: number): Promise<PersonDate[]> {
  return distinctDates(unsettled(scope).where('timeclock_id', '=', timeclockId));
}

/** Those of `workDates` on which these employees punched. */
export async function datesOf(scope: TenantScope, employeeIds: readonly string[], workDates: readonly string[]): Promise<PersonDate[]> {
  const found: PersonDate[] = [];
  for (const ids of inChunks(employeeIds)) found.push(...(await distinctDates(scope.selectPunches().where('work_date', 'in', workDates).where('person_key', 'in', ids.map(keyOf)))));
  return found;
}

/** Those of `workDates` on which somebody punched at this timeclock; date by date, so that no query is long. */
export async function datesAt(scope: TenantScope, timeclockId: number, workDates: readonly string[]): Promise<PersonDate[]> {
  const found: PersonDate[] = [];
  for (const workDate of workDates) found.push(...(await distinctDates(scope.selectPunches().where('work_date', '=', workDate).where('timeclock_id', '=', timeclockId))));
  return found;
}

function keyOf(employeeId: string): string {
  return `e:${employeeId}`;
}
