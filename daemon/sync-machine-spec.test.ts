/** sync-machine.md is read by people; what it says of states, of decisions and of tests must stay true. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { syncMachineTable, type Decision, type TableEvent } from './sync-machine-table.ts';

const specification = readFileSync(path.join(import.meta.dirname, 'sync-machine.md'), 'utf8');
const root = path.join(import.meta.dirname, '..');

/** The rows of the table below a heading, as cells. */
function tableBelow(heading: string): string[][] {
  const section = specification.slice(specification.indexOf(heading)).split('\n').slice(1);
  const first = section.findIndex((line) => line.startsWith('|'));
  const rows = section.slice(first);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  return rows
    .slice(0, end < 0 ? rows.length : end)
    .filter((line) => !/^\|[-| ]+\|$/.test(line))
    .map(cells);
}

/** The columns of the page, in its order. */
const columns: readonly (readonly [string, TableEvent])[] = [
  ['configure', 'configure'],
  ['other credentials', 'configureAnew'],
  ['syncNow', 'syncNow'],
  ['networkHint', 'networkHint'],
  ['stop', 'stop'],
  ['interval', 'intervalPasses'],
  ['ping pause', 'pingPausePasses'],
  ['retry pause', 'retryPausePasses'],
  ['ping answered', 'pingAnswered'],
  ['ping unanswered', 'pingUnanswered'],
  ['step done', 'stepDone'],
  ['step failed', 'stepFailed'],
  ['step unanswered', 'stepUnanswered'],
  ['401', 'tokenRefused'],
  ['401 expired', 'tokenExpired'],
  ['key replaced', 'keyReplaced'],
];

/** How the page writes a decision, at its beginning. */
function written(decision: Decision): string {
  if (decision.startsWith('goes to ')) return `g ${decision.slice('goes to '.length)}`;
  return decision.startsWith('stays') ? 's' : '-';
}

/** These two depend on why the ping was sent; the table of situations decides them. */
const byPurpose = new Set(['probing pingAnswered', 'probing pingUnanswered']);

describe('the specification of the sync machine', () => {
  it('D1 has every state and every event, and says of each pair what the machine does', () => {
    const [header = [], ...rows] = tableBelow('## States x events');
    expect(header.slice(1)).toEqual(columns.map(([title]) => title));
    expect(rows.map(([state]) => state)).toEqual(Object.keys(syncMachineTable));
    const wrong = rows.flatMap(([state = '', ...cells]) =>
      columns.flatMap(([, event], index) => {
        const decisions: Record<string, Decision> | undefined = Object.entries(syncMachineTable).find(([name]) => name === state)?.[1];
        const expected = written(decisions?.[event] ?? 'ignored: no such state');
        const isRight = byPurpose.has(`${state} ${event}`) || (cells[index] ?? '').startsWith(expected);
        return isRight ? [] : [`${state}, ${event}: the page says ${cells[index] ?? 'nothing'}, the machine ${expected}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('L7 names for each invariant what enforces it, and tests that exist', () => {
    const [, ...rows] = tableBelow('## Invariants');
    const files = ['daemon/**/*.test.ts', 'main/**/*.test.ts', 'test/**/*.ts'].flatMap((pattern) => globSync(pattern, { cwd: root }));
    const tests = files.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
    expect(rows.length).toBeGreaterThan(10);
    for (const [invariant = '', enforcedBy = '', shownBy = ''] of rows) {
      expect(enforcedBy, invariant).not.toBe('');
      const titles = [...shownBy.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
      const named = [...shownBy.matchAll(/[\w/-]+\.test\.ts/g)].map((match) => match[0]);
      expect(titles.length + named.length + (shownBy.includes('simulator') ? 1 : 0), invariant).toBeGreaterThan(0);
      expect(
        titles.filter((title) => !title.endsWith('.ts') && !tests.includes(title)),
        invariant,
      ).toEqual([]);
      expect(
        named.filter((name) => !files.some((file) => file.endsWith(name))),
        invariant,
      ).toEqual([]);
    }
  });
});
