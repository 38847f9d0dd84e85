/**
 * L7: every requirement is proven by a test that names it, or stands in docs/requirements-open.json until it is. That list only
 * shrinks: an id that has a test must leave it.
 */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const requirementIds = [...readFileSync('docs/requirements.md', 'utf8').matchAll(/^- ([A-L]\d{1,2}) /gm)].map((match) => match[1] ?? '');
const open: unknown = JSON.parse(readFileSync('docs/requirements-open.json', 'utf8'));

/** Ids that stand in the title of a test or of a group of tests. */
function idsInTitles(): Set<string> {
  const files = ['shared', 'main', 'daemon', 'server', 'renderer', 'scripts', 'test'].flatMap((folder) => globSync(`${folder}/**/*.{test,e2e,suite}.ts`, { exclude: ['**/node_modules/**'] }));
  const titles = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\b(?:it|test|describe)(?:\.each\([^)]*\))?\(\s*[`'"](.*?)[`'"],/gs)].map((match) => match[1] ?? ''));
  return new Set(titles.flatMap((title) => [...title.matchAll(/\b[A-L]\d{1,2}\b/g)].map((match) => match[0])));
}

describe('L7 requirements and tests', () => {
  const titled = idsInTitles();

  it('L7 finds the requirements', () => {
    expect(requirementIds.length).toBeGreaterThan(90);
    expect(new Set(requirementIds).size).toBe(requirementIds.length);
  });

  it('L7 every requirement is named by a test or listed as open', () => {
    expect(Array.isArray(open)).toBe(true);
    const listed = new Set(Array.isArray(open) ? open : []);
    expect(requirementIds.filter((id) => !titled.has(id) && !listed.has(id))).toEqual([]);
  });

  it('L7 the open list names only requirements that exist and that no test names', () => {
    const listed: unknown[] = Array.isArray(open) ? open : [];
    expect(listed.filter((id) => typeof id !== 'string' || !requirementIds.includes(id) || titled.has(id))).toEqual([]);
  });
});
