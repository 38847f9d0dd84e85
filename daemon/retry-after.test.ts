import { expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

it.each([
  ['120', null, 120_000],
  ['0', null, 0],
  ['999999999', null, 86_400_000],
  ['Mon, 23 Nov 2026 06:00:30 GMT', 'Mon, 23 Nov 2026 06:00:00 GMT', 30_000],
  ['Mon, 23 Nov 2026 05:00:00 GMT', 'Mon, 23 Nov 2026 06:00:00 GMT', 0],
  ['Mon, 23 Nov 2026 06:00:30 GMT', null, null],
  ['soon', 'Mon, 23 Nov 2026 06:00:00 GMT', null],
  ['-5', null, null],
  [null, null, null],
])('K8 reads Retry-After %j beside the date %j as %j ms', (retryAfter, date, expected) => {
  expect(parseRetryAfter(retryAfter, date)).toBe(expected);
});
