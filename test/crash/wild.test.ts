import { describe, expect, it } from 'vitest';
import { describeWild, runWild } from './wild-run.ts';

const minutes = 3;
const seed = Number(process.env['ZENTIME_SEED'] ?? Date.now() % 1_000_000);

describe('three kiosks and a server among kills, stops and a hostile network', () => {
  it(`H1 H2 H5 lose, double and misdate nothing in ${minutes} wild minutes`, { timeout: 900_000 }, async () => {
    const outcome = await runWild(seed, minutes, () => undefined);
    process.stdout.write(`${describeWild(outcome).join('\n')}\n`);
    expect(outcome.wrong, `seed ${seed}`).toEqual([]);
    expect(outcome.confirmed).toBeGreaterThan(0);
    for (const [name, count] of outcome.faults) expect(count, `${name}, seed ${seed}`).toBeGreaterThan(0);
  });
});
