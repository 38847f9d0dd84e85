/**
 * The server is killed amid uploads, ten times, while people punch and the kiosk syncs; each time it starts again on the same
 * data. Whether a batch was stored and its answer lost, or not stored at all, nothing may be missing or stand twice.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { makeCrashWorld } from './crash-world.ts';
import { judge, nothingWrong } from './judge.ts';
import { clearPhases, readPhases, waitForPhase } from './phase-file.ts';

const kills = 10;
const seed = Number(process.env['ZENTIME_SEED'] ?? Date.now() % 1_000_000);
/** An upload comes within the probe's pace after the server is back. */
const uploadWithinMs = 15_000;
/** About as long as an upload takes. */
const latestInUploadMs = 25;

describe('the server is killed amid uploads', () => {
  it(`H1 H2 H5 loses and doubles nothing over ${kills} kills of the server`, { timeout: 400_000 }, async () => {
    const world = await makeCrashWorld(seed);
    onTestFinished(() => world.remove());
    const random = seededRandom(seed);
    clearPhases(world.phaseFile);
    const kiosk = await world.startKiosk();
    const punching = world.keeper.order({ kind: 'punchAt', url: kiosk.url });
    let amidUploads = 0;
    for (let kill = 0; kill < kills; kill++) {
      await waitForPhase(world.phaseFile, 'uploading', 1, uploadWithinMs);
      await pause(random.next() * latestInUploadMs);
      await world.killServer();
      if (syncPhase(world.phaseFile) === 'uploading') amidUploads++;
      await world.restartServer();
    }
    await kiosk.program.end('SIGTERM');
    await punching;
    const last = await world.startKiosk();
    const drained = await world.keeper.order({ kind: 'drain', url: last.url, withinMs: 30_000 });
    await last.program.end('SIGTERM');
    const { ledger, onServer, brokenLinks } = await world.readBooks();
    process.stdout.write(`kill-server: seed ${seed}, ${amidUploads} of ${kills} kills amid an upload, ${ledger.confirmed.length} punches confirmed, ${onServer.length} on the server\n`);

    expect(judge(ledger, onServer), `seed ${seed}`).toEqual(nothingWrong);
    expect(brokenLinks, `seed ${seed}`).toEqual([]);
    expect(drained, `seed ${seed}`).toEqual({ kind: 'drained', pending: 0 });
    expect(amidUploads, `kills amid uploads, seed ${seed}`).toBeGreaterThan(0);
  });
});

/** Where the kiosk's sync stands, punches left aside. */
function syncPhase(phaseFile: string): string | undefined {
  return readPhases(phaseFile).findLast((phase) => phase !== 'punching');
}
