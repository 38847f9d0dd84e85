import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LinesTogether } from './lines-together.ts';

it('I5 writes the lines of one turn together, in their order, and each once', async () => {
  const written: string[] = [];
  const lines = new LinesTogether((text) => written.push(text));
  lines.write('a\n');
  lines.write('b\n');
  expect(written).toEqual([]);
  await nextTurn();
  expect(written).toEqual(['a\nb\n']);
  lines.write('c\n');
  lines.flush();
  expect(written).toEqual(['a\nb\n', 'c\n']);
  await nextTurn();
  expect(written).toEqual(['a\nb\n', 'c\n']);
});
