import { describe, it } from 'vitest';
import { failpoints } from './failpoints.ts';
import { killsEach, killSet } from './kill-set.ts';

describe('the kiosk’s main process dies between the durable steps of a sync', () => {
  it(`H1 H2 H5 loses and doubles nothing, and clears nothing too early, over ${killsEach} kills at each point`, { timeout: 1_200_000 }, async () => {
    await killSet('kill-main-sync', failpoints.mainSync, 80);
  });
});
