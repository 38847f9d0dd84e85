import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PunchType } from '../lib/punch-type.ts';
import { startOfDateMs } from '../lib/zoned-time.ts';
import { dayTotals, stretchesOf, workedMs } from './timesheet.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const punchAt = (type: PunchType, instantMs: number, roundedMs = instantMs) => ({ punchId: `${String(instantMs).padStart(16, '0')}${type}`, type, instantMs, roundedMs, workDate: '2026-11-23' });
const beginMs = Date.parse('2026-11-23T13:00:00.000Z');
const at = (type: PunchType, minutes: number, roundedMinutes = minutes) => punchAt(type, beginMs + minutes * minuteMs, beginMs + roundedMinutes * minuteMs);

/** Worked, worked by rounded times, and break minutes, and whether something is open. */
function totals(...punches: ReturnType<typeof at>[]): [number, number, number, boolean] {
  const { workedMs: worked, workedRoundedMs, breakMs, open } = dayTotals(punches);
  return [worked / minuteMs, workedRoundedMs / minuteMs, breakMs / minuteMs, open];
}

describe('C9 totals of a work date', () => {
  it('C9 adds pairs up, breaks and meals beside them', () => {
    expect(totals(at('clockIn', 0), at('breakOut', 120), at('breakIn', 135), at('mealOut', 240), at('mealIn', 270), at('clockOut', 480))).toEqual([435, 435, 45, false]);
  });
  it('C13 keeps rounded and actual minutes beside each other', () => {
    expect(totals(at('clockIn', 7, 0), at('clockOut', 473, 480))).toEqual([466, 480, 0, false]);
  });
  it('C13 rounding never makes a pair negative', () => {
    expect(totals(at('clockIn', 8, 15), at('clockOut', 9, 0))).toEqual([1, 0, 0, false]);
  });
  it('C9 marks what is open, and counts nothing for it', () => {
    expect(totals(at('clockIn', 0))).toEqual([0, 0, 0, true]);
    expect(totals(at('clockIn', 0), at('breakOut', 60))).toEqual([60, 60, 0, true]);
    expect(totals(at('clockIn', 0), at('clockIn', 500), at('clockOut', 600))).toEqual([100, 100, 0, true]);
  });
  it('C9 a transfer goes on with the same time', () => {
    expect(totals(at('clockIn', 0), at('transfer', 100), at('clockOut', 480))).toEqual([480, 480, 0, false]);
  });
  it('C9 a break that ends in a Clock Out was the way home', () => {
    expect(totals(at('clockIn', 0), at('breakOut', 240), at('clockOut', 300))).toEqual([240, 240, 0, false]);
  });
  it('C9 a date without punches is empty and closed', () => {
    expect(totals()).toEqual([0, 0, 0, false]);
  });
});

describe('C10 shifts over midnight and over clock changes', () => {
  // Northern spring and autumn, and the southern autumn of a zone that shifts by half an hour.
  const shortOrLong: [string, string, number][] = [
    ['America/Chicago', '2026-03-08', 23],
    ['America/Chicago', '2026-11-01', 25],
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
  ];
  it.each(shortOrLong)('C10 from midnight to midnight in %s on %s are %d hours', (zone, date, hours) => {
    const fromMs = startOfDateMs(date, zone);
    const toMs = startOfDateMs(new Date(Date.parse(date) + dayMs).toISOString().slice(0, 10), zone);
    expect(dayTotals([punchAt('clockIn', fromMs), punchAt('clockOut', toMs)]).workedMs).toBe(hours * 3_600_000);
  });
  it('C10 a night of eight hours totals eight, whichever midnight is in it', () => {
    const { workedMs: worked } = dayTotals([punchAt('clockIn', Date.parse('2026-11-24T04:00:00Z')), punchAt('clockOut', Date.parse('2026-11-24T12:00:00Z'))]);
    expect(worked).toBe(8 * 3_600_000);
  });
});

describe('C9 any punches', () => {
  const types = fc.constantFrom<PunchType>('clockIn', 'breakOut', 'breakIn', 'mealOut', 'mealIn', 'transfer', 'clockOut');
  const days = fc.array(fc.tuple(types, fc.nat(1440)), { maxLength: 16 }).map((list) => list.map(([type, minutes]) => at(type, minutes)));

  it('C9 pairs lie one behind the other, and totals are their sum', () => {
    fc.assert(
      fc.property(days, (punches) => {
        const stretches = stretchesOf(punches);
        const inRow = stretches.every((one, index) => (one.to?.instantMs ?? one.from.instantMs) <= (stretches[index + 1]?.from.instantMs ?? Infinity));
        const sum = (kind: 'work' | 'other') => stretches.filter((one) => (one.kind === 'work') === (kind === 'work') && one.to !== null).reduce((total, one) => total + (one.to?.instantMs ?? 0) - one.from.instantMs, 0);
        const day = dayTotals(punches);
        return inRow && day.workedMs === sum('work') && day.breakMs === sum('other') && day.workedMs === day.workedRoundedMs;
      }),
    );
  });
  it('H8 the order in which punches stand changes nothing', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1440), { maxLength: 12 }), fc.array(types, { minLength: 12, maxLength: 12 }), (minutes, kinds) => {
        const punches = minutes.map((minute, index) => at(kinds[index] ?? 'transfer', minute));
        expect(dayTotals(punches.toReversed())).toEqual(dayTotals(punches));
      }),
    );
  });
  it('C9 time that goes on counts up to now, and never backwards', () => {
    fc.assert(fc.property(days, fc.nat(3000), (punches, minutes) => workedMs(punches, beginMs + minutes * minuteMs) >= dayTotals(punches).workedMs));
  });
});
