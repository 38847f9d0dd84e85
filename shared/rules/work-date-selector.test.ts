import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PunchType } from '../lib/punch-type.ts';
import { addDays } from '../lib/zoned-time.ts';
import { dateSections, datesOf, isSilentForLong } from './work-date-selector.ts';

const today = '2026-11-20';
const yesterday = '2026-11-19';
const hourMs = 3_600_000;
const at = (type: PunchType, workDate: string, hour: number) => ({ punchId: `${workDate} ${String(hour).padStart(2, '0')} ${type}`, type, instantMs: Date.parse(workDate) + hour * hourMs, workDate });
const night = at('clockIn', yesterday, 22);
const nightOut = at('clockOut', yesterday, 30);

interface Case {
  readonly punches?: readonly ReturnType<typeof at>[];
  readonly unsentDates?: readonly string[];
  readonly explainedDates?: readonly string[];
}

/** The sections in words: red, today, previous; `!` marks what is incomplete. */
function sections({ punches = [], unsentDates = [], explainedDates = [] }: Case): { red: string | null; today: string; previous: string[] } {
  const mark = (card: { workDate: string; isIncomplete: boolean }): string => (card.isIncomplete ? `${card.workDate} !` : card.workDate);
  const found = dateSections({ punches, unsentDates, explainedDates, today });
  return { red: found.yesterday?.workDate ?? null, today: mark(found.today), previous: found.previous.map(mark) };
}

describe('E4 K5 when the work date is asked', () => {
  const answeredMs = Date.parse('2026-11-19T12:00:00Z');
  it.each([
    ['just now', 0, false],
    ['exactly 24 hours ago', 24 * hourMs, false],
    ['a millisecond more', 24 * hourMs + 1, true],
    ['three days ago', 72 * hourMs, true],
    ['in the future, by a clock that was moved back', -hourMs, false],
  ])('K5 the server answered %s', (_when, agoMs, expected) => {
    expect(isSilentForLong(answeredMs, answeredMs + agoMs)).toBe(expected);
  });
  it('K5 a server that never answered leaves nothing open', () => {
    expect(isSilentForLong(null, answeredMs)).toBe(false);
  });
});

describe('E5 K6 sections of the selector', () => {
  const table: [string, Case, ReturnType<typeof sections>][] = [
    ['nothing at all', {}, { red: null, today, previous: [] }],
    ['E5 a shift over midnight that goes on', { punches: [night], unsentDates: [yesterday] }, { red: yesterday, today, previous: [] }],
    ['E5 a break of yesterday that nobody ended', { punches: [night, at('breakOut', yesterday, 25)] }, { red: yesterday, today, previous: [] }],
    ['E5 yesterday ended, not sent', { punches: [night, nightOut], unsentDates: [yesterday] }, { red: null, today, previous: [yesterday] }],
    ['E5 yesterday ended and sent is gone', { punches: [night, nightOut] }, { red: null, today, previous: [] }],
    ['E5 yesterday open and sent stays on red', { punches: [night] }, { red: yesterday, today, previous: [] }],
    ['K6 who left earlier has explained it', { punches: [night], explainedDates: [yesterday] }, { red: null, today, previous: [] }],
    ['K6 explained and not sent: among the previous, marked', { punches: [night], unsentDates: [yesterday], explainedDates: [yesterday] }, { red: null, today, previous: [`${yesterday} !`] }],
    ['K6 one day back only', { punches: [at('clockIn', '2026-11-18', 8)], unsentDates: ['2026-11-18'] }, { red: null, today, previous: ['2026-11-18 !'] }],
    ['K6 an open day of last week that was sent has no card', { punches: [at('clockIn', '2026-11-12', 8)] }, { red: null, today, previous: [] }],
    ['K6 no future dates', { punches: [at('clockIn', '2026-11-21', 8)], unsentDates: ['2026-11-21'] }, { red: null, today, previous: [] }],
    ['E5 today goes on', { punches: [at('clockIn', today, 8)], unsentDates: [today] }, { red: null, today: `${today} !`, previous: [] }],
    ['E5 the latest previous day first', { unsentDates: ['2026-11-16', '2026-11-18', '2026-11-17'] }, { red: null, today, previous: ['2026-11-18', '2026-11-17', '2026-11-16'] }],
  ];
  it.each(table)('%s', (_what, given, expected) => {
    expect(sections(given)).toEqual(expected);
  });

  const types = fc.constantFrom<PunchType>('clockIn', 'breakOut', 'breakIn', 'clockOut', 'mealOut', 'transfer');
  const dates = fc.integer({ min: -12, max: 3 }).map((days) => addDays(today, days));
  const punches = fc.array(
    fc.tuple(types, dates, fc.nat(23)).map(([type, date, hour]) => at(type, date, hour)),
    { maxLength: 20 },
  );
  it('K6 every card is today, yesterday while open, or an earlier date with something unsent; each stands once', () => {
    fc.assert(
      fc.property(punches, fc.array(dates), fc.array(dates), (list, unsentDates, explainedDates) => {
        const found = dateSections({ punches: list, unsentDates, explainedDates, today });
        const all = datesOf(found);
        expect(new Set(all).size).toBe(all.length);
        expect(all.every((date) => date <= today)).toBe(true);
        expect(found.previous.every((card) => unsentDates.includes(card.workDate) && card.workDate < today)).toBe(true);
        expect(found.yesterday === null || (found.yesterday.isIncomplete && found.yesterday.workDate === yesterday && !explainedDates.includes(yesterday))).toBe(true);
        for (const date of unsentDates) expect(all.includes(date)).toBe(date <= today);
      }),
    );
  });
});
