import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateInZone } from '../lib/zoned-time.ts';
import { proposedInstantMs } from './proposed-instant.ts';

const chicago = 'America/Chicago';

describe('C12 the moment that somebody means', () => {
  const table: [string, string, string, string | null, string][] = [
    ['on the date itself', '16:30', '2026-11-19', null, '2026-11-19T22:30:00.000Z'],
    ['after the first punch of the date', '16:30', '2026-11-19', '2026-11-19T13:00:00.000Z', '2026-11-19T22:30:00.000Z'],
    ['K6 on the next morning, for a shift that began in the evening', '06:00', '2026-11-19', '2026-11-20T04:00:00.000Z', '2026-11-20T12:00:00.000Z'],
    ['a time that comes twice: the first', '01:30', '2026-11-01', null, '2026-11-01T06:30:00.000Z'],
    ['a time that comes twice: the second, for who began after the first', '01:30', '2026-11-01', '2026-11-01T07:00:00.000Z', '2026-11-01T07:30:00.000Z'],
    ['a time that the clocks leave out: an hour later', '02:30', '2026-03-08', null, '2026-03-08T08:30:00.000Z'],
  ];
  it.each(table)('C12 %s', (_when, wallTime, workDate, first, expected) => {
    expect(new Date(proposedInstantMs({ wallTime, workDate, timeZone: chicago, notBeforeMs: first === null ? null : Date.parse(first) })).toISOString()).toBe(expected);
  });

  it('C12 is never more than a day after the date, in zones at :30 and :45 as well', () => {
    const zone = fc.constantFrom('Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Chatham', 'Europe/Berlin');
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 800 }), fc.nat(1439), fc.option(fc.nat(36 * 60)), (timeZone, days, minute, begun) => {
        const workDate = new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10);
        const wallTime = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        const notBeforeMs = begun === null ? null : Date.parse(workDate) + begun * 60_000;
        const meant = dateInZone(proposedInstantMs({ wallTime, workDate, timeZone, notBeforeMs }), timeZone);
        const next = new Date(Date.parse(workDate) + 86_400_000).toISOString().slice(0, 10);
        return meant === workDate || (meant === next && notBeforeMs !== null);
      }),
    );
  });
});
