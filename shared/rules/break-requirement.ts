/** C5: whether a shift needs a break, and whether one that was taken lies where it has to. */
import { addDays, dateInZone, timeOfDay, wallTimeMs } from '../lib/zoned-time.ts';
import { longestShiftMs } from './open-shift.ts';
import type { TimedPunch } from './punch-sequence.ts';
import { minutesInto, momentAfter, takenMinutes, type BreakMeasure, type Shift } from './shifts.ts';
import type { Stretch } from './timesheet.ts';

export interface ClockRange {
  readonly from: string;
  readonly to: string;
}

export type BreakWindow =
  { readonly kind: 'afterBegin'; readonly shiftAtMostMinutes: number | null; readonly startFromMinutes: number; readonly startByMinutes: number | null; readonly endByMinutes: number | null } | ({ readonly kind: 'wallClock' } & ClockRange);

/** One break that a shift needs; the words are those of contracts/break-rules.ts. `break` is one of either kind. */
export interface BreakRequirement {
  readonly kind: 'meal' | 'rest' | 'break';
  readonly recorded: 'punched' | 'asked';
  readonly paid: boolean;
  readonly minimumMinutes: number;
  readonly measure: BreakMeasure;
  readonly neededFrom: { readonly bound: 'over' | 'from'; readonly minutes: number };
  readonly beginsBetween: ClockRange | null;
  readonly covers: ClockRange | null;
  readonly windows: readonly BreakWindow[];
  readonly waiver: { readonly shiftAtMostMinutes: number; readonly needsEarlierMeal: boolean } | null;
}

/** A shift as it is looked at: up to its end, or up to the moment at which it goes on. */
export interface SeenShift {
  readonly shift: Shift<TimedPunch>;
  readonly endMs: number;
  readonly timeZone: string;
}

export type Place = 'early' | 'within' | 'late';

/** True when the shift, as long as it is by now, needs it. */
export function isNeeded(requirement: BreakRequirement, seen: SeenShift): boolean {
  const { bound, minutes } = requirement.neededFrom;
  const length = minutesInto(seen.shift, seen.endMs, requirement.measure);
  return (bound === 'over' ? length > minutes : length >= minutes) && beginsWell(requirement, seen) && coversAll(requirement, seen);
}

/** True when it may come to need it, if it goes on. */
export function mayBeNeeded(requirement: BreakRequirement, seen: SeenShift): boolean {
  const { covers } = requirement;
  return beginsWell(requirement, seen) && (covers === null || rangesAround(covers, seen).some(({ fromMs, toMs }) => fromMs >= seen.shift.first.instantMs && toMs <= seen.shift.first.instantMs + longestShiftMs));
}

/** True while the person may agree to go without. @param hadEarlierMeal an earlier meal of the shift was taken */
export function isWaivable({ waiver, measure }: BreakRequirement, seen: SeenShift, hadEarlierMeal: boolean): boolean {
  return waiver !== null && minutesInto(seen.shift, seen.endMs, measure) <= waiver.shiftAtMostMinutes && (hadEarlierMeal || !waiver.needsEarlierMeal);
}

export function placeOf(requirement: BreakRequirement, taken: Stretch<TimedPunch>, seen: SeenShift): Place {
  const window = windowOf(requirement, seen);
  if (window === null) return 'within';
  if (window.kind === 'wallClock') return placeInRange(window, taken, seen);
  const began = minutesInto(seen.shift, taken.from.instantMs, requirement.measure);
  if (began < window.startFromMinutes) return 'early';
  if (window.startByMinutes !== null && began > window.startByMinutes) return 'late';
  const ended = minutesInto(seen.shift, taken.from.instantMs, requirement.measure) + takenMinutes(taken, seen.endMs);
  return window.endByMinutes !== null && ended > window.endByMinutes ? 'late' : 'within';
}

/** The last moment at which it can begin; null where it may be at any time. @param atMs the present */
export function latestStartMs(requirement: BreakRequirement, seen: SeenShift, atMs: number): number | null {
  const window = windowOf(requirement, seen);
  if (window === null) return null;
  if (window.kind === 'wallClock') return (rangesAround(window, seen).find(({ toMs }) => toMs > seen.shift.first.instantMs)?.toMs ?? 0) - requirement.minimumMinutes * 60_000;
  const by = [window.startByMinutes, window.endByMinutes === null ? null : window.endByMinutes - requirement.minimumMinutes].filter((minutes) => minutes !== null);
  return by.length === 0 ? null : momentAfter(seen.shift, Math.min(...by), requirement.measure, atMs);
}

function windowOf({ windows, measure }: BreakRequirement, seen: SeenShift): BreakWindow | null {
  const length = minutesInto(seen.shift, seen.endMs, measure);
  return windows.find((window) => window.kind === 'wallClock' || window.shiftAtMostMinutes === null || length <= window.shiftAtMostMinutes) ?? null;
}

function placeInRange(range: ClockRange, taken: Stretch<TimedPunch>, seen: SeenShift): Place {
  const around = rangesAround(range, seen).find(({ toMs }) => toMs > seen.shift.first.instantMs);
  if (around === undefined) return 'within';
  if (taken.from.instantMs < around.fromMs) return 'early';
  return (taken.to?.instantMs ?? seen.endMs) > around.toMs ? 'late' : 'within';
}

function beginsWell({ beginsBetween }: BreakRequirement, { shift, timeZone }: SeenShift): boolean {
  if (beginsBetween === null) return true;
  const began = timeOfDay(shift.first.instantMs, timeZone);
  const { from, to } = beginsBetween;
  return from <= to ? began >= from && began < to : began >= from || began < to;
}

/** At the very minute of an edge the person has the break. */
function coversAll({ covers }: BreakRequirement, seen: SeenShift): boolean {
  return covers === null || rangesAround(covers, seen).some(({ fromMs, toMs }) => fromMs >= seen.shift.first.instantMs && toMs <= seen.endMs);
}

/** A range of the wall clock on the day on which the shift begins, and on the next. */
function rangesAround({ from, to }: ClockRange, { shift, timeZone }: SeenShift): { fromMs: number; toMs: number }[] {
  const day = dateInZone(shift.first.instantMs, timeZone);
  return [day, addDays(day, 1)].map((date) => ({
    fromMs: wallTimeMs(date, from, { timeZone, ofTwo: 'first' }),
    toMs: wallTimeMs(from <= to ? date : addDays(date, 1), to, { timeZone, ofTwo: 'second' }),
  }));
}
