import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../lib/zoned-time.ts';
import { beganYesterday, datesFor, isActiveOn, isOvernight, isScheduledAt, jobsOn, preselectedJob, type Job } from './assignment-choice.ts';

const job = (assignmentId: string, facts: Partial<Job> = {}): Job => ({ assignmentId, startDate: '2026-01-01', endDate: null, shiftStart: null, shiftEnd: null, ...facts });
const night = job('night', { shiftStart: '22:00', shiftEnd: '06:00' });
const day = job('day', { shiftStart: '07:00', shiftEnd: '15:30' });
const ended = job('ended', { endDate: '2026-11-18' });
const future = job('future', { startDate: '2026-12-01' });

describe('C2 which jobs are offered', () => {
  it('C2 not those that have ended or have not begun; both ends included', () => {
    expect([day, ended, future].map((one) => isActiveOn(one, '2026-11-20'))).toEqual([true, false, false]);
    expect([isActiveOn(ended, '2026-11-18'), isActiveOn(future, '2026-12-01')]).toEqual([true, true]);
  });
  it('C2 the one that is scheduled now first, the others in their own order', () => {
    expect(jobsOn([ended, day, night], ['2026-11-20'], '23:10').map((one) => one.assignmentId)).toEqual(['night', 'day']);
    expect(jobsOn([night, day], ['2026-11-20'], '12:00').map((one) => one.assignmentId)).toEqual(['day', 'night']);
  });
  it('K4 those that are active on any date that stands to choose', () => {
    expect(jobsOn([day, ended, future], ['2026-11-20', '2026-11-17'], '12:00').map((one) => one.assignmentId)).toEqual(['day', 'ended']);
  });
  it('K4 and then the dates on which the chosen one is active; a date without any job stays', () => {
    const dates = ['2026-11-20', '2026-11-17'];
    expect(datesFor([day, ended], 'ended', dates)).toEqual(['2026-11-17']);
    expect(datesFor([ended], 'ended', dates)).toEqual(dates);
    expect(datesFor([day, ended], null, dates)).toEqual(dates);
  });
});

describe('C10 overnight shifts', () => {
  it.each([
    ['21:59', false, false],
    ['22:00', true, false],
    ['23:59', true, false],
    ['00:00', true, true],
    ['05:59', true, true],
    ['06:00', false, false],
  ])('C10 22:00 to 06:00 at %s', (time, scheduled, yesterday) => {
    expect([isScheduledAt(night, time), beganYesterday(night, time)]).toEqual([scheduled, yesterday]);
  });
  it('C10 a shift of a single day never began yesterday, and one of 24 hours is overnight', () => {
    expect([isOvernight(day), beganYesterday(day, '00:10'), isOvernight(job('all', { shiftStart: '06:00', shiftEnd: '06:00' }))]).toEqual([false, false, true]);
  });
});

describe('K3 the job that is preselected', () => {
  const table: [string, Job[], string | null, string, string | null][] = [
    ['that of the running sequence', [day, night], 'night', '12:00', 'night'],
    ['the only one', [day, ended], null, '23:00', 'day'],
    ['the only one, when the running one has ended', [day, ended], 'ended', '23:00', 'day'],
    ['the one that is scheduled now', [day, night], null, '23:00', 'night'],
    ['none of several that are not scheduled now', [day, night], null, '18:00', null],
    ['none where there is none', [], null, '12:00', null],
  ];
  it.each(table)('K3 C2 %s', (_which, jobs, openId, timeOfDay, expected) => {
    expect(preselectedJob(jobs, { workDate: '2026-11-20', timeOfDay, openId })).toBe(expected);
  });
});

describe('K4 any jobs and dates', () => {
  const date = fc.integer({ min: 0, max: 20 }).map((days) => addDays('2026-11-10', days));
  const jobs = fc.array(
    fc.tuple(date, fc.option(date)).map(([startDate, endDate]) => ({ startDate, endDate })),
    { maxLength: 6 },
  );
  it('K4 never leaves a person without a date, unless another of their jobs has it', () => {
    fc.assert(
      fc.property(jobs, fc.uniqueArray(date, { minLength: 1, maxLength: 5 }), fc.nat(5), (list, dates, index) => {
        const all = list.map((facts, place) => job(String(place), facts));
        const offered = jobsOn(all, dates, '12:00');
        const chosen = offered[index % Math.max(1, offered.length)]?.assignmentId ?? null;
        const left = datesFor(all, chosen, dates);
        expect(left.length).toBeGreaterThan(0);
        for (const gone of dates.filter((one) => !left.includes(one))) expect(all.some((one) => isActiveOn(one, gone))).toBe(true);
      }),
    );
  });
});
