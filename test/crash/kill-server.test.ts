import { describe, it } from 'vitest';
import { failpoints } from './failpoints.ts';
import { killsEach, killSet } from './kill-set.ts';

describe('the server dies around its commits and answers', () => {
  it(`H1 H2 H5 has what it acknowledged, once, over ${killsEach} kills at each point`, { timeout: 1_200_000 }, async () => {
    await killSet('kill-server', failpoints.server, 120);
  });
});
