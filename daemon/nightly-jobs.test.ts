import { afterEach, expect, it, vi } from 'vitest';
import type { LogEvent } from '../shared/lib/log-events.ts';
import type { MainCalls } from './main-link.ts';
import { catchUpAfterMs, nightlyExpression, pruneRetained, startNightlyJobs } from './nightly-jobs.ts';

afterEach(() => void vi.useRealTimers());

it.each([
  [0, '0 2 * * *'],
  [0.5, '30 3 * * *'],
  [0.999, '59 4 * * *'],
])('K7 prunes at night, at a minute of the device (random %d)', (random, expression) => {
  expect(nightlyExpression(() => random)).toBe(expression);
});

it.each([
  [{ kind: 'answered', answer: { kind: 'done', pruned: 3 } }, 'jobs.pruned'],
  [{ kind: 'refused', reason: 'busy' }, 'jobs.pruneFailed'],
])('K7 logs how the pruning went: %j', async (outcome, event) => {
  const logged: LogEvent[] = [];
  const main: MainCalls = { call: () => Promise.resolve(outcome as never) };
  await pruneRetained(main, (name) => logged.push(name));
  expect(logged).toEqual([event]);
});

it('K7 H6 prunes and backs up a while after each start too, for a kiosk that is switched off at night, and no more once it is stopped', async () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 23, 12) });
  const asked: string[] = [];
  const main: MainCalls = { call: (name) => (asked.push(name), Promise.resolve({ kind: 'refused', reason: 'busy' })) };
  const stop = startNightlyJobs(
    main,
    () => 0.5,
    () => undefined,
  );
  await vi.advanceTimersByTimeAsync(catchUpAfterMs);
  expect(asked).toEqual(['pruneRetained', 'backUp']);
  stop();
  startNightlyJobs(
    main,
    () => 0.5,
    () => undefined,
  )();
  await vi.advanceTimersByTimeAsync(catchUpAfterMs);
  expect(asked).toHaveLength(2);
});
