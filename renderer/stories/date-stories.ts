/** The Work Date Selector, from nothing at all to twelve earlier days. */
import type { Offer, WorkDates } from '../../shared/contracts/punch-calls.ts';
import { card, fresh, offline, online, ready } from './samples.ts';
import type { Stage, Story } from './story.ts';

const daniel: Offer['person'] = { ...fresh.person, displayName: 'Daniel Kim', firstName: 'Daniel', initials: 'DK', jobTitle: 'Picker', employeeId: 'E-2077' };
const silent = { ...offline, offlineSince: '2026-11-16T13:40:00.000Z' };

async function keyIn({ model }: Stage): Promise<void> {
  for (const digit of '123456') model.kiosk.pin.touch(digit);
  await new Promise((resolve) => setTimeout(resolve, 0));
}

function dates(name: string, workDates: Partial<WorkDates>, more: Partial<Story> = {}, person = daniel): Story {
  const offer: Offer = { ...fresh, person, workDates: { ...fresh.workDates, isAsked: true, ...workDates } };
  return { name, kiosk: ready, status: silent, answers: { identifyByPin: { kind: 'identified', offer } }, act: keyIn, ...more };
}

const yesterday = card(22, [['clockIn', '15:58']], { isIncomplete: true, isOvernight: true });
const hoursMs = 3_600_000;
const previous = [21, 20, 19].map((day, index) =>
  card(
    day,
    [
      ['clockIn', `11:5${index}`],
      ['breakOut', '16:00'],
      ['breakIn', '16:30'],
      ['clockOut', `20:3${index}`],
    ],
    { workedMs: 8 * hoursMs + index * 5 * 60_000 },
  ),
);
const twelve = Array.from({ length: 12 }, (_, index) => card(21 - index, [['clockIn', '12:00'], ...(index === 4 ? [] : [['clockOut', '20:30'] as const])], { workedMs: 8.5 * hoursMs, isIncomplete: index === 4, isOvernight: index === 2 }));
const longDay = card(
  22,
  [
    ['clockIn', '12:00'],
    ['breakOut', '14:00'],
    ['breakIn', '14:15'],
    ['mealOut', '17:00'],
    ['mealIn', '17:30'],
    ['breakOut', '19:00'],
  ],
  { isIncomplete: true },
);
const longName = { ...daniel, firstName: 'Bartholomäus-Maximilian Alexander', initials: 'BA' };

export const dateStories: readonly Story[] = [
  dates('work-date', { yesterday, previous }),
  dates('work-date-today-alone', {}),
  dates('work-date-recovered', { yesterday }, { status: online }),
  dates('work-date-twelve-days', {
    yesterday: longDay,
    today: card(
      23,
      [
        ['clockIn', '11:58'],
        ['breakOut', '14:30'],
      ],
      { isIncomplete: true },
    ),
    previous: twelve,
  }),
  dates('work-date-night-shift', { overnight: card(22, [], { isOvernight: true }) }, { status: online }),
  dates('work-date-long-names', { yesterday: longDay, previous }, {}, longName),
  dates(
    'work-date-changed',
    { yesterday, previous },
    {
      answers: {
        identifyByPin: { kind: 'identified', offer: { ...fresh, person: daniel, today: '2026-11-22', workDates: { ...fresh.workDates, isAsked: true, previous } } },
        readOffer: { kind: 'offered', offer: { ...fresh, person: daniel, workDates: { ...fresh.workDates, isAsked: true, yesterday, previous } } },
      },
    },
  ),
];
