import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { punchTypes, type PunchType } from '../lib/punch-type.ts';
import { allowedNext, inOrder, isOpenAfter, judgeSequence, type SequenceTemplate } from './punch-sequence.ts';

const four: SequenceTemplate = { kind: 'fourEntries' };
const two: SequenceTemplate = { kind: 'twoEntries' };
const withMeals: SequenceTemplate = {
  kind: 'transitions',
  start: ['clockIn'],
  after: { clockIn: ['mealOut', 'transfer', 'clockOut'], mealOut: ['mealIn'], mealIn: ['clockOut', 'transfer'], transfer: ['transfer', 'clockOut'], clockOut: ['clockIn'] },
};

describe('C1 the types that may follow', () => {
  const table: [SequenceTemplate, PunchType | null, PunchType[]][] = [
    [two, null, ['clockIn']],
    [two, 'clockIn', ['clockOut']],
    [two, 'clockOut', ['clockIn']],
    [two, 'breakOut', []],
    [four, null, ['clockIn']],
    [four, 'clockIn', ['breakOut', 'clockOut']],
    [four, 'breakOut', ['breakIn', 'clockOut']],
    [four, 'breakIn', ['breakOut', 'clockOut']],
    [four, 'clockOut', ['clockIn']],
    [withMeals, 'mealOut', ['mealIn']],
    [withMeals, 'breakIn', []],
  ];
  it.each(table)('C1 %o after %s allows %o', (template, last, expected) => {
    expect(allowedNext(template, last, 'usual')).toEqual(expected);
  });

  it('C1 a forgotten clock-out never blocks the next clock-in, and the clock-out stays possible', () => {
    expect(allowedNext(two, 'clockIn', 'forgotten')).toEqual(['clockIn', 'clockOut']);
    expect(allowedNext(four, 'breakOut', 'forgotten')).toEqual(['clockIn', 'breakIn', 'clockOut']);
  });

  it('C1 whatever stands before, a forgotten shift leaves a way to clock in', () => {
    fc.assert(fc.property(fc.constantFrom(four, two, withMeals), fc.constantFrom(...punchTypes), (template, last) => allowedNext(template, last, 'forgotten').includes('clockIn')));
  });
});

describe('K1 the order as the server judges it', () => {
  const table: [SequenceTemplate, PunchType[], PunchType, string][] = [
    [two, [], 'clockIn', 'valid'],
    [two, [], 'clockOut', 'noClockIn'],
    [four, [], 'breakOut', 'noClockIn'],
    [four, [], 'breakIn', 'noClockIn'],
    [two, ['clockIn'], 'clockIn', 'forgottenClockOut'],
    [four, ['clockIn', 'breakOut'], 'clockIn', 'forgottenClockOut'],
    [two, ['clockIn', 'clockOut'], 'clockOut', 'outOfSequence'],
    [four, ['clockIn'], 'breakIn', 'outOfSequence'],
    [four, ['clockIn', 'breakOut', 'breakIn', 'clockOut'], 'clockIn', 'valid'],
  ];
  it.each(table)('K1 %o with %o before: %s is %s', (template, before, type, expected) => {
    expect(judgeSequence(template, before, type)).toBe(expected);
  });

  it('K1 what the kiosk allows the server never refuses', () => {
    const history = fc.array(fc.constantFrom(...punchTypes), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(four, two, withMeals), history, fc.constantFrom('usual' as const, 'forgotten' as const), (template, before, shift) => {
        const reachable = before.length === 0 || before[0] === 'clockIn';
        fc.pre(reachable);
        return allowedNext(template, before.at(-1) ?? null, shift).every((type) => judgeSequence(template, before, type) !== 'noClockIn');
      }),
    );
  });
});

it('K3 order is by instant and then by id, and only a Clock Out ends a sequence', () => {
  const punch = (punchId: string, instantMs: number) => ({ punchId, instantMs, type: 'clockIn' as const, workDate: '2026-11-23' });
  expect(inOrder([punch('b', 2), punch('c', 1), punch('a', 2)]).map((one) => one.punchId)).toEqual(['c', 'a', 'b']);
  expect(punchTypes.filter((type) => !isOpenAfter(type))).toEqual(['clockOut']);
});
