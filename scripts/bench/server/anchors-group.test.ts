import { expect, it } from 'vitest';
import { readRow } from './anchors-group.ts';

const row = (anchor: string, more: object = {}): string => JSON.stringify({ anchor, unit: 'punches/s', median: 12_000, ok: true, ...more });

it("J3 reads the anchors' group-commit row, and nothing that lost a punch", () => {
  const output = ['Limits', row('fleet-1000-kiosks-batch-x1'), row('fleet-1000-kiosks-group-x1', { median: 9000 }), row('fleet-1000-kiosks-group-x10', { ok: false }), row('fleet-1000-kiosks-group-x100'), ''].join('\n');
  expect([...readRow(output)]).toEqual([
    [1, 9000],
    [100, 12_000],
  ]);
});
