import type { Offer } from '../../shared/contracts/punch-calls.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';

/** What somebody is doing, by the last thing they punched. */
export type Activity = 'working' | 'onBreak' | 'onMeal';

export function activityAfter(type: PunchType): Activity {
  if (type === 'breakOut') return 'onBreak';
  return type === 'mealOut' ? 'onMeal' : 'working';
}

/** Worked time of the work date up to `nowMs`: what main counted, and what has passed since while working. */
export function workedMsAt(offer: Pick<Offer, 'workedMs' | 'asOf' | 'current'>, nowMs: number): number {
  const isRunning = offer.current !== null && activityAfter(offer.current.type) === 'working';
  return offer.workedMs + (isRunning ? Math.max(0, nowMs - Date.parse(offer.asOf)) : 0);
}
