/** Lives that broke once, and what they found; they stay. A seed's story changes when the simulation does. */
import type { Mix } from './fault-kinds.ts';

export interface SeedThatFailed {
  readonly seed: number;
  readonly mix: Mix;
  /** The steps that were left when it was shrunk; null: all. */
  readonly keep: readonly number[] | null;
  readonly found: string;
}

const models: Mix = { main: 'model', server: 'model' };

export const seedsThatFailed: readonly SeedThatFailed[] = [
  { seed: 238, mix: models, keep: null, found: 'E1: a retry without a ping before it hid a loss for longer than 15 s' },
  { seed: 434, mix: models, keep: null, found: 'K8: the Retry-After of a ping did not hold back the sync' },
  { seed: 597, mix: models, keep: null, found: 'D6: a full download kept the cursor of its last page, and missed what changed between its pages' },
  {
    seed: 119,
    mix: { main: 'real', server: 'real' },
    keep: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 23, 24, 25, 26, 27, 31, 32, 34, 35, 36, 37, 38, 39, 41, 42],
    found: 'F1: the simulation itself ended a life while its recovery waited for the end of a Retry-After',
  },
  { seed: 859, mix: { main: 'real', server: 'real' }, keep: null, found: 'none: the simulation broke off where main was killed while it was being looked at' },
];
