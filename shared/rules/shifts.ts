/** One shift of a work date: from its Clock In to its Clock Out, its breaks, and how long of it was work (C5). */
import { longestShiftMs } from './open-shift.ts';
import { inOrder, type TimedPunch } from './punch-sequence.ts';
import { stretchesOf, type Stretch } from './timesheet.ts';

/** A sequence from its Clock In to its Clock Out; `endMs` is null while it goes on, or when nobody ended it. */
export interface Shift<P extends TimedPunch> {
  readonly first: P;
  readonly endMs: number | null;
  readonly breaks: readonly Stretch<P>[];
}

/** What lengths are measured in: time worked, or time gone by. */
export type BreakMeasure = 'worked' | 'elapsed';

const minuteMs = 60_000;

/** Rests of up to about 20 minutes are time worked (29 CFR 785.18): whatever is punched as shorter is one. */
export const shortestMealMinutes = 20;

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

/** A shift that was forgotten says nothing of the time after its longest possible end. */
export function asOfMs(shift: Shift<TimedPunch>, nowMs: number): number {
  return Math.min(nowMs, shift.first.instantMs + longestShiftMs);
}

/** How long a break was, or is so far. */
export function takenMinutes(taken: Stretch<TimedPunch>, atMs: number): number {
  return Math.max(0, (taken.to?.instantMs ?? atMs) - taken.from.instantMs) / minuteMs;
}

/** From the shift's begin to a moment of it. */
export function minutesInto(shift: Shift<TimedPunch>, instantMs: number, measure: BreakMeasure): number {
  const elapsed = (instantMs - shift.first.instantMs) / minuteMs;
  return measure === 'elapsed' ? elapsed : elapsed - unpaidMinutes(shift, instantMs);
}

/** The moment at which so many minutes have gone by or been worked, if no further break is taken. */
export function momentAfter(shift: Shift<TimedPunch>, minutes: number, measure: BreakMeasure, atMs: number): number {
  return shift.first.instantMs + (minutes + (measure === 'elapsed' ? 0 : unpaidMinutes(shift, atMs))) * minuteMs;
}

/** Of the time up to a moment, what was a meal or a break too long to be a rest. */
function unpaidMinutes({ breaks }: Shift<TimedPunch>, atMs: number): number {
  const before = breaks.filter(({ from }) => from.instantMs < atMs);
  return before.reduce((sum, taken) => {
    const minutes = (Math.min(taken.to?.instantMs ?? atMs, atMs) - taken.from.instantMs) / minuteMs;
    return sum + (taken.kind === 'meal' || takenMinutes(taken, atMs) >= shortestMealMinutes ? minutes : 0);
  }, 0);
}
