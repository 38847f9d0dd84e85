/** C9, C10: worked time, always from instants, so that days of 23 and 25 hours total correctly. */
import { inOrder, type TimedPunch } from './punch-sequence.ts';

/**
 * Worked milliseconds of one work date: from each Clock In to its Clock Out without breaks and meals; a sequence that is open
 * counts up to `asOfMs`. A Clock In while another is open leaves the earlier one uncounted: nobody knows when it ended.
 * @param punches that date's valid punches of one person, any order
 */
export function workedMs(punches: readonly TimedPunch[], asOfMs: number): number {
  let totalMs = 0;
  let workingSinceMs: number | null = null;
  for (const punch of inOrder(punches)) {
    switch (punch.type) {
      case 'clockIn':
        workingSinceMs = punch.instantMs;
        break;
      case 'breakIn':
      case 'mealIn':
        workingSinceMs ??= punch.instantMs;
        break;
      case 'transfer':
        break;
      case 'breakOut':
      case 'mealOut':
      case 'clockOut':
        if (workingSinceMs !== null) totalMs += punch.instantMs - workingSinceMs;
        workingSinceMs = null;
        break;
    }
  }
  return workingSinceMs === null ? totalMs : totalMs + Math.max(0, asOfMs - workingSinceMs);
}
