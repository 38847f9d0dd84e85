import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PunchType } from '../lib/punch-type.ts';
import { breakRulesOf, judgeBreaks, type BreakProperties } from './breaks.ts';
import { shiftsOf } from './shifts.ts';

const minuteMs = 60_000;
const beginMs = Date.parse('2026-11-23T13:00:00.000Z');
const at = (type: PunchType, minutes: number) => ({ punchId: `${type} ${String(minutes).padStart(6, '0')}`, type, instantMs: beginMs + minutes * minuteMs, workDate: '2026-11-23' });
const none = { required: [], waivers: 'none' } as const;
const lunch: BreakProperties = { ...none, requiredPerShift: 1, minimumMinutes: 30, maximumMinutes: 60, windowStartMinutes: 120, windowEndMinutes: 300 };

/** Findings of all shifts, as text: kind, number of the break, minutes taken. */
function found(punches: readonly ReturnType<typeof at>[], properties: BreakProperties, asOfMinutes = 10_000): string[] {
  return shiftsOf(punches)
    .flatMap((shift) => judgeBreaks(shift, breakRulesOf({ breaks: properties, timeZone: 'UTC' }), beginMs + asOfMinutes * minuteMs))
    .map((one) => `${one.kind} ${one.breakNumber} ${one.minutes ?? '-'}`);
}

const day = (...between: [PunchType, number][]) => [at('clockIn', 0), ...between.map(([type, minutes]) => at(type, minutes)), at('clockOut', 480)];

describe('C5 breaks of a shift', () => {
  const table: [string, [PunchType, number][], string[]][] = [
    [
      'one as it should be',
      [
        ['breakOut', 200],
        ['breakIn', 230],
      ],
      [],
    ],
    [
      'a meal counts as well',
      [
        ['mealOut', 200],
        ['mealIn', 230],
      ],
      [],
    ],
    ['none', [], ['missed 1 -']],
    [
      'a short one',
      [
        ['breakOut', 200],
        ['breakIn', 229],
      ],
      ['short 1 29'],
    ],
    [
      'a long one',
      [
        ['breakOut', 200],
        ['breakIn', 261],
      ],
      ['long 1 61'],
    ],
    [
      'exactly the longest',
      [
        ['breakOut', 200],
        ['breakIn', 260],
      ],
      [],
    ],
    [
      'an early one',
      [
        ['breakOut', 119],
        ['breakIn', 159],
      ],
      ['early 1 40'],
    ],
    [
      'at both edges of the window',
      [
        ['breakOut', 120],
        ['breakIn', 150],
        ['breakOut', 300],
        ['breakIn', 330],
      ],
      [],
    ],
    [
      'a late one',
      [
        ['breakOut', 301],
        ['breakIn', 331],
      ],
      ['late 1 30'],
    ],
    [
      'short and late',
      [
        ['breakOut', 400],
        ['breakIn', 410],
      ],
      ['short 1 10', 'late 1 10'],
    ],
    [
      'a second one beside the required one',
      [
        ['breakOut', 60],
        ['breakIn', 90],
        ['breakOut', 200],
        ['breakIn', 230],
      ],
      [],
    ],
    ['the way home', [['breakOut', 200]], ['missed 1 -']],
  ];
  it.each(table)('C5 %s', (_what, between, expected) => {
    expect(found(day(...between), lunch)).toEqual(expected);
  });

  it('C5 counts what is missing after what was taken', () => {
    expect(found(day(['breakOut', 200], ['breakIn', 230]), { ...lunch, requiredPerShift: 3 })).toEqual(['missed 2 -', 'missed 3 -']);
  });

  it('C5 asks nothing where nothing is required', () => {
    expect(found(day(), { ...none, requiredPerShift: 0, minimumMinutes: 0, maximumMinutes: 0, windowStartMinutes: 0, windowEndMinutes: 0 })).toEqual([]);
  });

  it('C5 says missed in a shift that goes on only when the window has passed', () => {
    expect(found([at('clockIn', 0)], lunch, 300)).toEqual([]);
    expect(found([at('clockIn', 0)], lunch, 301)).toEqual(['missed 1 -']);
    expect(found([at('clockIn', 0)], { ...lunch, windowEndMinutes: 0 }, 900)).toEqual([]);
  });

  it('C5 a break that goes on can be long, not short', () => {
    expect(found([at('clockIn', 0), at('breakOut', 200)], lunch, 210)).toEqual([]);
    expect(found([at('clockIn', 0), at('breakOut', 200)], lunch, 261)).toEqual(['long 1 61']);
  });

  it('C5 judges each shift of a date by its own begin', () => {
    const second = [at('clockIn', 600), at('breakOut', 800), at('breakIn', 830), at('clockOut', 1000)];
    expect(found([...day(), ...second], lunch)).toEqual(['missed 1 -']);
  });

  it('C13 works on raw times: seconds count', () => {
    const punches = [at('clockIn', 0), at('breakOut', 200), at('breakIn', 230 - 1 / 60), at('clockOut', 480)];
    expect(found(punches, lunch)).toHaveLength(1);
  });

  it('C5 every required break is within its window or has one finding that says why not', () => {
    const breaks = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 200 }), length: fc.integer({ min: 1, max: 90 }) }), { maxLength: 6 });
    const properties = fc.record({ requiredPerShift: fc.nat(4), minimumMinutes: fc.nat(45), maximumMinutes: fc.nat(90), windowStartMinutes: fc.nat(300), windowEndMinutes: fc.integer({ min: 300, max: 600 }) });
    fc.assert(
      fc.property(breaks, properties, (list, some) => {
        let minutes = 0;
        const between = list.flatMap(({ gap, length }) => {
          const out = minutes + gap;
          minutes = out + length;
          return [at('breakOut', out), at('breakIn', minutes)];
        });
        const [shift] = shiftsOf([at('clockIn', 0), ...between, at('clockOut', minutes + 10)]);
        if (shift === undefined) return false;
        const findings = judgeBreaks(shift, breakRulesOf({ breaks: { ...none, ...some }, timeZone: 'UTC' }), beginMs + 10_000 * minuteMs);
        const within = list.length === 0 ? 0 : shift.breaks.filter((one) => isWithin(one.from.instantMs, some)).length;
        const wrongPlace = findings.filter((one) => one.kind === 'missed' || one.kind === 'early' || one.kind === 'late').length;
        return wrongPlace === Math.max(0, some.requiredPerShift - within) && findings.every((one) => one.kind !== 'missed' || one.breakNumber > list.length);
      }),
    );
  });
});

function isWithin(instantMs: number, properties: Pick<BreakProperties, 'windowStartMinutes' | 'windowEndMinutes'>): boolean {
  const minutes = (instantMs - beginMs) / minuteMs;
  return minutes >= properties.windowStartMinutes && minutes <= properties.windowEndMinutes;
}
