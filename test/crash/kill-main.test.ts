/**
 * Real programs, real files, real kills: the kiosk's main process dies by SIGKILL at random moments of every dangerous
 * phase, 50 times, while people punch and it syncs; each time it starts on the same data. A process that is never killed
 * keeps the ledger of what people were told. At the end the server must have all of that, once.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { makeCrashWorld } from './crash-world.ts';
import { judge, nothingWrong } from './judge.ts';
import { killAgainAndAgain } from './kill-loop.ts';
import { aimedPhases } from './phase-file.ts';

const kills = 50;
const seed = Number(process.env['ZENTIME_SEED'] ?? Date.now() % 1_000_000);

describe('the kiosk’s main process is killed again and again', () => {
  it(`H1 H2 H5 loses and doubles nothing that was confirmed, over ${kills} kills`, { timeout: 400_000 }, async () => {
    const world = await makeCrashWorld(seed);
    onTestFinished(() => world.remove());
    const { tally, orphans } = await killAgainAndAgain(world, kills, seededRandom(seed));
    const last = await world.startKiosk();
    const drained = await world.keeper.order({ kind: 'drain', url: last.url, withinMs: 30_000 });
    await last.program.end('SIGTERM');
    const { ledger, onServer, brokenLinks } = await world.readBooks();
    process.stdout.write(`kill-main: seed ${seed}, kills by phase ${JSON.stringify(tally)}, ${ledger.confirmed.length} punches confirmed, ${onServer.length} on the server\n`);

    expect(judge(ledger, onServer), `seed ${seed}`).toEqual(nothingWrong);
    expect(brokenLinks, `seed ${seed}`).toEqual([]);
    expect(drained, `seed ${seed}`).toEqual({ kind: 'drained', pending: 0 });
    expect(orphans, 'daemons that outlived their main').toEqual([]);
    for (const phase of aimedPhases) expect(tally[phase], `kills in ${phase}, seed ${seed}`).toBeGreaterThan(0);
  });
});
