import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeTemporaryFolder } from '../test/support/temporary-folder.ts';
import { openRotatingFile } from './rotating-file.ts';

const limits = { largestBytes: 1000, oldestMs: 3_000, keptFiles: 4, keptMs: 30_000 };

function arrange(): { path: string; folder: string; at: { ms: number } } {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return { path: join(folder.path, 'main.log'), folder: folder.path, at: { ms: Date.now() } };
}

it('H1 turns by size while it is written, keeps so many files and no more, and loses no line of those', () => {
  const { path, folder, at } = arrange();
  const file = openRotatingFile(path, () => at.ms, limits);
  for (let line = 0; line < 100; line += 1) file.write(`${JSON.stringify({ line, filler: 'x'.repeat(80) })}\n`);
  file.close();
  expect(readdirSync(folder).sort()).toEqual(['main.log', 'main.log.1', 'main.log.2', 'main.log.3']);
  const lines = ['main.log.3', 'main.log.2', 'main.log.1', 'main.log'].flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  const numbers = lines.map((text) => (JSON.parse(text) as { line: number }).line);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 100 - numbers.length + index));
  for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).length).toBeLessThanOrEqual(limits.largestBytes);
});

it('H1 turns by age, also that of a file from before the start, and drops what is too old', () => {
  const { path, folder, at } = arrange();
  const write = (text: string): void => {
    const file = openRotatingFile(path, () => at.ms, limits);
    file.write(`${JSON.stringify({ time: new Date(at.ms).toISOString(), text })}\n`);
    file.close();
  };
  write('first');
  at.ms += 2_000;
  write('second');
  expect(readdirSync(folder)).toEqual(['main.log']);
  at.ms += 2_000;
  write('third');
  expect(readdirSync(folder).sort()).toEqual(['main.log', 'main.log.1']);
  utimesSync(`${path}.1`, new Date(at.ms - 40_000), new Date(at.ms - 40_000));
  write('fourth');
  expect(readdirSync(folder)).toEqual(['main.log']);
});
