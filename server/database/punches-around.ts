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

/**
 * Stored punches of other work dates that come into the spans with one at least, accepted ones and duplicates, each once. Such a date comes
 * whole: a shift that began before a span is not the same as one that begins within it.
 */
export async function loadNeighbours(scope: TenantScope, spans: readonly PersonSpan[]): Promise<JudgedRow[]> {
  const around = await queryList<JudgedRow>(scope.db, {
    leading: [scope.tenantId],
    rows: datesAround(spans),
    columns: ['text', 'text', 'text', 'text'],
    text: (list) => `${fromList(list)} and ${valid} and p.work_date between wanted.column2 and wanted.column3 and p.work_date <> wanted.column4`,
  });
  const near = datesWithin(around, spans);
  const displaced = (await hasDisplaced(scope)) ? await loadDisplaced(scope, spans) : [];
  return displaced.length === 0 ? near : [...new Map([...near, ...displaced].map((row) => [row.punch_id, row])).values()];
}

/** The rows of those dates of which one is within a span of the person's other dates. */
function datesWithin(rows: readonly JudgedRow[], spans: readonly PersonSpan[]): JudgedRow[] {
  const spansOfPerson = Map.groupBy(spans, (span) => span.personKey);
  const isWithin = (row: JudgedRow): boolean => (spansOfPerson.get(row.person_key) ?? []).some((span) => span.workDate !== row.work_date && span.fromMs <= row.instant_ms && row.instant_ms <= span.toMs);
  const dateOf = (row: JudgedRow): string => `${row.work_date} ${row.person_key}`;
  const within = new Set(rows.filter(isWithin).map(dateOf));
  return rows.filter((row) => within.has(dateOf(row)));
}

const columns = judgedColumns.map((column) => `p.${column}`).join(', ');

const valid = "p.verdict in ('accepted', 'duplicate') and p.voided_ms is null";

/** The list first, punches by index: `cross join` keeps that order. */
function fromList(list: string): string {
  return `select ${columns} from (select ? as tenant_id) as tenant cross join (${list}) as wanted cross join punches as p
    where p.tenant_id = tenant.tenant_id and p.person_key = wanted.column1`;
}

/** Days since the epoch from one to another, and the date in between that nobody asks for; empty where all are asked for. */
interface DaysAround {
  readonly fromDay: number;
  readonly toDay: number;
  readonly but: string;
}

/** The dates on which the spans' punches can stand: person, first date, last date, and the span's own where it is the only one; no date of a person twice. */
function datesAround(spans: readonly PersonSpan[]): unknown[][] {
  const dates = new Map<number, string>();
  const dateOf = (day: number): string => {
    const date = dates.get(day) ?? dateOfDay(day);
    dates.set(day, date);
    return date;
  };
  return [...Map.groupBy(spans, (span) => span.personKey)].flatMap(([personKey, own]) => daysAround(own).map(({ fromDay, toDay, but }) => [personKey, dateOf(fromDay), dateOf(toDay), but]));
}

/** One person's spans with a day on either side; those that touch are one. */
function daysAround(spans: readonly PersonSpan[]): DaysAround[] {
  const around: DaysAround[] = [];
  for (const { fromMs, toMs, workDate } of spans.length === 1 ? spans : spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const [fromDay, toDay] = [dayOfInstant(fromMs) - 1, dayOfInstant(toMs) + 1];
    const last = around.at(-1);
    if (last !== undefined && fromDay <= last.toDay) around[around.length - 1] = { fromDay: last.fromDay, toDay: Math.max(last.toDay, toDay), but: '' };
    else around.push({ fromDay, toDay, but: workDate });
  }
  return around;
}

/** The one is spelled out and the index holds the column: else SQLite picks an index of all punches, and reads every one of the tenant. */
async function hasDisplaced(scope: TenantScope): Promise<boolean> {
  const row = await scope.selectPunches().select('person_key').where('displaced', '=', sql.lit(1)).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Whole dates here as well. */
async function loadDisplaced(scope: TenantScope, spans: readonly PersonSpan[]): Promise<JudgedRow[]> {
  const displaced = await queryList<JudgedRow>(scope.db, {
    leading: [scope.tenantId],
    rows: spans.map((span) => [span.personKey, span.workDate, span.fromMs, span.toMs]),
    columns: ['text', 'text', 'bigint', 'bigint'],
    text: (list) => `${fromList(list)} and ${valid} and p.displaced = 1 and p.work_date <> wanted.column2 and p.instant_ms between wanted.column3 and wanted.column4`,
  });
  const dates = new Map(displaced.map((row) => [`${row.work_date} ${row.person_key}`, { personKey: row.person_key, workDate: row.work_date }]));
  return (await loadDates(scope, [...dates.values()])).filter((row) => (row.verdict === 'accepted' || row.verdict === 'duplicate') && row.voided_ms === null);
}
