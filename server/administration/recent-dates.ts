/** This week and last: what kiosks show of the past (D5), and what changed rules are applied to. */
import { addDays, dateInZone, startOfWeek } from '../../shared/lib/zoned-time.ts';

/**
 * Every work date of this week and last, oldest first, and tomorrow's: another zone may have it already.
 * @param firstDayOfWeek 1 is Monday, 7 is Sunday
 */
export function thisWeekAndLast(nowMs: number, timeZone: string, firstDayOfWeek: number): string[] {
  const today = dateInZone(nowMs, timeZone);
  const first = addDays(startOfWeek(today, firstDayOfWeek), -7);
  const dates: string[] = [];
  for (let date = first; date <= addDays(today, 1); date = addDays(date, 1)) dates.push(date);
  return dates;
}
