import { expect, it } from 'vitest';
import { thisWeekAndLast } from './recent-dates.ts';

it.each([
  ['Monday', 1, '2026-11-16', 9],
  ['Sunday', 7, '2026-11-15', 10],
  ['Tuesday', 2, '2026-11-10', 15],
])('D5 begins this week and last on a %s', (_day, firstDayOfWeek, first, count) => {
  // A Monday, in Chicago as well.
  const dates = thisWeekAndLast(Date.parse('2026-11-23T20:00:00.000Z'), 'America/Chicago', firstDayOfWeek);
  expect([dates[0], dates.at(-1), dates.length]).toEqual([first, '2026-11-24', count]);
});
