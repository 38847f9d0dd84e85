/**
 * D5: entries of a timeclock's people, for a device that starts from nothing. They are looked for person by person and date by date,
 * which is what the index on punches answers directly, however many punches the tenant has.
 */
import type { AtTimeclock } from './people.ts';
import type { TenantScope } from './tenant-scope.ts';

/** Person keys of a timeclock in their order: employees assigned there, then unmatched temporary employees of its kiosks. */
export async function listPersonKeys(scope: TenantScope, at: AtTimeclock, from: string, limit: number): Promise<string[]> {
  const employees = from.startsWith('t:') ? [] : await listEmployeeKeys(scope, at, from.slice(2), limit);
  if (employees.length === limit) return employees;
  const temporary = await listTemporaryKeys(scope, at.timeclockId, from.startsWith('t:') ? from.slice(2) : '', limit - employees.length);
  return [...employees, ...temporary];
}

async function listEmployeeKeys(scope: TenantScope, at: AtTimeclock, from: string, limit: number): Promise<string[]> {
  const rows = await scope
    .selectAssignments()
    .select('employee_id')
    .distinct()
    .where('timeclock_id', '=', at.timeclockId)
    .where('employee_id', '>=', from)
    .where((eb) => eb.or([eb('end_date', 'is', null), eb('end_date', '>=', at.assignmentsSince)]))
    .orderBy('employee_id')
    .limit(limit)
    .execute();
  return rows.map((row) => `e:${row.employee_id}`);
}

async function listTemporaryKeys(scope: TenantScope, timeclockId: number, from: string, limit: number): Promise<string[]> {
  const rows = await scope
    .selectTemporaryIds()
    .innerJoin('temporary_employees', (join) => join.onRef('temporary_employees.tenant_id', '=', 'temporary_ids.tenant_id').onRef('temporary_employees.record_id', '=', 'temporary_ids.record_id'))
    .select('temporary_ids.record_id')
    .distinct()
    .where('temporary_ids.timeclock_id', '=', timeclockId)
    .where('temporary_ids.record_id', '>=', from)
    .where('temporary_employees.outcome', 'in', ['noMatch', 'severalMatches'])
    .orderBy('temporary_ids.record_id')
    .limit(limit)
    .execute();
  return rows.map((row) => `t:${row.record_id}`);
}

/** Behind which punch of which person a page goes on; an empty punch id means: with the person's first. */
export interface EntryPlace {
  readonly personKey: string;
  readonly punchId: string;
}

/** Punches of these persons and work dates behind `place`, in order of person and id. */
export async function listEntryPlaces(scope: TenantScope, personKeys: readonly string[], workDates: readonly string[], place: EntryPlace, limit: number): Promise<EntryPlace[]> {
  const rows = await scope
    .selectPunches()
    .select(['person_key', 'punch_id'])
    .where('work_date', 'in', workDates)
    .where('person_key', 'in', personKeys)
    .where((eb) => eb.or([eb('person_key', '!=', place.personKey), eb('punch_id', '>', place.punchId)]))
    .orderBy('person_key')
    .orderBy('punch_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ personKey: row.person_key, punchId: row.punch_id }));
}

/** How many punches of these dates the timeclock's employees have, counted no further than `most`. */
export async function countEntries(scope: TenantScope, at: AtTimeclock, workDates: readonly string[], most: number): Promise<number> {
  const ofTenant = scope.selectPunches().select('punches.punch_id').where('work_date', 'in', workDates).limit(most);
  const { all } = await scope.db
    .selectFrom(ofTenant.as('of_tenant'))
    .select((eb) => eb.fn.countAll<number>().as('all'))
    .executeTakeFirstOrThrow();
  if (all < most) return all;
  const people = scope
    .selectAssignments()
    .select((eb) => eb(eb.val('e:'), '||', eb.ref('assignments.employee_id')).as('person_key'))
    .where('timeclock_id', '=', at.timeclockId)
    .where((eb) => eb.or([eb('end_date', 'is', null), eb('end_date', '>=', at.assignmentsSince)]));
  const here = scope.selectPunches().select('punches.punch_id').where('work_date', 'in', workDates).where('person_key', 'in', people).limit(most);
  const { some } = await scope.db
    .selectFrom(here.as('here'))
    .select((eb) => eb.fn.countAll<number>().as('some'))
    .executeTakeFirstOrThrow();
  return some;
}
