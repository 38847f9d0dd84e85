import { expect, it } from 'vitest';
import type { CountedPunch } from '../database/timesheets.ts';
import { defaultTimeclock } from '../default-timeclock.ts';
import { breaksOfDate } from './breaks-of-date.ts';
import { countedOnce } from './counted-once.ts';

const beginMs = Date.parse('2026-11-23T13:00:00.000Z');
const at = (type: string, minutes: number, facts: Partial<CountedPunch> = {}): CountedPunch => ({
  punch_id: `${String(minutes).padStart(5, '0')} ${facts.source ?? 'kiosk'}`,
  person_key: 'e:E1',
  timeclock_id: 1,
  type,
  instant_ms: beginMs + minutes * 60_000,
  work_date: '2026-11-23',
  assignment_id: null,
  source: 'kiosk',
  ...facts,
});

/** Timeclock 1 wants one break of half an hour, timeclock 2 two of them. */
const rules = {
  of: (timeclockId: number) => {
    const usual = defaultTimeclock({ timeclockId, name: 'T', timeZone: 'UTC', punchTemplate: { kind: 'fourEntries' } });
    return { ...usual, breaks: { ...usual.breaks, requiredPerShift: timeclockId, minimumMinutes: 30 } };
  },
};

it('C5 numbers breaks through the date, each shift by the rules of the timeclock where it began', () => {
  const date = [at('clockIn', 0), at('breakOut', 60), at('breakIn', 70), at('clockOut', 200), at('clockIn', 300, { timeclock_id: 2 }), at('breakOut', 400), at('breakIn', 430), at('clockOut', 600)];
  const found = breaksOfDate(date, rules, beginMs + 1000 * 60_000);
  expect(found.map(({ timeclockId, finding }) => [timeclockId, finding.kind, finding.breakNumber])).toEqual([
    [1, 'short', 1],
    [2, 'missed', 3],
  ]);
});

it('H7 takes a typed and a kiosk’s punch of the same moment as one, the kiosk’s', () => {
  const typed = { source: 'typed' } as const;
  const pairs = [at('clockIn', 0, typed), at('clockIn', 5), at('clockOut', 300), at('clockOut', 310, typed)];
  expect(countedOnce(pairs).map((row) => row.instant_ms)).toEqual([beginMs + 5 * 60_000, beginMs + 300 * 60_000]);
});

it('H7 leaves alone what is further apart, of another kind, or has something between', () => {
  const typed = { source: 'typed' } as const;
  const apart = [at('clockIn', 0, typed), at('clockIn', 16), at('breakOut', 20, typed), at('breakIn', 25), at('breakOut', 30)];
  expect(countedOnce(apart)).toHaveLength(5);
});
