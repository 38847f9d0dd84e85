import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicate } from './duplicate-window.ts';
import type { PunchType } from '../lib/punch-type.ts';

const at = (type: PunchType, seconds: number) => ({ punchId: String(seconds).padStart(6, '0'), type, instantMs: seconds * 1000, workDate: '2026-11-23' });

describe('C11 double taps', () => {
  it('K2 the same type within the window is the earlier punch', () => {
    const first = at('clockIn', 100);
    expect(findDuplicate([first], { type: 'clockIn', instantMs: 159_999 }, 60)).toBe(first);
  });
  it('K2 exactly the window apart is kept', () => {
    expect(findDuplicate([at('clockIn', 100)], { type: 'clockIn', instantMs: 160_000 }, 60)).toBeNull();
  });
  it('K2 a valid punch between them makes the repeat real', () => {
    expect(findDuplicate([at('clockIn', 100), at('clockOut', 120)], { type: 'clockIn', instantMs: 140_000 }, 60)).toBeNull();
  });
  it('K2 another type is no duplicate, and a window of 0 knows none', () => {
    expect(findDuplicate([at('clockIn', 100)], { type: 'clockOut', instantMs: 101_000 }, 60)).toBeNull();
    expect(findDuplicate([at('clockIn', 100)], { type: 'clockIn', instantMs: 100_000 }, 0)).toBeNull();
  });
  it('H8 a punch that arrives late is a duplicate of the later one it precedes', () => {
    const later = at('clockIn', 130);
    expect(findDuplicate([later], { type: 'clockIn', instantMs: 100_000 }, 60)).toBe(later);
  });
  it('K2 what is found is always of the same type and nearer than the window', () => {
    const some = fc.array(fc.record({ type: fc.constantFrom<PunchType>('clockIn', 'clockOut', 'breakOut'), second: fc.nat(400) }), { maxLength: 12 });
    fc.assert(
      fc.property(some, fc.constantFrom<PunchType>('clockIn', 'clockOut'), fc.nat(400), fc.nat(120), (punches, type, second, windowSeconds) => {
        const found = findDuplicate(
          punches.map((one) => at(one.type, one.second)),
          { type, instantMs: second * 1000 },
          windowSeconds,
        );
        return found === null || (found.type === type && Math.abs(found.instantMs - second * 1000) < windowSeconds * 1000);
      }),
    );
  });
});
