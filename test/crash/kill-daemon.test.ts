import { describe, it } from 'vitest';
import { failpoints } from './failpoints.ts';
import { killsEach, killSet } from './kill-set.ts';

describe('the sync daemon dies between its requests', () => {
  it(`H1 H2 H5 has nothing that could be lost, over ${killsEach} kills at each point`, { timeout: 1_200_000 }, async () => {
    await killSet('kill-daemon', failpoints.daemon, 120);
  });
});
