/** Punches by person and work date, over all timeclocks: timesheets and break findings (C5, C9). */
import { sql } from 'kysely';
import { inChunks } from './chunks.ts';
import type { PunchRow } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/** One person's punches of these work dates, whatever became of them, in order of instants. */
export async function listPunchesOfPerson(scope: TenantScope, personKey: string, workDates: readonly string[]): Promise<PunchRow[]> {
  return scope.selectPunches().selectAll('punches').where('person_key', '=', personKey).where('work_date', 'in', workDates).orderBy('instant_ms').orderBy('punch_id').execute();
}

/** Who punched at the timeclock on a work date: person keys after `after`, in order, at most `limit`. */
export async function listPeopleOfDate(scope: TenantScope, timeclockId: number, workDate: string, after: string, limit: number): Promise<string[]> {
  // Not the bare column: SQLite would walk all of the tenant's punches in its order.
  const personKey = sql<string>`person_key || ''`;
  const rows = await scope.selectPunches().select(personKey.as('key')).distinct().where('work_date', '=', workDate).where('timeclock_id', '=', timeclockId).where(personKey, '>', after).orderBy('key').limit(limit).execute();
  return rows.map((row) => row.key);
}

export type CountedPunch = Pick<PunchRow, 'punch_id' | 'person_key' | 'timeclock_id' | 'type' | 'instant_ms' | 'work_date' | 'assignment_id' | 'source'>;

/** What counts of these people's punches of one work date. */
export async function listCounted(scope: TenantScope, workDate: string, personKeys: readonly string[]): Promise<CountedPunch[]> {
  const rows: CountedPunch[] = [];
  for (const some of inChunks(personKeys)) {
    const ofSome = await scope
      .selectPunches()
      .select(['punch_id', 'person_key', 'timeclock_id', 'type', 'instant_ms', 'work_date', 'assignment_id', 'source'])
      .where('work_date', '=', workDate)
      .where('person_key', 'in', some)
      .where('verdict', '=', 'accepted')
      .where('voided_ms', 'is', null)
      .where('dismissed_ms', 'is', null)
      .execute();
    rows.push(...ofSome);
  }
  return rows;
}

/** First and last name of an employee, or null. */
export async function findEmployeeName(scope: TenantScope, employeeId: string): Promise<string | null> {
  const row = await scope.selectEmployees().select(['first_name', 'last_name']).where('employee_id', '=', employeeId).executeTakeFirst();
  return row === undefined ? null : `${row.first_name} ${row.last_name}`;
}
