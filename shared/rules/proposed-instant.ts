/** C12, K6: which instant somebody means who gives a time of day for a work date. */
import { addDays, wallTimeMs } from '../lib/zoned-time.ts';

/** What a time of day is of. */
export interface TimeOnDate {
  /** "16:30" on the wall clock of the zone. */
  readonly wallTime: string;
  readonly workDate: string;
  readonly timeZone: string;
  /** The date's first punch, which nothing of its sequence comes before; null where the date has none. */
  readonly notBeforeMs: number | null;
}

/**
 * The first moment of the work date that shows the time, or of the next day where that lies before the date's first punch: a shift over
 * midnight ends after it. A time that a clock change leaves out is the same time later; of one that comes twice, the first.
 */
export function proposedInstantMs({ wallTime, workDate, timeZone, notBeforeMs }: TimeOnDate): number {
  const first = wallTimeMs(workDate, wallTime, { timeZone, ofTwo: 'first' });
  const candidates = [first, wallTimeMs(workDate, wallTime, { timeZone, ofTwo: 'second' }), wallTimeMs(addDays(workDate, 1), wallTime, { timeZone, ofTwo: 'first' })];
  return candidates.find((ms) => notBeforeMs === null || ms >= notBeforeMs) ?? first;
}
