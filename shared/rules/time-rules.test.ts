import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PunchType } from '../lib/punch-type.ts';
import { dateInZone, offsetMinutesAt } from '../lib/zoned-time.ts';
import { judgeTime } from './plausible-time.ts';
import { roundInstant, roundingStepMinutes } from './rounding.ts';
import { workedMs } from './timesheet.ts';
import { preselectedWorkDate } from './work-date.ts';

describe('C13 rounding', () => {
  const round = (wall: string, step: number, offset = 0) => new Date(roundInstant(Date.parse(`2026-11-23T${wall}Z`) - offset * 60_000, offset, step) + offset * 60_000).toISOString().slice(11, 19);
  const table: [string, number, string][] = [
    ['08:07:59', 15, '08:00:00'],
    ['08:08:00', 15, '08:15:00'],
    ['08:05:00', 10, '08:10:00'],
    ['08:04:59', 10, '08:00:00'],
    ['08:02:59', 5, '08:00:00'],
    ['08:03:00', 5, '08:05:00'],
    ['23:53:00', 15, '00:00:00'],
  ];
  it.each(table)('C13 %s to %i minutes is %s', (wall, step, expected) => {
    expect(round(wall, step)).toBe(expected);
    expect(round(wall, step, 345)).toBe(expected);
    expect(round(wall, step, -210)).toBe(expected);
  });
  it('C13 a step of 0 leaves the instant alone, to the millisecond', () => {
    expect(roundInstant(1_234_567, 60, 0)).toBe(1_234_567);
  });
  it('C13 never moves a time by more than half a step and a minute, and rounding twice changes nothing', () => {
    const step = fc.constantFrom(5, 10, 15);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 42 }), fc.constantFrom(-600, -210, 0, 330, 345, 765), step, (instantMs, offset, minutes) => {
        const once = roundInstant(instantMs, offset, minutes);
        return Math.abs(once - instantMs) <= (minutes / 2 + 1) * 60_000 && roundInstant(once, offset, minutes) === once;
      }),
    );
  });
  it('C13 each kind of punch has its own step, and a transfer none', () => {
    const rules = { clockInMinutes: 5, clockOutMinutes: 10, breakMinutes: 15 };
    expect((['clockIn', 'clockOut', 'breakOut', 'breakIn', 'mealOut', 'mealIn', 'transfer'] as const).map((type) => roundingStepMinutes(type, rules))).toEqual([5, 10, 15, 15, 15, 15, 0]);
  });
});

describe('K1 plausible time', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  it('K1 up to the tolerance ahead is plausible, beyond it is the future', () => {
    expect(judgeTime(now + 300_000, now, 300)).toBe('plausible');
    expect(judgeTime(now + 300_001, now, 300)).toBe('timeInFuture');
  });
  it('K1 more than 20 years back is too old', () => {
    expect(judgeTime(Date.parse('2007-01-01T00:00:00Z'), now, 300)).toBe('plausible');
    expect(judgeTime(Date.parse('2006-01-01T00:00:00Z'), now, 300)).toBe('timeTooOld');
  });
});

describe('C10 totals and dates', () => {
  const at = (type: PunchType, when: string) => ({ punchId: when, type, instantMs: Date.parse(when), workDate: '2026-03-08' });
  const hours = (...punches: ReturnType<typeof at>[]) => workedMs(punches, Date.parse('2026-03-09T20:00:00Z')) / 3_600_000;

  it('C10 a day of 23 hours: in at 23:00, out at 07:00 over the change is seven hours', () => {
    expect(hours(at('clockIn', '2026-03-08T05:00:00Z'), at('clockOut', '2026-03-08T12:00:00Z'))).toBe(7);
  });
  it('C9 breaks do not count, and an open sequence counts up to now', () => {
    expect(hours(at('clockIn', '2026-03-09T12:00:00Z'), at('breakOut', '2026-03-09T14:00:00Z'), at('breakIn', '2026-03-09T14:30:00Z'))).toBe(7.5);
  });
  it('C1 a forgotten clock-out adds nothing for the shift that nobody ended', () => {
    expect(hours(at('clockIn', '2026-03-08T05:00:00Z'), at('clockIn', '2026-03-09T18:00:00Z'), at('clockOut', '2026-03-09T19:00:00Z'))).toBe(1);
  });
  it('C10 the work date is the date in the timeclock zone, on both sides of UTC', () => {
    const instant = Date.parse('2026-11-23T23:30:00Z');
    expect([preselectedWorkDate(null, instant, 'Pacific/Auckland'), preselectedWorkDate(null, instant, 'America/Chicago'), dateInZone(instant, 'UTC')]).toEqual(['2026-11-24', '2026-11-23', '2026-11-23']);
  });
  it('C4 the offset is the one in force at that moment', () => {
    expect([offsetMinutesAt(Date.parse('2026-07-01T00:00:00Z'), 'America/Chicago'), offsetMinutesAt(Date.parse('2026-12-01T00:00:00Z'), 'America/Chicago'), offsetMinutesAt(0, 'Asia/Kathmandu')]).toEqual([-300, -360, 330]);
  });
});
