/** One kill test: a set of failpoints, twenty kills at each, and then the books. */
import { expect, inject, onTestFinished } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { makeCrashWorld } from './crash-world.ts';
import { nameOf, type Failpoint } from './failpoints.ts';
import { judge, judgeKiosk, nothingWrong } from './judge.ts';
import { killAtEach } from './kill-each.ts';

/** Kills at each failpoint. */
export const killsEach = 20;
/** Repeats what the people did; where a kill falls amid their doings is the machine's. */
export const seed = Number(process.env['ZENTIME_SEED'] ?? Date.now() % 1_000_000);
const drainWithinMs = 60_000;

/** @param longestPauseMs between two people: taps are what is killed at, or only what a sync meets, and then every one of them costs time */
export async function killSet(name: string, failpoints: readonly Failpoint[], longestPauseMs: number): Promise<void> {
  const world = await makeCrashWorld({ seed, longestPauseMs, bundles: inject('crashBundles') });
  onTestFinished(() => world.remove());
  const startedMs = performance.now();
  const { tally, missed } = await killAtEach(world, failpoints, killsEach, seededRandom(seed));
  const last = await world.startKiosk();
  if (last === null) throw new Error('the kiosk was killed though nobody aimed at it');
  const drained = await world.keeper.order({ kind: 'drain', url: last.url, withinMs: drainWithinMs });
  await world.endKiosk('SIGTERM');
  const books = await world.readBooks();
  const total = [...tally.values()].reduce((sum, kills) => sum + kills, 0);
  const told = `${total} kills in ${((performance.now() - startedMs) / 1000).toFixed(0)} s (${missed} missed), ${books.ledger.confirmed.length} punches confirmed, ${books.onServer.length} on the server, ${books.onKiosk.length} still on the kiosk`;
  process.stdout.write(`${name}: seed ${seed}, ${told}\n${[...tally].map(([failpoint, kills]) => `  ${failpoint} ${kills}`).join('\n')}\n`);

  expect(judge(books.ledger, books.onServer), `seed ${seed}`).toEqual(nothingWrong);
  expect(judgeKiosk(books.onKiosk, books.onServer), `seed ${seed}`).toEqual([]);
  expect(books.brokenLinks, `seed ${seed}`).toEqual([]);
  expect(drained, `seed ${seed}`).toEqual({ kind: 'drained', pending: 0, failed: 0 });
  expect(await world.orphans(), 'daemons that outlived their main').toEqual([]);
  for (const failpoint of failpoints) expect(tally.get(nameOf(failpoint)), `kills at ${nameOf(failpoint)}, seed ${seed}`).toBeGreaterThanOrEqual(killsEach);
}
