import { expect, it } from 'vitest';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import { card, entry, fresh, working } from './stories/samples.ts';
import { whatChanged } from './what-changed.ts';

const sent: Offer = { ...working, punches: working.punches.map((punch) => ({ ...punch, status: 'synced' as const })) };
const pending: Offer = { ...sent, punches: sent.punches.map((punch) => ({ ...punch, status: 'pending' as const })) };
const yesterday = (punched: Parameters<typeof card>[1]): Offer => ({ ...fresh, workDates: { ...fresh.workDates, yesterday: card(22, punched) } });
const friday: Offer = { ...fresh, workDates: { ...fresh.workDates, previous: [card(20, [['clockIn', '12:00']])] } };

it.each<[string, Offer, Offer]>([
  ['nothing', working, working],
  ['other types, by the settings', working, { ...working, allowed: ['clockOut'], types: ['clockIn', 'clockOut'] }],
  ['a job that has ended', working, { ...working, assignments: [], assignmentId: null }],
  ['a card that came or went with the day', fresh, friday],
  ['midnight', { ...fresh, workDate: '2026-11-23' }, { ...fresh, today: '2026-11-24', workDate: '2026-11-24' }],
  ['what was pending is at the server', pending, sent],
  ['a shift that is forgotten by now', { ...working, workDate: '2026-11-23' }, { ...fresh, workDate: '2026-11-24', today: '2026-11-24', forgotten: { workDate: '2026-11-23', since: '2026-11-23T11:58:00.000Z' } }],
])('K6 C1 says that the choices changed: %s', (_what, before, after) => {
  expect(whatChanged(before, after)).toEqual({ kind: 'choicesChanged' });
});

it.each<[string, Offer, Offer]>([
  ['a punch at another kiosk', fresh, working],
  ['one that was moved', working, { ...working, punches: [entry('clockIn', '11:00'), ...working.punches.slice(1)] }],
  ['one that went to another job', working, { ...working, punches: working.punches.map((punch) => ({ ...punch, job: 'Night watch' })) }],
  ['one that the server refused', pending, { ...pending, punches: pending.punches.map((punch, index) => ({ ...punch, status: index === 0 ? ('failed' as const) : punch.status })) }],
  [
    'one that a supervisor typed for yesterday',
    yesterday([['clockIn', '12:00']]),
    yesterday([
      ['clockIn', '12:00'],
      ['clockOut', '20:00'],
    ]),
  ],
  ['the end of what they were on, of a date that is not shown', { ...working, workDate: '2026-11-22' }, fresh],
])('K6 C1 says that the entries changed: %s', (_what, before, after) => {
  expect(whatChanged(before, after)).toEqual({ kind: 'updated' });
});
