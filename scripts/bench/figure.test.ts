import { describe, expect, it } from 'vitest';
import { jsonLine, table, type Figure } from './figure.ts';
import { quantile } from './statistics.ts';

const slow: Figure = { name: 'recovery', unit: 's', ours: 5, sample: 3, limit: { name: 'floor', value: 1 }, goal: 4 };
const quick: Figure = { name: 'first byte', unit: 'ms', ours: 900, sample: 3, limit: null, goal: 2000 };

describe('figures', () => {
  it('L8 stand beside the limit of their run, with their ratio and whether the goal is met', () => {
    const [, , first, second] = table([slow, quick]).split('\n');
    expect(first?.split(/\s{2,}/)).toEqual(['recovery', 's', '5', 'floor', '1', '5', '<= 4', 'no']);
    expect(second?.split(/\s{2,}/)).toEqual(['first byte', 'ms', '900', '<= 2000', 'yes']);
  });

  it('L8 are one JSON line each', () => {
    expect(JSON.parse(jsonLine(slow))).toEqual({ figure: 'recovery', unit: 's', ours: 5, sample: 3, limit: 'floor', limitValue: 1, ratio: 5, goal: 4 });
  });

  it('L8 take their quantiles from the sample itself', () => {
    expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(quantile([5, 1, 4, 2, 3], 0.99)).toBe(5);
    expect(() => quantile([], 0.5)).toThrow('empty sample');
  });
});
