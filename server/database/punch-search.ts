/**
 * Pages of punches for administrators, in order of arrival, narrowed by what they ask for. No index holds every narrowing, and a
 * server that reads a file has one thread: so the search goes over the tenant's punches in pieces that take some milliseconds each, and
 * lets others through in between. A short range of work dates goes by date, everything else by arrival.
 */
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { ExceptionCode } from '../../shared/contracts/entities.ts';
import { addDays } from '../../shared/lib/zoned-time.ts';
import { inChunks, inList } from './chunks.ts';
import type { PunchRow, StoredVerdict } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/** What to list; null leaves it open. Dates are work dates, both included. */
export interface PunchFilter {
  /** Those that the caller may see; null for all. */
  readonly timeclocks: readonly number[] | null;
  readonly employeeId: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly verdict: StoredVerdict | null;
  readonly exception: ExceptionCode | null;
}

/** Rows of one page in order of arrival, and how many punches there are on all pages. */
export interface PunchPage {
  readonly rows: readonly PunchRow[];
  readonly total: number;
}

const mostDates = 62;
const arrivalsAtATime = 10_000;

/** @param after arrival number of the last punch of the page before; 0 for the first page */
export async function searchPunches(scope: TenantScope, filter: PunchFilter, after: number, limit: number): Promise<PunchPage> {
  const dates = datesOf(filter);
  return dates === null ? searchByArrival(scope, filter, after, limit) : searchByDate(scope, filter, dates, { after, limit });
}

function datesOf({ from, to }: PunchFilter): string[] | null {
  if (from === null || to === null || to > addDays(from, mostDates - 1)) return null;
  const dates: string[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** Everything of the filter but the dates. */
function narrowed(scope: TenantScope, { timeclocks, employeeId, verdict, exception }: PunchFilter) {
  return scope
    .selectPunches()
    .$if(timeclocks !== null, (query) => query.where('punches.timeclock_id', 'in', inList(timeclocks)))
    .$if(employeeId !== null, (query) => query.where('punches.person_key', '=', `e:${employeeId ?? ''}`))
    .$if(verdict !== null, (query) => query.where('punches.verdict', '=', verdict ?? 'accepted'))
    .$if(exception !== null, (query) => query.where((eb) => eb.or([eb('punches.noted', 'like', `%"${exception ?? ''}"%`), eb('punches.sequence_exception', 'like', `%${exception ?? ''}%`)])));
}

async function searchByDate(scope: TenantScope, filter: PunchFilter, dates: readonly string[], page: { readonly after: number; readonly limit: number }): Promise<PunchPage> {
  const arrivals: number[] = [];
  for (const date of dates) {
    const rows = await narrowed(scope, filter).select('punches.arrival_number').where('punches.work_date', '=', date).execute();
    for (const row of rows) arrivals.push(row.arrival_number);
    await setImmediate();
  }
  const wanted = arrivals
    .filter((arrival) => arrival > page.after)
    .sort((a, b) => a - b)
    .slice(0, page.limit);
  const rows: PunchRow[] = [];
  for (const some of inChunks(wanted)) rows.push(...(await scope.selectPunches().selectAll('punches').where('punches.arrival_number', 'in', some).orderBy('punches.arrival_number').execute()));
  return { rows, total: arrivals.length };
}

async function searchByArrival(scope: TenantScope, filter: PunchFilter, after: number, limit: number): Promise<PunchPage> {
  const last = await scope.selectPunches().select('punches.arrival_number').orderBy('punches.arrival_number', 'desc').limit(1).executeTakeFirst();
  const end = last?.arrival_number ?? 0;
  const rows: PunchRow[] = [];
  for (let start = after; start < end && rows.length < limit; start += arrivalsAtATime) {
    const found = await between(scope, filter, start)
      .selectAll('punches')
      .orderBy('punches.arrival_number')
      .limit(limit - rows.length)
      .execute();
    rows.push(...found);
    await setImmediate();
  }
  let total = 0;
  for (let start = 0; start < end; start += arrivalsAtATime) {
    const counted = await between(scope, filter, start)
      .select((eb) => eb.fn.countAll<number>().as('punches'))
      .executeTakeFirstOrThrow();
    total += counted.punches;
    await setImmediate();
  }
  return { rows, total };
}

/** One piece of the search. Dates are compared as texts of their own, so that the piece is found by its arrival numbers. */
function between(scope: TenantScope, filter: PunchFilter, start: number) {
  const workDate = sql<string>`punches.work_date || ''`;
  return narrowed(scope, filter)
    .where('punches.arrival_number', '>', start)
    .where('punches.arrival_number', '<=', start + arrivalsAtATime)
    .$if(filter.from !== null, (query) => query.where(workDate, '>=', filter.from ?? ''))
    .$if(filter.to !== null, (query) => query.where(workDate, '<=', filter.to ?? ''));
}
