/** docs/configuration.md and the sources name the same variables: none is a secret of the code, none is promised and read by nobody. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync('docs/configuration.md', 'utf8');
const programs = globSync('{main,daemon,server,shared,renderer}/**/*.{ts,svelte}').filter((file) => !file.includes('node_modules') && !file.endsWith('.test.ts'));
const everything = [...programs, ...globSync(['scripts/**/*.{ts,mjs}', 'test/**/*.ts']).filter((file) => !file.startsWith('test/architecture/'))];
const namesIn = (text: string): string[] => [...text.matchAll(/\bZENTIME_[A-Z_]+[A-Z]\b/g)].map((match) => match[0]);

it('L9 every variable that a program reads is in docs/configuration.md', () => {
  const read = new Set(programs.flatMap((file) => namesIn(readFileSync(file, 'utf8'))));
  expect(read.size).toBeGreaterThan(10);
  expect([...read].filter((name) => !page.includes(`\`${name}\``)).toSorted()).toEqual([]);
});

it('L9 every variable that docs/configuration.md promises is read somewhere', () => {
  const read = new Set(everything.flatMap((file) => namesIn(readFileSync(file, 'utf8'))));
  expect([...new Set(namesIn(page))].filter((name) => !read.has(name)).toSorted()).toEqual([]);
});
