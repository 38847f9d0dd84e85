/**
 * What happens in one simulated life, drawn before it begins: each step has a seed of its own, so that leaving steps out changes
 * nothing in those that stay. That is what makes a failing life shrink.
 */
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';
import { happeningsOf, type Happening, type Mix } from './fault-kinds.ts';

export interface Step {
  /** Its place in the whole plan: what `keep` names. */
  readonly index: number;
  /** Time after the step before it. */
  readonly afterMs: number;
  readonly what: Happening;
  readonly seed: number;
}

/** How much more often than others. */
const weights: Partial<Record<Happening, number>> = { punches: 9, records: 2, badWire: 4, cableOut: 2, killMainAtStep: 2 };

/** A stream of chance of its own for each purpose of a life. */
export function randomOf(seed: number, purpose: number): SeededRandom {
  return seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b));
}

/** The steps of a life. @param keep places in the whole plan that stay; null: all */
export function planOf(seed: number, mix: Mix, keep: readonly number[] | null): Step[] {
  const random = randomOf(seed, 0);
  const kinds = happeningsOf(mix).flatMap((what) => Array.from({ length: weights[what] ?? 1 }, () => what));
  const steps: Step[] = [];
  for (let index = 0, length = 20 + random.below(30); index < length; index += 1) {
    // Most lives begin on a bad line.
    const what = index === 0 && random.next() < 0.7 ? 'badWire' : random.pick(kinds);
    steps.push({ index, afterMs: 200 + random.below(5_000), what, seed: random.below(2 ** 31) });
  }
  return keep === null ? steps : steps.filter((step) => keep.includes(step.index));
}
