/**
 * What is stored around new punches: everything of the same person and work date, and valid punches of other dates within the
 * span of a double tap or of a shift that was left open. A work date is within a day of its instant's date (UTC) but for those that somebody chose (E4): these
 * displaced ones are few, and have an index that holds nothing else. So the answer is exact, at the price of one index.
 */
import { sql } from 'kysely';
import { judgedColumns, type JudgedRow } from './punches.ts';
import { queryList } from './row-lists.ts';
import type { TenantScope } from './tenant-scope.ts';

export interface PersonDate {
  readonly personKey: string;
  readonly workDate: string;
}

/** From the first to the last punch of a date, with what is of interest on either side. */
export interface PersonSpan extends PersonDate {
  readonly fromMs: number;
  readonly toMs: number;
}

const dayMs = 86_400_000;

/** Days since the epoch, of a date and of an instant (UTC). */
const dayOfDate = (date: string): number => Date.parse(date) / dayMs;
const dayOfInstant = (instantMs: number): number => Math.floor(instantMs / dayMs);
const dateOfDay = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** True for a punch whose work date is more than a day off the date of its instant. */
export function isDisplaced(workDate: string, instantMs: number): boolean {
  return Math.abs(dayOfDate(workDate) - dayOfInstant(instantMs)) > 1;
}

/** All stored punches of these persons and dates, whatever their verdict. */
export async function loadDates(scope: TenantScope, dates: readonly PersonDate[]): Promise<JudgedRow[]> {
  return queryList<JudgedRow>(scope.db, {
    leading: [scope.tenantId],
    rows: dates.map((date) => [date.personKey, date.workDate]),
    columns: ['text', 'text'],
    text: (list) => `${fromList(list)} and p.work_date = wanted.column2`,
  });
}

/** Stored punches of other work dates within the spans, accepted ones and duplicates, each once. */
export async function loadNeighbours(scope: TenantScope, spans: readonly PersonSpan[]): Promise<JudgedRow[]> {
  const near = await queryList<JudgedRow>(scope.db, {
    leading: [scope.tenantId],
    rows: datesAround(spans),
    columns: ['text', 'text', 'bigint', 'bigint'],
    text: (list) => `${fromList(list)} and ${valid} and p.work_date = wanted.column2 and p.instant_ms between wanted.column3 and wanted.column4`,
  });
  const displaced = (await hasDisplaced(scope)) ? await loadDisplaced(scope, spans) : [];
  return [...new Map([...near, ...displaced].map((row) => [row.punch_id, row])).values()];
}

const columns = judgedColumns.map((column) => `p.${column}`).join(', ');

const valid = "p.verdict in ('accepted', 'duplicate') and p.voided_ms is null";

/** The list first, punches by index: `cross join` keeps that order. */
function fromList(list: string): string {
  return `select ${columns} from (select ? as tenant_id) as tenant cross join (${list}) as wanted cross join punches as p
    where p.tenant_id = tenant.tenant_id and p.person_key = wanted.column1`;
}

/** The dates, other than its own, on which each span's punches can stand: person, date, span. */
function datesAround(spans: readonly PersonSpan[]): unknown[][] {
  const around: unknown[][] = [];
  const dates = new Map<number, string>();
  for (const { personKey, workDate, fromMs, toMs } of spans) {
    for (let day = dayOfInstant(fromMs) - 1; day <= dayOfInstant(toMs) + 1; day += 1) {
      const date = dates.get(day) ?? dateOfDay(day);
      dates.set(day, date);
      if (date !== workDate) around.push([personKey, date, fromMs, toMs]);
    }
  }
  return around;
}

/** The one is spelled out and the index holds the column: else SQLite picks an index of all punches, and reads every one of the tenant. */
async function hasDisplaced(scope: TenantScope): Promise<boolean> {
  const row = await scope.selectPunches().select('person_key').where('displaced', '=', sql.lit(1)).limit(1).executeTakeFirst();
  return row !== undefined;
}

async function loadDisplaced(scope: TenantScope, spans: readonly PersonSpan[]): Promise<JudgedRow[]> {
  return queryList<JudgedRow>(scope.db, {
    leading: [scope.tenantId],
    rows: spans.map((span) => [span.personKey, span.workDate, span.fromMs, span.toMs]),
    columns: ['text', 'text', 'bigint', 'bigint'],
    text: (list) => `${fromList(list)} and ${valid} and p.displaced = 1 and p.work_date <> wanted.column2 and p.instant_ms between wanted.column3 and wanted.column4`,
  });
}
