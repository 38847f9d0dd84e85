import { describe, expect, it } from 'vitest';
import { faults } from './false-wire.ts';
import { createRealMain } from './real-main.ts';
import { simulate, type SimulationResult } from './simulation.ts';
import { seedsThatFailed } from './seeds.ts';

const seeds = 2000;
/** Fewer: each has a database and a journal on the disk. */
const realSeeds = 60;

/** The sentence that reproduces it: npm run simulate -- --seeds 1 --from <seed> --trace */
function storyOf({ seed, broken, trace }: SimulationResult): string {
  return `seed ${seed}: ${broken.join('; ')}\n${trace.slice(-40).join('\n')}`;
}

describe('simulated kiosk, wire and server', () => {
  it(`H1 H2 D9 F6 loses and doubles nothing, notices a loss, renews its token and drains, over ${seeds} seeds of faults`, async () => {
    const seen = new Set<string>();
    let [renewals, failures] = [0, 0];
    for (let seed = 1; seed <= seeds; seed += 1) {
      const result = await simulate(seed);
      if (result.broken.length > 0) expect.fail(storyOf(result));
      for (const fault of result.faults.keys()) seen.add(fault);
      renewals += result.renewals;
      failures += result.failures;
    }
    expect(Math.min(renewals, failures)).toBeGreaterThan(seeds / 4);
    expect([...seen].sort()).toEqual([...faults].sort());
  }, 240_000);

  it.each(seedsThatFailed)('H1 stays right for seed $seed ($found)', async ({ seed }) => {
    const result = await simulate(seed);
    expect(result.broken, storyOf(result)).toEqual([]);
  });

  it(`H1 H2 C3 D9 F6 loses and doubles nothing with the real main process, over ${realSeeds} seeds of faults`, async () => {
    let [punches, renewals, failures] = [0, 0, 0];
    for (let seed = 1; seed <= realSeeds; seed += 1) {
      const result = await simulate(seed, { createMain: createRealMain, refusals: 'none' });
      if (result.broken.length > 0) expect.fail(storyOf(result));
      punches += result.punches;
      renewals += result.renewals;
      failures += result.failures;
    }
    expect(Math.min(renewals, failures)).toBeGreaterThan(0);
    expect(punches).toBeGreaterThan(realSeeds * 3);
  }, 240_000);

  it('H1 gives the same trace for the same seed', async () => {
    const [first, second] = [await simulate(77), await simulate(77)];
    expect(first.trace.length).toBeGreaterThan(50);
    expect(second.trace).toEqual(first.trace);
  });

  it('H1 finds a server that acknowledges before it commits', async () => {
    const broken: string[] = [];
    for (let seed = 1; seed <= 60 && broken.length === 0; seed += 1) broken.push(...(await simulate(seed, { commits: 'afterAnswer' })).broken);
    expect(broken.join()).toMatch(/I[13]:/);
  });
});
