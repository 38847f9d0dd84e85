import { expect, it } from 'vitest';
import type { LogEvent } from '../shared/lib/log-events.ts';
import type { MainCalls } from './main-link.ts';
import { nightlyExpression, pruneRetained } from './nightly-jobs.ts';

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
