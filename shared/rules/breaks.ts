/**
 * C5: what raw times say of the breaks of a shift. Rounded times never come here (C13): a rounded break hides exactly what has to
 * be seen. Breaks and meals count alike. What a shift needs is a list of requirements, made from the timeclock's properties.
 */
import { longestShiftMs } from './open-shift.ts';
import { inOrder, type TimedPunch } from './punch-sequence.ts';
import { stretchesOf, type Stretch } from './timesheet.ts';

/** How long a break may be, in minutes; 0 is no limit. */
export interface BreakLength {
  readonly minimumMinutes: number;
  readonly maximumMinutes: number;
}

/** One break that a shift needs. It has to begin within the window, in minutes after the shift's begin; an end of 0 is none. */
export interface BreakRequirement {
  readonly windowStartMinutes: number;
  readonly windowEndMinutes: number;
}

export interface BreakRules {
  /** Holds for every break, required or not. */
  readonly length: BreakLength;
  readonly required: readonly BreakRequirement[];
}

/** The timeclock's `breaks` properties (A3). */
export interface BreakProperties extends BreakLength, BreakRequirement {
  readonly requiredPerShift: number;
}

export function breakRulesOf(properties: BreakProperties): BreakRules {
  const { minimumMinutes, maximumMinutes, windowStartMinutes, windowEndMinutes } = properties;
  return { length: { minimumMinutes, maximumMinutes }, required: Array(properties.requiredPerShift).fill({ windowStartMinutes, windowEndMinutes }) };
}

/** `minutes` is what was taken so far; null where nothing was. */
export interface BreakFinding {
  readonly kind: 'missed' | 'short' | 'long' | 'early' | 'late';
  /** Counted over the shift from 1; missed ones come after those that were taken. */
  readonly breakNumber: number;
  readonly minutes: number | null;
  readonly startedAtMs: number | null;
}

/** A sequence from its Clock In to its Clock Out; `endMs` is null while it goes on, or when nobody ended it. */
export interface Shift<P extends TimedPunch> {
  readonly first: P;
  readonly endMs: number | null;
  readonly breaks: readonly Stretch<P>[];
}

/**
 * The shifts of one work date, oldest first.
 * @param punches that date's valid punches of one person, any order
 */
export function shiftsOf<P extends TimedPunch>(punches: readonly P[]): Shift<P>[] {
  const shifts: Shift<P>[] = [];
  let members: P[] = [];
  for (const punch of inOrder(punches)) {
    if (punch.type === 'clockIn' && members.length > 0) {
      shifts.push(toShift(members, null));
      members = [];
    }
    members.push(punch);
    if (punch.type !== 'clockOut') continue;
    shifts.push(toShift(members, punch.instantMs));
    members = [];
  }
  return members.length === 0 ? shifts : [...shifts, toShift(members, null)];
}

function toShift<P extends TimedPunch>(members: readonly P[], endMs: number | null): Shift<P> {
  const [first] = members;
  if (first === undefined) throw new Error('a shift has a punch');
  return { first, endMs, breaks: stretchesOf(members).filter((stretch) => stretch.kind !== 'work') };
}

const minuteMs = 60_000;

/**
 * What is wrong with the breaks of one shift, in order of the breaks. While the shift goes on a break is missed only when its
 * window has passed, and one that has not ended can be long but not short. A shift that was forgotten says nothing of the time
 * after its longest possible end.
 * @param nowMs the present
 */
export function judgeBreaks(shift: Shift<TimedPunch>, rules: BreakRules, nowMs: number): BreakFinding[] {
  const asOfMs = Math.min(nowMs, shift.first.instantMs + longestShiftMs);
  const afterBeginMinutes = (instantMs: number): number => (instantMs - shift.first.instantMs) / minuteMs;
  const findings = shift.breaks.flatMap((taken, index) => judgeLength(taken, index + 1, rules.length, asOfMs));
  const left = shift.breaks.map((taken, index) => ({ taken, breakNumber: index + 1, beganMinutes: afterBeginMinutes(taken.from.instantMs) }));
  const unmet = rules.required.filter((requirement) => !takeFirst(left, (one) => windowOf(requirement, one.beganMinutes) === 'within'));
  let missed = 0;
  for (const requirement of unmet) {
    const one = left.shift();
    if (one !== undefined) findings.push(...judgeWindow(one.taken, one.breakNumber, windowOf(requirement, one.beganMinutes), asOfMs));
    else if (shift.endMs !== null || hasPassed(requirement, afterBeginMinutes(asOfMs))) {
      missed += 1;
      findings.push({ kind: 'missed', breakNumber: shift.breaks.length + missed, minutes: null, startedAtMs: null });
    }
  }
  return findings.sort((a, b) => a.breakNumber - b.breakNumber);
}

function judgeLength(taken: Stretch<TimedPunch>, breakNumber: number, length: BreakLength, asOfMs: number): BreakFinding[] {
  const minutes = takenMinutes(taken, asOfMs);
  const found = { breakNumber, minutes, startedAtMs: taken.from.instantMs };
  if (length.maximumMinutes > 0 && minutes > length.maximumMinutes) return [{ kind: 'long', ...found }];
  return taken.to !== null && minutes < length.minimumMinutes ? [{ kind: 'short', ...found }] : [];
}

function takenMinutes(taken: Stretch<TimedPunch>, asOfMs: number): number {
  return Math.max(0, (taken.to?.instantMs ?? asOfMs) - taken.from.instantMs) / minuteMs;
}

function judgeWindow(taken: Stretch<TimedPunch>, breakNumber: number, place: 'early' | 'within' | 'late', asOfMs: number): BreakFinding[] {
  return place === 'within' ? [] : [{ kind: place, breakNumber, minutes: takenMinutes(taken, asOfMs), startedAtMs: taken.from.instantMs }];
}

function windowOf(requirement: BreakRequirement, beganMinutes: number): 'early' | 'within' | 'late' {
  if (beganMinutes < requirement.windowStartMinutes) return 'early';
  return hasPassed(requirement, beganMinutes) ? 'late' : 'within';
}

function hasPassed(requirement: BreakRequirement, afterBeginMinutes: number): boolean {
  return requirement.windowEndMinutes > 0 && afterBeginMinutes > requirement.windowEndMinutes;
}

/** Takes the first that fits out of the list. */
function takeFirst<T>(list: T[], fits: (one: T) => boolean): boolean {
  const index = list.findIndex(fits);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
}
