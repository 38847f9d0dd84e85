/**
 * Where a person stands: the sequence that is open, if any, over all work dates. A shift over midnight belongs to the date
 * of its clock-in, and every later punch of it inherits that date (C10).
 */
import { inOrder, isOpenAfter, type TimedPunch } from './punch-sequence.ts';

/** A sequence open for longer than this was forgotten: it never blocks the next clock-in (C1). */
export const longestShiftMs = 16 * 3_600_000;

export interface OpenShift<P extends TimedPunch> {
  /** `forgotten` ones are shown, and left to the supervisor; only a `running` one decides the next work date. */
  readonly kind: 'running' | 'forgotten';
  readonly workDate: string;
  /** When the sequence began: the first punch after the last clock-out of its date. */
  readonly sinceMs: number;
  readonly last: P;
}

/**
 * The open sequence of one person at `nowMs`, the latest work date first; null when clocked out.
 * @param punches that person's valid punches of the recent dates, any order; ones after `nowMs` are not looked at
 */
export function findOpenShift<P extends TimedPunch>(punches: readonly P[], nowMs: number): OpenShift<P> | null {
  const past = inOrder(punches.filter((punch) => punch.instantMs <= nowMs));
  const dates = [...new Set(past.map((punch) => punch.workDate))].sort().reverse();
  for (const workDate of dates) {
    const ofDate = past.filter((punch) => punch.workDate === workDate);
    const last = ofDate.at(-1);
    if (last === undefined || !isOpenAfter(last.type)) continue;
    const sinceMs = sequenceStart(ofDate);
    return { kind: nowMs - sinceMs < longestShiftMs ? 'running' : 'forgotten', workDate, sinceMs, last };
  }
  return null;
}

/** The last Clock In, or the first punch after the last Clock Out, of a date's punches (in order, not empty). */
function sequenceStart(ofDate: readonly TimedPunch[]): number {
  let startMs: number | null = null;
  for (const punch of ofDate) {
    if (punch.type === 'clockOut') startMs = null;
    else if (punch.type === 'clockIn' || startMs === null) startMs = punch.instantMs;
  }
  return startMs ?? 0;
}
