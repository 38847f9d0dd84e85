/**
 * C5: what raw times say of the breaks of a shift. Rounded times never come here (C13): a rounded break hides exactly what has to
 * be seen. What a shift needs is a list of requirements, made from the timeclock's properties; kiosk and server judge by this alike.
 */
import { isNeeded, isWaivable, latestStartMs, mayBeNeeded, placeOf, type BreakRequirement, type SeenShift } from './break-requirement.ts';
import type { TimedPunch } from './punch-sequence.ts';
import { asOfMs, shortestMealMinutes, takenMinutes, type Shift } from './shifts.ts';
import type { Stretch } from './timesheet.ts';

export interface BreakRules {
  /** How long any break may be, required or not, in minutes; 0 is no limit. */
  readonly length: { readonly minimumMinutes: number; readonly maximumMinutes: number };
  readonly required: readonly BreakRequirement[];
  /** `onFile`: who may go without has agreed to it. */
  readonly waivers: 'none' | 'onFile';
  readonly timeZone: string;
}

/** The timeclock's `breaks` properties (A3): the simple form, so many breaks alike, and the list. */
export interface BreakProperties {
  readonly requiredPerShift: number;
  readonly minimumMinutes: number;
  readonly maximumMinutes: number;
  readonly windowStartMinutes: number;
  readonly windowEndMinutes: number;
  readonly required: readonly BreakRequirement[];
  readonly waivers: 'none' | 'onFile';
}

export function breakRulesOf({ breaks, timeZone }: { readonly breaks: BreakProperties; readonly timeZone: string }): BreakRules {
  const { minimumMinutes, maximumMinutes, windowStartMinutes, windowEndMinutes } = breaks;
  const alike: BreakRequirement = {
    kind: 'break',
    recorded: 'punched',
    paid: false,
    minimumMinutes: 0,
    measure: 'elapsed',
    neededFrom: { bound: 'from', minutes: 0 },
    beginsBetween: null,
    covers: null,
    windows: [{ kind: 'afterBegin', shiftAtMostMinutes: null, startFromMinutes: windowStartMinutes, startByMinutes: windowEndMinutes === 0 ? null : windowEndMinutes, endByMinutes: null }],
    waiver: null,
  };
  return { length: { minimumMinutes, maximumMinutes }, required: [...Array.from({ length: breaks.requiredPerShift }, () => ({ ...alike })), ...breaks.required], waivers: breaks.waivers, timeZone };
}

/** `minutes` is what was taken so far; null where nothing was. */
export interface BreakFinding {
  readonly kind: 'missed' | 'short' | 'long' | 'early' | 'late';
  /** What it was to be; `break` where nothing says which. */
  readonly breakKind: 'meal' | 'rest' | 'break';
  /** Counted over the shift from 1; missed ones come after those that were taken. */
  readonly breakNumber: number;
  readonly minutes: number | null;
  readonly startedAtMs: number | null;
  /** The law lets the person agree to go without. */
  readonly isWaivable: boolean;
}

interface Taken {
  readonly stretch: Stretch<TimedPunch>;
  readonly breakNumber: number;
  readonly minutes: number;
}

/**
 * What is wrong with the breaks of one shift, in order of the breaks. While the shift goes on a break is missed only when its
 * window has passed, and one that has not ended can be long but not short.
 * @param nowMs the present
 */
export function judgeBreaks(shift: Shift<TimedPunch>, rules: BreakRules, nowMs: number): BreakFinding[] {
  const seen = see(shift, rules, nowMs);
  const taken = shift.breaks.map((stretch, index): Taken => ({ stretch, breakNumber: index + 1, minutes: takenMinutes(stretch, seen.endMs) }));
  const needed = rules.required.filter((requirement) => requirement.recorded === 'punched' && isNeeded(requirement, seen));
  const { met, free } = match(needed, taken, seen, rules);
  const unmet = needed.filter((requirement) => !met.has(requirement));
  const of = new Map<Taken, BreakRequirement>([...met].map(([requirement, one]) => [one, requirement]));
  const placed: BreakFinding[] = [];
  let missed = 0;
  for (const requirement of unmet) {
    const one = takeFirst(free, (candidate) => suits(requirement, candidate, rules));
    if (one !== null) {
      of.set(one, requirement);
      const place = placeOf(requirement, one.stretch, seen);
      if (place !== 'within') placed.push(toFinding(place, one, requirement));
      continue;
    }
    const earlierMeal = needed.slice(0, needed.indexOf(requirement)).some((other) => other.kind === 'meal' && met.has(other));
    const waivable = isWaivable(requirement, seen, earlierMeal);
    if ((waivable && rules.waivers === 'onFile') || (shift.endMs === null && !hasPassed(requirement, seen))) continue;
    missed += 1;
    placed.push({ kind: 'missed', breakKind: requirement.kind, breakNumber: taken.length + missed, minutes: null, startedAtMs: null, isWaivable: waivable });
  }
  const lengths = taken.flatMap((one) => judgeLength(one, of.get(one), rules));
  return [...lengths, ...placed].sort((a, b) => a.breakNumber - b.breakNumber);
}

