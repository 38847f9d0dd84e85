import { describe, expect, it } from 'vitest';
import { reloadWindowMs, waitBeforeReloadMs } from './reload-policy.ts';

describe('loading a page again that is gone', () => {
  it('H1 happens at once three times, then when the third last is ten minutes old', () => {
    expect(waitBeforeReloadMs([], 0)).toBe(0);
    expect(waitBeforeReloadMs([0, 1000], 2000)).toBe(0);
    expect(waitBeforeReloadMs([0, 1000, 2000], 3000)).toBe(reloadWindowMs - 3000);
    expect(waitBeforeReloadMs([0, 1000, 2000, 600_000], 600_500)).toBe(1000 + reloadWindowMs - 600_500);
  });

  it('H1 forgets what is longer ago', () => {
    expect(waitBeforeReloadMs([0, 1000, 2000], reloadWindowMs + 2000)).toBe(0);
  });
});
