/**
 * What a benchmark says: one quantity of ours beside a limit that was measured in the same run, or beside none. Absolute
 * values hold for one machine at one hour; the ratio is what may be compared.
 */

/** `goal`: the largest ratio (or, where there is no limit, the largest value) that limits-and-faults.md section 4 allows; null for none. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | 'us' | 's' | 'MiB' | 'bytes' | 'count' | 'ratio';
  readonly ours: number;
  /** How many times it was measured. */
  readonly sample: number;
  readonly limit: { readonly name: string; readonly value: number } | null;
  readonly goal: number | null;
}

export function ratioOf(figure: Figure): number | null {
  return figure.limit === null || figure.limit.value === 0 ? null : figure.ours / figure.limit.value;
}

/** One JSON line. */
export function jsonLine(figure: Figure): string {
  return JSON.stringify({
    figure: figure.name,
    unit: figure.unit,
    ours: rounded(figure.ours),
    sample: figure.sample,
    limit: figure.limit?.name ?? null,
    limitValue: figure.limit === null ? null : rounded(figure.limit.value),
    ratio: nullable(ratioOf(figure)),
    goal: figure.goal,
  });
}

const heads = ['figure', 'unit', 'ours', 'limit of this run', 'value', 'ratio', 'goal', 'met'] as const;

/** All figures as one table of plain text. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const ratio = ratioOf(figure);
    return [
      figure.name,
      figure.unit,
      shown(figure.ours),
      figure.limit?.name ?? '',
      figure.limit === null ? '' : shown(figure.limit.value),
      ratio === null ? '' : shown(ratio),
      figure.goal === null ? '' : `<= ${figure.goal}`,
      verdict(figure),
    ];
  });
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 || column === 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function verdict(figure: Figure): string {
  if (figure.goal === null) return '';
  return (ratioOf(figure) ?? figure.ours) <= figure.goal ? 'yes' : 'no';
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function nullable(value: number | null): number | null {
  return value === null ? null : rounded(value);
}

function shown(value: number): string {
  return String(value >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
}
