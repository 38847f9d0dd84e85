/** Seeds that failed once, and what they found; they stay. A seed's story changes when the simulation does. */
export const seedsThatFailed: readonly { seed: number; found: string }[] = [
  { seed: 238, found: 'E1: a retry without a ping before it hid a loss for longer than 15 s' },
  { seed: 434, found: 'K8: the Retry-After of a ping did not hold back the sync' },
  { seed: 597, found: 'D6: a full download kept the cursor of its last page, and missed what changed between its pages' },
];
