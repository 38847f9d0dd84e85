/**
 * C9, C10: one person's entries by work date with totals, actual and rounded, and break findings. Totals are over all timeclocks, for
 * a shift may begin at one and end at another; the entries shown are those of the timeclocks that the caller may see.
 */
import type { z } from 'zod';
import type { timesheetDay } from '../../shared/contracts/console-entities.ts';
import { punchType } from '../../shared/contracts/entities.ts';
import type { Entry } from '../../shared/contracts/entries.ts';
import { dayTotals } from '../../shared/rules/timesheet.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { stateOf, toEntries } from '../database/entries.ts';
import type { PunchRow } from '../database/schema.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { listPunchesOfPerson } from '../database/timesheets.ts';
import type { Problem } from '../errors.ts';
import { TimeclockRules } from '../intake/timeclock-rules.ts';
import { breaksOfDate } from '../supervision/breaks-of-date.ts';
import { countedOnce } from '../supervision/counted-once.ts';
import { datesBetween } from '../supervision/date-range.ts';
import { findPersonFor } from '../supervision/find-person.ts';

const mostDays = 62;
const minuteMs = 60_000;

type Day = z.infer<typeof timesheetDay>;
export type ReadTimesheetOutcome = { readonly kind: 'timesheet'; readonly answer: { employeeId: string; personName: string; days: Day[] } } | Problem;

/** Days without any punch are left out. */
export async function readTimesheet(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, input: { employeeId: string; from: string; to: string }): Promise<ReadTimesheetOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const range = datesBetween(input.from, input.to, mostDays);
  if (range.kind === 'problem') return range;
  const person = await findPersonFor(scope, caller, input.employeeId);
  if (person.kind === 'problem') return person;
  const rows = await listPunchesOfPerson(scope, `e:${input.employeeId}`, range.dates);
  const rules = new TimeclockRules(scope);
  await rules.load(rows.map((row) => row.timeclock_id));
  const visible = rows.filter((row) => mayActOn(caller, row.timeclock_id));
  const entries = await toEntries(scope, visible);
  const nowMs = deps.clock.wallMs();
  const byDate = Map.groupBy(rows, (row) => row.work_date);
  const days = [...byDate.keys()].toSorted().map((workDate) => toDay(workDate, byDate.get(workDate) ?? [], entries, rules, nowMs));
  return { kind: 'timesheet', answer: { employeeId: input.employeeId, personName: person.personName, days } };
}

function toDay(workDate: string, rows: readonly PunchRow[], entries: ReadonlyMap<string, Entry>, rules: TimeclockRules, nowMs: number): Day {
  const counted = rows.filter((row) => stateOf(row) === 'accepted');
  const totals = dayTotals(countedOnce(counted).map(toRounded));
  return {
    workDate,
    entries: rows.flatMap((row) => entries.get(row.punch_id) ?? []),
    workedMinutes: totals.workedMs / minuteMs,
    workedMinutesRounded: totals.workedRoundedMs / minuteMs,
    breakMinutes: totals.breakMs / minuteMs,
    open: totals.open,
    breakFindings: breaksOfDate(counted, rules, nowMs).map((found) => found.finding),
  };
}

function toRounded(row: PunchRow) {
  return { punchId: row.punch_id, type: punchType.parse(row.type), instantMs: row.instant_ms, workDate: row.work_date, roundedMs: row.rounded_ms ?? row.instant_ms };
}
