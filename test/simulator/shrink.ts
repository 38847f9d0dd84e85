/**
 * Makes a life that breaks as short as it gets: steps are left out, in halves and then one by one, as long as the same thing breaks.
 * Each step has chance of its own, so those that stay do what they did.
 */
import type { SimulationResult } from './simulation.ts';

export interface Shrunk {
  readonly keep: readonly number[];
  readonly result: SimulationResult;
  /** How many lives it took. */
  readonly lives: number;
}

/** Enough for a plan of fifty steps; each is a whole life. */
const mostLives = 400;

/** The name in front of what broke: `I3: …` is I3. */
function nameOf(result: SimulationResult): string | null {
  return result.broken[0]?.split(':')[0] ?? null;
}

/** @param live one life with these steps of its plan alone */
export async function shrink(failing: SimulationResult, live: (keep: readonly number[]) => Promise<SimulationResult>): Promise<Shrunk> {
  const name = nameOf(failing);
  let shrunk: Shrunk = { keep: failing.steps.map((step) => step.index), result: failing, lives: 0 };
  for (let before = Infinity; shrunk.keep.length < before && shrunk.lives < mostLives;) {
    before = shrunk.keep.length;
    for (let size = Math.ceil(before / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) shrunk = await leaveOut(shrunk, size, live, (result) => nameOf(result) === name);
  }
  return shrunk;
}

/** Leaves out whatever `size` steps in a row can go. */
async function leaveOut(shrunk: Shrunk, size: number, live: (keep: readonly number[]) => Promise<SimulationResult>, isSame: (result: SimulationResult) => boolean): Promise<Shrunk> {
  let { keep, result, lives } = shrunk;
  for (let from = 0; from < keep.length && lives < mostLives;) {
    const without = [...keep.slice(0, from), ...keep.slice(from + size)];
    const tried = await live(without);
    lives += 1;
    if (isSame(tried)) [keep, result] = [without, tried];
    else from += size;
  }
  return { keep, result, lives };
}