/** Breaks that are not punched, so that nothing but the person can say whether they were given. */
export function breaksToAsk(shift: Shift<TimedPunch>, rules: BreakRules, nowMs: number): BreakRequirement[] {
  const seen = see(shift, rules, nowMs);
  return rules.required.filter((requirement) => requirement.recorded === 'asked' && isNeeded(requirement, seen));
}

export interface BreakDue {
  readonly breakKind: BreakFinding['breakKind'];
  readonly dueMs: number;
}

/** The next break that has to begin by some time, as a shift that goes on stands; null where there is none, or somebody is on one. */
export function nextBreakDue(shift: Shift<TimedPunch>, rules: BreakRules, nowMs: number): BreakDue | null {
  const last = shift.breaks.at(-1);
  if (shift.endMs !== null || (last !== undefined && last.to === null)) return null;
  const seen = see(shift, rules, nowMs);
  const taken = shift.breaks.map((stretch, index): Taken => ({ stretch, breakNumber: index + 1, minutes: takenMinutes(stretch, seen.endMs) }));
  const due = rules.required
    .filter((requirement) => requirement.recorded === 'punched' && mayBeNeeded(requirement, seen))
    // The first was taken, whether well or badly: the second is what is still to come.
    .filter((requirement) => !takeOne(taken, requirement, rules))
    .flatMap((requirement) => {
      const dueMs = latestStartMs(requirement, seen, nowMs);
      return dueMs === null ? [] : [{ breakKind: requirement.kind, dueMs }];
    });
  return due.reduce<BreakDue | null>((first, one) => (first === null || one.dueMs < first.dueMs ? one : first), null);
}

function see(shift: Shift<TimedPunch>, { timeZone }: BreakRules, nowMs: number): SeenShift {
  return { shift, endMs: shift.endMs ?? asOfMs(shift, nowMs), timeZone };
}

/** Each requirement with the first break that lies within its window: one that is long enough, where there is one. */
function match(needed: readonly BreakRequirement[], taken: readonly Taken[], seen: SeenShift, rules: BreakRules): { met: Map<BreakRequirement, Taken>; free: Taken[] } {
  const met = new Map<BreakRequirement, Taken>();
  const free = [...taken];
  const isWithin = (requirement: BreakRequirement, one: Taken): boolean => suits(requirement, one, rules) && placeOf(requirement, one.stretch, seen) === 'within';
  const passes = [(requirement: BreakRequirement, one: Taken): boolean => one.minutes >= requirement.minimumMinutes && isWithin(requirement, one), isWithin];
  for (const fits of passes) {
    for (const requirement of needed.filter((one) => !met.has(one))) {
      const one = takeFirst(free, (candidate) => fits(requirement, candidate));
      if (one !== null) met.set(requirement, one);
    }
  }
  return { met, free };
}

/** Where the list knows rests, what is too short to be a meal is one of them; else every break may be the meal. */
function suits({ kind }: BreakRequirement, { stretch, minutes }: Taken, { required }: BreakRules): boolean {
  if (kind === 'break' || !required.some((requirement) => requirement.kind === 'rest')) return true;
  const isMeal = stretch.kind === 'meal' || minutes >= shortestMealMinutes || stretch.to === null;
  return isMeal === (kind === 'meal');
}

function judgeLength(one: Taken, requirement: BreakRequirement | undefined, { length }: BreakRules): BreakFinding[] {
  if (length.maximumMinutes > 0 && one.minutes > length.maximumMinutes) return [toFinding('long', one, requirement)];
  const minimum = Math.max(length.minimumMinutes, requirement?.minimumMinutes ?? 0);
  return one.stretch.to !== null && one.minutes < minimum ? [toFinding('short', one, requirement)] : [];
}

function toFinding(kind: BreakFinding['kind'], { stretch, breakNumber, minutes }: Taken, requirement: BreakRequirement | undefined): BreakFinding {
  return { kind, breakKind: requirement?.kind ?? 'break', breakNumber, minutes, startedAtMs: stretch.from.instantMs, isWaivable: false };
}

function hasPassed(requirement: BreakRequirement, seen: SeenShift): boolean {
  const latestMs = latestStartMs(requirement, seen, seen.endMs);
  return latestMs !== null && seen.endMs > latestMs;
}

function takeOne(free: Taken[], requirement: BreakRequirement, rules: BreakRules): boolean {
  return takeFirst(free, (candidate) => suits(requirement, candidate, rules)) !== null;
}

/** Takes the first that fits out of the list. */
function takeFirst<T>(list: T[], fits: (one: T) => boolean): T | null {
  const index = list.findIndex(fits);
  return index < 0 ? null : (list.splice(index, 1)[0] ?? null);
}
