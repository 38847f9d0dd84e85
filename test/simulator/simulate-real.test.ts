import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mix } from './fault-kinds.ts';
import { liveMany } from './many-lives.ts';
import { simulateMix } from './mixes.ts';
import { seedsThatFailed } from './seeds.ts';
import { makeTemplates, type Templates } from './templates.ts';

let templates: Templates | null = null;
beforeAll(async () => {
  templates = await makeTemplates();
}, 60_000);
afterAll(() => templates?.remove());

const modelServer: Mix = { main: 'real', server: 'model' };
const realServer: Mix = { main: 'real', server: 'real' };

describe('the real main process in simulated lives', () => {
  it('H1 H2 C3 D9 D10 F6 loses and doubles nothing at a model server, over 240 seeds of faults', async () => {
    const lives = await liveMany({ mix: modelServer, from: 1, seeds: 240, templates, mostBroken: 1, tell: () => undefined });
    expect(lives.stories.join('\n')).toBe('');
    expect(lives.missing).toEqual([]);
    expect(Math.min(lives.renewals, lives.failures)).toBeGreaterThan(50);
    expect(lives.punches).toBeGreaterThan(240 * 5);
  }, 240_000);

  it('H1 H2 H5 H8 I4 loses and doubles nothing at the real server, one kiosk or two of them, over 160 seeds of faults', async () => {
    const lives = await liveMany({ mix: realServer, from: 1, seeds: 160, templates, mostBroken: 1, tell: () => undefined });
    expect(lives.stories.join('\n')).toBe('');
    expect(lives.missing).toEqual([]);
    expect(lives.renewals).toBeGreaterThan(20);
    expect(lives.punches).toBeGreaterThan(160 * 5);
  }, 240_000);

  it.each(seedsThatFailed.filter(({ mix }) => mix.main === 'real'))('H1 stays right for seed $seed ($found)', async ({ seed, mix, keep }) => {
    const result = await simulateMix(seed, mix, templates, { keep });
    expect(result.broken).toEqual([]);
  });

  it.each([
    [modelServer, 11],
    [modelServer, 12],
    [realServer, 13],
    [realServer, 15],
  ])('H1 gives the same trace for the same seed, %o %i', async (mix, seed) => {
    const [first, second] = [await simulateMix(seed, mix, templates), await simulateMix(seed, mix, templates)];
    expect(second.trace).toEqual(first.trace);
    expect(second.hash).toBe(first.hash);
  });
});
