/**
 * Kills at every failpoint of a set, again and again, while people punch and the kiosk syncs: at the one that has had the fewest kills
 * so far, until each has had enough. Between two kills amid syncs a day passes (46 where a token has to grow old), so that
 * every life begins with a recovery and finds something to clear; on the way of a punch none does, and the touch is sent again.
 */
import type { SeededRandom } from '../support/seeded-random.ts';
import { aimAt, readDeaths, setAhead, waitForDeath } from './aim.ts';
import type { CrashWorld } from './crash-world.ts';
import { nameOf, stepsOfAPunch, type Failpoint } from './failpoints.ts';

export interface Killed {
  /** Kills by failpoint. */
  readonly tally: ReadonlyMap<string, number>;
  /** How often a failpoint was not come to in time, and the kiosk was killed where it stood. */
  readonly missed: number;
}

const dayMs = 86_400_000;
/** More than half of a token's life: the next sync renews it. */
const untilTokenIsOldMs = 46 * dayMs;
const stepsWithOldToken: ReadonlySet<string> = new Set(['tokenStore', 'renewToken', 'storeToken', 'answerToken']);
/** A failpoint that is not come to within this time is left for another life; on a machine with much else to do, twice as late each time. */
const shortestWaitMs = 5_000;
const longestWaitMs = 40_000;
/** A kill on the way of a punch comes within this many of them. */
const latestTap = 4;
const stepsOfATap: ReadonlySet<string> = new Set(['journalWrite', 'entryCommit', 'journalSettle', 'punchConfirm']);
const mostMisses = 150;

export async function killAtEach(world: CrashWorld, failpoints: readonly Failpoint[], kills: number, random: SeededRandom): Promise<Killed> {
  const tally = new Map(failpoints.map((failpoint) => [nameOf(failpoint), 0]));
  const run: Run = { world, random, aheadMs: 0, waitMs: shortestWaitMs, punching: null };
  let missed = 0;
  for (;;) {
    const failpoint = fewestKills(failpoints, tally, random);
    if ((tally.get(nameOf(failpoint)) ?? 0) >= kills) break;
    const first = comesAfter(failpoint);
    if (first !== null) count(tally, await killOnce(run, first));
    const died = await killOnce(run, failpoint);
    if (died === null && ++missed > mostMisses) throw new Error(`${nameOf(failpoint)} is not come to: ${missed} times in all`);
    count(tally, died);
  }
  aimAt(world.folder, null);
  await world.endKiosk('SIGKILL');
  await run.punching;
  await world.reviveServer();
  return { tally, missed };
}

/** Where to die first, so that the next life comes to `failpoint` at all. */
function comesAfter({ step }: Failpoint): Failpoint | null {
  // A punch is taken out of the journal after it died between journal and database.
  if (step === 'entryReconcile') return { owner: 'main', step: 'journalWrite', side: 'after' };
  // A recovery begins where none was broken off.
  return step === 'recoveryBegin' ? { owner: 'main', step: 'clearingEnd', side: 'after' } : null;
}

interface Run {
  readonly world: CrashWorld;
  readonly random: SeededRandom;
  aheadMs: number;
  waitMs: number;
  /** The keeper's visit to the kiosk that lives; null when none does. */
  punching: Promise<unknown> | null;
}

/** How much time passes before: nobody waits a day to send a touch again, and daemon and server need days for some steps alone. */
function timeBefore({ owner, step }: Failpoint): number {
  if (stepsOfAPunch.has(step)) return 0;
  if (stepsWithOldToken.has(step)) return untilTokenIsOldMs;
  return owner === 'main' || step === 'clearSynced' ? dayMs : 0;
}

/** Answers where somebody died; null when nobody did in time. */
async function killOnce(run: Run, failpoint: Failpoint): Promise<string | null> {
  const { world, random } = run;
  const known = readDeaths(world.folder).length;
  const passesMs = timeBefore(failpoint);
  // Days pass between two lives of the kiosk: a clock that jumps amid one would be a wrong clock.
  if (passesMs > 0 && run.punching !== null) await buryKiosk(run);
  run.aheadMs += passesMs;
  setAhead(world.folder, run.aheadMs);
  aimAt(world.folder, failpoint, stepsOfATap.has(failpoint.step) ? 1 + random.below(latestTap) : 1);
  await world.reviveServer();
  const isAlive = run.punching !== null || (await beginPunching(run, passesMs === 0 ? 'sendAgain' : 'forget'));
  if (isAlive) await waitForDeath(world.folder, known, run.waitMs);
  const died = readDeaths(world.folder).at(known) ?? null;
  run.waitMs = died === null ? Math.min(longestWaitMs, run.waitMs * 2) : shortestWaitMs;
  if (died === null || failpoint.owner === 'main') await buryKiosk(run);
  if (died !== null && failpoint.owner === 'server') await world.serverEnded();
  return died;
}

/** False when the kiosk died before it was usable. */
async function beginPunching(run: Run, openTap: 'sendAgain' | 'forget'): Promise<boolean> {
  const kiosk = await run.world.startKiosk();
  if (kiosk === null) return false;
  run.punching = run.world.keeper.order({ kind: 'punchAt', url: kiosk.url, openTap });
  return true;
}

/** Kills the kiosk if it lives, and waits until the keeper has noticed. */
async function buryKiosk(run: Run): Promise<void> {
  await run.world.endKiosk('SIGKILL');
  await run.punching;
  run.punching = null;
}

function fewestKills(failpoints: readonly Failpoint[], tally: ReadonlyMap<string, number>, random: SeededRandom): Failpoint {
  const least = Math.min(...failpoints.map((failpoint) => tally.get(nameOf(failpoint)) ?? 0));
  return random.pick(failpoints.filter((failpoint) => (tally.get(nameOf(failpoint)) ?? 0) === least));
}

function count(tally: Map<string, number>, died: string | null): void {
  if (died !== null) tally.set(died, (tally.get(died) ?? 0) + 1);
}
