import { describe, expect, it } from 'vitest';
import { reloadWindowMs, waitBeforeReloadMs } from './reload-policy.ts';

describe('bringing a page back that is gone', () => {
  it('H1 happens at once three times, then after growing waits of a minute at most', () => {
    const waits = Array.from({ length: 9 }, (_, earlier) => waitBeforeReloadMs(new Array<number>(earlier).fill(0), 1000));
    expect(waits).toEqual([0, 0, 0, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it('H1 forgets what is longer ago than ten minutes', () => {
    expect(waitBeforeReloadMs([0, 1000, 2000], reloadWindowMs - 1)).toBe(5_000);
    expect(waitBeforeReloadMs([0, 1000, 2000], reloadWindowMs)).toBe(0);
  });
});
