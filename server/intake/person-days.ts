/**
 * What is stored of one person on the dates that are judged, and near by on others. Dates that touch each other (a double tap or a
 * typed punch over midnight, a shift that was left open) are judged together, so that the order of arrival never shows.
 */
import { punchType } from '../../shared/contracts/entities.ts';
import { loadDates, loadNeighbours, type PersonDate, type PersonSpan } from '../database/punches-around.ts';
import type { JudgedRow } from '../database/punches.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import type { Neighbour } from './judge-person.ts';
import { openShiftReachMs } from './shifts.ts';
import type { TimeclockRules } from './timeclock-rules.ts';

/** A new punch, as far as it says where to look. */
export interface NewPlace {
  readonly workDate: string;
  readonly instantMs: number;
}

/** One person's share. `stored` and `near` grow as dates are added. */
export interface PersonDays {
  readonly personKey: string;
  readonly dates: Set<string>;
  /** On `dates`, without voided and dismissed ones. */
  readonly stored: Map<string, JudgedRow>;
  /** On other dates, accepted ones and duplicates. */
  readonly near: Map<string, JudgedRow>;
  /** Where something stands or stood on `dates`, voided ones included: what lies near it may look different. */
  readonly places: NewPlace[];
}

export function newPersonDays(personKey: string): PersonDays {
  return { personKey, dates: new Set(), stored: new Map(), near: new Map(), places: [] };
}

export interface AddedDates {
  readonly days: PersonDays;
  readonly workDates: readonly string[];
  /** Where else something stands or stood on these dates: new punches, and the day itself where any punch of it may have moved. */
  readonly places: readonly NewPlace[];
}

/** Reads what is stored on these dates and around them. */
export async function addDates(scope: TenantScope, rules: TimeclockRules, added: readonly AddedDates[]): Promise<void> {
  const dates = added.flatMap(({ days, workDates }) => workDates.map((workDate): PersonDate => ({ personKey: days.personKey, workDate })));
  const byPerson = new Map(added.map((one) => [one.days.personKey, one.days]));
  for (const { days, workDates, places } of added) {
    for (const workDate of workDates) days.dates.add(workDate);
    days.places.push(...places);
  }
  const stored = await loadDates(scope, dates);
  for (const row of stored) {
    const days = byPerson.get(row.person_key);
    days?.places.push({ workDate: row.work_date, instantMs: row.instant_ms });
    if (row.voided_ms === null && row.dismissed_ms === null) days?.stored.set(row.punch_id, row);
  }
  await rules.load(stored.map((row) => row.timeclock_id));
  const near = await loadNeighbours(scope, added.flatMap(spansOfAdded));
  for (const row of near) byPerson.get(row.person_key)?.near.set(row.punch_id, row);
  await rules.load(near.map((row) => row.timeclock_id));
  for (const { days } of added) for (const row of days.near.values()) if (days.dates.has(row.work_date)) days.near.delete(row.punch_id);
}

/** Punches farther apart than this (a chosen date) get spans of their own. */
const longestGapMs = 86_400_000;

function spansOfAdded({ days, workDates }: AddedDates): PersonSpan[] {
  const byDate = Map.groupBy(days.places, (place) => place.workDate);
  return workDates.flatMap((workDate) => {
    const instants = (byDate.get(workDate) ?? []).map((place) => place.instantMs);
    return spansOf(instants.sort((a, b) => a - b)).map((span) => ({ personKey: days.personKey, workDate, ...span }));
  });
}

function spansOf(instants: readonly number[]): { fromMs: number; toMs: number }[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const instantMs of instants) {
    const last = spans.at(-1);
    const toMs = instantMs + openShiftReachMs;
    if (last !== undefined && instantMs - (last.toMs - openShiftReachMs) <= longestGapMs) last.toMs = toMs;
    else spans.push({ fromMs: instantMs - openShiftReachMs, toMs });
  }
  return spans;
}

const dayMs = 86_400_000;

/** The day itself (UTC), as places: for dates that are judged again because a punch was moved away from them. */
export function placesOfDate(workDate: string): NewPlace[] {
  const startMs = Date.parse(workDate);
  return [
    { workDate, instantMs: startMs },
    { workDate, instantMs: startMs + dayMs },
  ];
}

/** A stored punch as a neighbour. */
export function toNeighbour(row: JudgedRow): Neighbour {
  return { punchId: row.punch_id, type: punchType.parse(row.type), instantMs: row.instant_ms, workDate: row.work_date, source: row.source };
}
