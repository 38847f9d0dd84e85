/** Order statistics of small samples. */

/** The value below which the share `q` (0 to 1) of the sample lies; the sample must not be empty. */
export function quantile(sample: readonly number[], q: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  if (value === undefined) throw new Error('an empty sample has no quantile');
  return value;
}

export function median(sample: readonly number[]): number {
  return quantile(sample, 0.5);
}
