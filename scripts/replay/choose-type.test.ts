import { describe, expect, it } from 'vitest';
import { chooseType } from './choose-type.ts';

const hourMs = 3_600_000;
const windowMs = 60_000;

describe('which button a row stands for', () => {
  it('C11 offers a row within the window with the type of the row before', () => {
    expect(chooseType(59_999, { type: 'clockIn', instantMs: 0 }, 0, windowMs)).toBe('clockIn');
    expect(chooseType(59_999, { type: 'clockOut', instantMs: 0 }, null, windowMs)).toBe('clockOut');
  });

  it('C11 takes a row exactly the window later, or one that lies before, for a tap of its own', () => {
    expect(chooseType(60_000, { type: 'clockIn', instantMs: 0 }, 0, windowMs)).toBe('clockOut');
    expect(chooseType(0, { type: 'clockOut', instantMs: 1 }, null, windowMs)).toBe('clockIn');
  });

  it('C1 ends a shift open under 16 hours, and begins one where the clock-out was forgotten', () => {
    expect(chooseType(16 * hourMs - 1, null, 0, windowMs)).toBe('clockOut');
    expect(chooseType(16 * hourMs, null, 0, windowMs)).toBe('clockIn');
    expect(chooseType(hourMs, null, null, windowMs)).toBe('clockIn');
  });
});
