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
];
