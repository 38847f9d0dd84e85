/**
 * C13: rounding for pay. The stored instants stay as they are. It works on the wall clock of the timeclock's zone (so zones at
 * :30 and :45 come out right), cuts seconds first, goes to the nearest step, half up (the 7-minute rule at quarters; 5 of 10
 * goes up). A punch's work date does not follow a time that is rounded over midnight.
 */
import type { PunchType } from '../lib/punch-type.ts';

/** Steps in minutes; 0 is none. */
export interface RoundingRules {
  readonly clockInMinutes: number;
  readonly clockOutMinutes: number;
  readonly breakMinutes: number;
}

const minuteMs = 60_000;

/** The step for a type of punch. */
export function roundingStepMinutes(type: PunchType, rules: RoundingRules): number {
  switch (type) {
    case 'clockIn':
      return rules.clockInMinutes;
    case 'clockOut':
      return rules.clockOutMinutes;
    case 'breakOut':
    case 'breakIn':
    case 'mealOut':
    case 'mealIn':
      return rules.breakMinutes;
    case 'transfer':
      return 0;
  }
}

/**
 * `instantMs` rounded to `stepMinutes`; unchanged, to the millisecond, when the step is 0.
 * @param offsetMinutes the offset from UTC that was valid at the punch (C4)
 */
export function roundInstant(instantMs: number, offsetMinutes: number, stepMinutes: number): number {
  if (stepMinutes === 0) return instantMs;
  const wallMinutes = Math.floor(instantMs / minuteMs) + offsetMinutes;
  const rounded = Math.floor((wallMinutes + stepMinutes / 2) / stepMinutes) * stepMinutes;
  return (rounded - offsetMinutes) * minuteMs;
}
