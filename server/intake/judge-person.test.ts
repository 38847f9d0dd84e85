import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgePerson, type Judged, type Neighbour } from './judge-person.ts';
import type { Standing } from './standing.ts';

const judge = (punches: readonly Judged[], neighbours: readonly Neighbour[] = [], decided: readonly string[] = []) => judgePerson(punches, neighbours, new Set(decided)).standings;

const types = ['clockIn', 'breakOut', 'breakIn', 'clockOut'] as const;

function punch(index: number, facts: Partial<Judged>): Judged {
  return {
    punchId: `p${String(index).padStart(3, '0')}`,
    type: 'clockIn',
    instantMs: 0,
    workDate: '2026-11-23',
    template: { kind: 'fourEntries' },
    duplicateWindowSeconds: 60,
    assignmentId: null,
    source: 'kiosk',
    before: null,
    refusedFor: null,
    failedFor: null,
    ...facts,
  };
}

const someDay = fc
  .array(fc.record({ type: fc.constantFrom(...types), minute: fc.integer({ min: 0, max: 6 }), second: fc.integer({ min: 0, max: 59 }) }), { maxLength: 14 })
  .map((taps) => taps.map((tap, index) => punch(index, { type: tap.type, instantMs: (tap.minute * 60 + tap.second) * 1000 })));

it('H8 judges the same punches alike in whichever order they stand', () => {
  fc.assert(
    fc.property(someDay, fc.array(fc.nat(1000), { minLength: 14, maxLength: 14 }), (punches, keys) => {
      const shuffled = punches.map((one, index) => ({ one, key: keys[index] ?? 0 })).toSorted((a, b) => a.key - b.key);
      const ofShuffled = judge(shuffled.map(({ one }) => one));
      const inOrder = judge(punches);
      for (const { punchId } of punches) expect(ofShuffled.get(punchId)).toEqual(inOrder.get(punchId));
    }),
  );
});

it('H8 comes to the same end when the punches of a date arrive one by one in any order', () => {
  fc.assert(
    fc.property(someDay, fc.array(fc.nat(1000), { minLength: 14, maxLength: 14 }), (punches, keys) => {
      const arriving = punches.map((one, index) => ({ one, key: keys[index] ?? 0 })).toSorted((a, b) => a.key - b.key);
      const known: Judged[] = [];
      let standings: ReadonlyMap<string, Standing> = new Map();
      for (const { one } of arriving) {
        known.push(one);
        standings = judge(known.map((each) => ({ ...each, before: standings.get(each.punchId) ?? null })));
      }
      const atOnce = judge(punches);
      for (const { punchId } of punches) expect(standings.get(punchId)).toEqual(atOnce.get(punchId));
    }),
  );
});

it('K3 keeps work dates apart: a Clock Out needs a Clock In on its own date', () => {
  const standings = judge([punch(1, {}), punch(2, { type: 'clockOut', instantMs: 3_600_000, workDate: '2026-11-24' })]);
  expect(standings.get('p002')).toEqual({ kind: 'refused', code: 'noClockIn' });
});

it('D4 never refuses a punch that was accepted before', () => {
  const standings = judge([punch(1, { type: 'clockOut', before: { kind: 'accepted', exceptions: [] } })]);
  expect(standings.get('p001')).toEqual({ kind: 'accepted', exceptions: ['outOfSequence'] });
});

it('K2 ends a duplicate when a valid punch turns up between', () => {
  const [first, second] = [punch(1, {}), punch(3, { instantMs: 50_000 })];
  expect(judge([first, second]).get('p003')).toEqual({ kind: 'duplicate', duplicateOf: 'p001' });
  const between = punch(2, { type: 'clockOut', instantMs: 25_000 });
  const again = { ...second, before: { kind: 'duplicate', duplicateOf: 'p001' } as const };
  expect(judge([first, between, again]).get('p003')).toEqual({ kind: 'accepted', exceptions: [] });
});

it('K1 leaves a punch that was refused for its own sake out of the order', () => {
  const standings = judge([punch(1, { refusedFor: 'unknownEmployee' }), punch(2, { type: 'breakOut', instantMs: 3_600_000 })]);
  expect(standings.get('p002')).toEqual({ kind: 'refused', code: 'noClockIn' });
});
