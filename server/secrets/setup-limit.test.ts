import { expect, it, onTestFinished } from 'vitest';
import { pino } from 'pino';
import { ManualClock } from '../../shared/lib/clock.ts';
import { testNowMs } from '../../test/support/test-now.ts';
import { makeTestDatabase, testDialect } from '../../test/support/test-database.ts';
import type { ServerDeps } from '../app-deps.ts';
import { openServer } from '../open-server.ts';
import { refusalBeyondLimit } from './setup-limit.ts';

const minute = 60_000;

/** Two server processes over one database. */
async function arrangeTwo(setupRequestsPerMinute: number): Promise<{ one: ServerDeps; other: ServerDeps; clock: ManualClock }> {
  const { target, remove } = await makeTestDatabase();
  onTestFinished(remove);
  const clock = new ManualClock(Math.floor(testNowMs / minute) * minute);
  const open = async (): Promise<ServerDeps> => {
    const opened = await openServer({ database: target, logger: pino({ level: 'silent' }), announce: () => undefined, setupRequestsPerMinute, answers: 'checked', clock });
    if (opened.kind !== 'opened') throw new Error(opened.kind);
    onTestFinished(() => opened.deps.database.close());
    return opened.deps;
  };
  return { one: await open(), other: await open(), clock };
}

it('A4 counts what an address asks at setup over all server processes', async () => {
  const { one, other, clock } = await arrangeTwo(3);
  const ask = async (deps: ServerDeps, address = '198.51.100.7'): Promise<string> => (await refusalBeyondLimit(deps, address))?.code ?? 'within';
  expect([await ask(one), await ask(other), await ask(one)]).toEqual(['within', 'within', 'within']);
  expect(await ask(other)).toBe('tooManyRequests');
  clock.advance(20_000);
  expect(await refusalBeyondLimit(one, '198.51.100.7')).toMatchObject({ code: 'tooManyRequests', retryAfterSeconds: 40 });
  // An address of its own; and one subscriber's IPv6 addresses are one.
  expect(await ask(one, '198.51.100.8')).toBe('within');
  const ofOneSubscriber = ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2:3::', '2001:db8:1:2::9'];
  const answers = [];
  for (const address of ofOneSubscriber) answers.push(await ask(other, address));
  expect(answers).toEqual(['within', 'within', 'within', 'tooManyRequests']);
  clock.advance(40_000);
  expect(await ask(other)).toBe('within');
});

it('A4 counts every one of those that arrive at once, and keeps no minutes that are over', async () => {
  const { one, other, clock } = await arrangeTwo(10);
  // One process waits for SQLite's lock with all of itself: there two cannot be in one thread.
  const second = testDialect === 'postgres' ? other : one;
  const refusals = await Promise.all(Array.from({ length: 24 }, (_, at) => refusalBeyondLimit(at % 2 === 0 ? one : second, '198.51.100.7')));
  expect(refusals.filter((refusal) => refusal === null)).toHaveLength(10);
  clock.advance(5 * minute);
  await refusalBeyondLimit(one, '203.0.113.1');
  const kept = await one.database.reader.selectFrom('setup_requests').select('address').execute();
  expect(kept).toEqual([{ address: '203.0.113.1' }]);
});
