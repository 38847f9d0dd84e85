/**
 * Kills the kiosk's main process again and again, each time in the phase that has had the fewest kills so far and at a random
 * moment of it, and starts it on the same data. Where the kill really fell is read from the dead process's own last word.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { CrashWorld } from './crash-world.ts';
import { childrenOf, leftAfter } from './orphans.ts';
import { aimedPhases, clearPhases, phaseAtDeath, waitForPhase, type AimedPhase, type DeathPhase } from './phase-file.ts';

/** Kills by the phase in which they fell. */
export type KillTally = Record<DeathPhase, number>;

/** A phase that does not come within this time is not waited for: the kill falls where it falls. */
const aimWithinMs = 3000;
/** A kill comes at most this long after the phase was entered: about as long as one lasts. */
const latestInPhaseMs: Record<AimedPhase, number> = { punching: 3, uploading: 25, settling: 3, downloading: 12 };
/** A kill while punching comes within this many taps. */
const latestTap = 40;
/** By then a daemon whose main is gone has ended. */
const orphanWithinMs = 10_000;

/** Answers with the tally, and the processes that outlived their main. */
export async function killAgainAndAgain(world: CrashWorld, kills: number, random: SeededRandom): Promise<{ tally: KillTally; orphans: number[] }> {
  const tally: KillTally = { starting: 0, idle: 0, punching: 0, uploading: 0, settling: 0, downloading: 0 };
  const orphans: Promise<number[]>[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const life = await liveAndDie(world, fewestKills(tally), random);
    tally[life.diedIn]++;
    orphans.push(leftAfter(life.children, orphanWithinMs));
  }
  return { tally, orphans: (await Promise.all(orphans)).flat() };
}

async function liveAndDie(world: CrashWorld, aim: AimedPhase, random: SeededRandom): Promise<{ diedIn: DeathPhase; children: number[] }> {
  clearPhases(world.phaseFile);
  const kiosk = await world.startKiosk();
  const linkLost = world.keeper.order({ kind: 'punchAt', url: kiosk.url });
  await waitForPhase(world.phaseFile, aim, aim === 'punching' ? 1 + random.below(latestTap) : 1, aimWithinMs);
  await randomMoment(random, latestInPhaseMs[aim]);
  const children = childrenOf(kiosk.program.pid);
  await kiosk.program.end('SIGKILL');
  await linkLost;
  return { diedIn: phaseAtDeath(world.phaseFile), children };
}

function fewestKills(tally: KillTally): AimedPhase {
  return aimedPhases.reduce((least, phase) => (tally[phase] < tally[least] ? phase : least));
}

async function randomMoment(random: SeededRandom, latestMs: number): Promise<void> {
  const delayMs = random.next() * latestMs;
  if (delayMs > 1) await pause(delayMs);
}
