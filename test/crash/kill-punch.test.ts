import { describe, it } from 'vitest';
import { failpoints } from './failpoints.ts';
import { killsEach, killSet } from './kill-set.ts';

describe('the kiosk’s main process dies on the way of a punch', () => {
  it(`H1 H2 H5 loses and doubles nothing that was confirmed, over ${killsEach} kills at each point`, { timeout: 1_200_000 }, async () => {
    await killSet('kill-punch', failpoints.punch, 20);
  });
});
