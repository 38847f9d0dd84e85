import { describe, expect, it } from 'vitest';
import { liveMany } from './many-lives.ts';
import { simulateMix } from './mixes.ts';
import { openWith, plantedBugs } from './planted-bugs.ts';
import { seedsThatFailed } from './seeds.ts';
import { shrink } from './shrink.ts';
import { modelMix, simulate } from './simulation.ts';

const seeds = 1_600;

describe('simulated kiosk, wire and server', () => {
  it(`H1 H2 D9 D10 F6 loses and doubles nothing, notices a loss, renews its token and drains, over ${seeds} seeds of faults`, async () => {
    const lives = await liveMany({ mix: modelMix, from: 1, seeds, templates: null, mostBroken: 1, tell: () => undefined });
    expect(lives.stories.join('\n')).toBe('');
    expect(lives.missing).toEqual([]);
    expect(Math.min(lives.renewals, lives.failures)).toBeGreaterThan(seeds / 4);
    expect(lives.punches).toBeGreaterThan(seeds * 10);
  }, 240_000);

  it.each(seedsThatFailed.filter(({ mix }) => mix.main === 'model'))('H1 stays right for seed $seed ($found)', async ({ seed, mix, keep }) => {
    const result = await simulateMix(seed, mix, null, { keep });
    expect(result.broken).toEqual([]);
  });

  it.each([77, 78, 79, 80, 81])('H1 gives the same trace for the same seed, %i', async (seed) => {
    const [first, second, other] = [await simulate(seed), await simulate(seed), await simulate(seed + 1_000)];
    expect(first.trace.length).toBeGreaterThan(30);
    expect(second.hash).toBe(first.hash);
    expect(second.trace).toEqual(first.trace);
    expect(other.hash).not.toBe(first.hash);
  });

  it.each(plantedBugs)('H1 H2 F4 finds a planted bug within 500 seeds, and what it needs: %s', async (bug) => {
    const open = openWith(bug);
    let seed = 0;
    let result;
    do result = await simulate((seed += 1), { open });
    while (result.broken.length === 0 && seed < 500);
    expect(result.broken.join(), `not found in ${seed} seeds`).toMatch(/^(I[1235]|D6):/);
    const shrunk = await shrink(result, (keep) => simulate(seed, { open, keep }));
    expect(shrunk.result.broken[0]?.slice(0, 2)).toBe(result.broken[0]?.slice(0, 2));
    expect(shrunk.keep.length).toBeLessThan(result.steps.length / 2);
  });
});
