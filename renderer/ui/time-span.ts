/** A span of time in the one unit that says it best: "340 ms", "1.3 s", "-90 s", "2.5 h". */
export function formatSpan(ms: number, locale: string): string {
  const size = Math.abs(ms);
  const [unit, value] = size < 1000 ? (['millisecond', ms] as const) : size < 600_000 ? (['second', ms / 1000] as const) : size < 3_600_000 ? (['minute', ms / 60_000] as const) : (['hour', ms / 3_600_000] as const);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: Math.abs(value) < 10 && unit !== 'millisecond' ? 1 : 0 }).format(value);
}
