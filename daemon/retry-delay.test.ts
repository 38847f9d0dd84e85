import { expect, it } from 'vitest';
import { backoffMs, retryAfterWithSpreadMs } from './retry-delay.ts';

it('K8 backs off between one second and three times the last pause, at most a minute', () => {
  expect([backoffMs(0, 0), backoffMs(0, 0.999)]).toEqual([1_000, 2_998]);
  expect([backoffMs(3_000, 0), backoffMs(3_000, 0.999)]).toEqual([1_000, 8_992]);
  expect(backoffMs(50_000, 0.999)).toBe(60_000);
});

it('K8 never comes back before Retry-After, and spreads a fleet over a second after it', () => {
  expect(retryAfterWithSpreadMs(7_000, 0)).toBe(7_000);
  expect(retryAfterWithSpreadMs(7_000, 0.999)).toBe(7_999);
});
