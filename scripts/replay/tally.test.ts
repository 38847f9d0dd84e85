import { describe, expect, it } from 'vitest';
import { balances, tallyUp } from './tally.ts';

const counts = { rows: 5, doubleTaps: 1, refused: 1, unreadable: 0 };

describe('the replay’s books', () => {
  it('H1 balance when every confirmed punch is on the server or pending', () => {
    const tally = tallyUp(counts, { confirmed: ['a', 'b', 'c'], onServer: ['b', 'a'], pending: ['c'] });
    expect(tally).toEqual({ rows: 5, taken: 3, doubleTaps: 1, refused: 1, onServer: 2, lost: 0, doubled: 0, unreadable: 0 });
    expect(balances(tally)).toBe(true);
  });

  it('H1 call a punch lost that is in neither place', () => {
    const tally = tallyUp(counts, { confirmed: ['a', 'b', 'c'], onServer: ['a', 'b'], pending: [] });
    expect(tally.lost).toBe(1);
    expect(balances(tally)).toBe(false);
  });

  it.each([
    ['is stored twice', { confirmed: ['a', 'b', 'c'], onServer: ['a', 'b', 'c', 'c'], pending: [] }],
    ['nobody made', { confirmed: ['a', 'b', 'c'], onServer: ['a', 'b', 'c', 'x'], pending: [] }],
    ['was confirmed as two', { confirmed: ['a', 'b', 'b'], onServer: ['a', 'b'], pending: [] }],
  ])('H2 call a punch doubled that %s', (_what, evidence) => {
    const tally = tallyUp(counts, evidence);
    expect(tally.doubled).toBe(1);
    expect(balances(tally)).toBe(false);
  });

  it('H1 do not balance when a row is unaccounted for', () => {
    expect(balances(tallyUp({ ...counts, rows: 6 }, { confirmed: ['a', 'b', 'c'], onServer: ['a', 'b', 'c'], pending: [] }))).toBe(false);
  });
});
