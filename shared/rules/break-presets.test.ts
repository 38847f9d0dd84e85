import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakRequirement } from '../contracts/break-rules.ts';
import type { PunchType } from '../lib/punch-type.ts';
import { breakPresets, type BreakPreset } from './break-presets.ts';
import { breakRulesOf, breaksToAsk, judgeBreaks, nextBreakDue, type BreakProperties, type BreakRules } from './breaks.ts';
import { shiftsOf, type Shift } from './shifts.ts';
import type { TimedPunch } from './punch-sequence.ts';

const minuteMs = 60_000;
/** Seven in the morning in New York, Monday 23 November 2026. */
const sevenMs = Date.parse('2026-11-23T12:00:00.000Z');
const plain: BreakProperties = { requiredPerShift: 0, minimumMinutes: 0, maximumMinutes: 0, windowStartMinutes: 0, windowEndMinutes: 0, required: [], waivers: 'none' };
const rulesOf = (preset: BreakPreset, waivers: BreakProperties['waivers'] = 'none'): BreakRules => breakRulesOf({ breaks: { ...plain, required: breakPresets[preset], waivers }, timeZone: 'America/New_York' });

/** A shift that begins `begin` minutes after seven, its breaks from and to, in minutes after its begin; `end` null while it goes on. */
function shiftOf(end: number | null, breaks: readonly (readonly [number, number])[] = [], begin = 0): Shift<TimedPunch> {
  const at = (type: PunchType, minutes: number): TimedPunch => ({ punchId: `${String(minutes).padStart(6, '0')} ${type}`, type, instantMs: sevenMs + (begin + minutes) * minuteMs, workDate: '2026-11-23' });
  const punches = [at('clockIn', 0), ...breaks.flatMap(([out, back]) => [at('breakOut', out), at('breakIn', back)]), ...(end === null ? [] : [at('clockOut', end)])];
  const [shift] = shiftsOf(punches);
  if (shift === undefined) throw new Error('no shift');
  return shift;
}
const judged = (preset: BreakPreset, shift: Shift<TimedPunch>, waivers: BreakProperties['waivers'] = 'none'): string[] =>
  judgeBreaks(shift, rulesOf(preset, waivers), sevenMs + 2000 * minuteMs).map((one) => `${one.kind} ${one.breakKind}${one.isWaivable ? ' waivable' : ''}`);
const rests = (preset: BreakPreset, worked: number): number => breaksToAsk(shiftOf(worked), rulesOf(preset), sevenMs).length;
const hour = 60;

describe('C5 California (Labor Code 512, IWC orders)', () => {
  it.each<[string, number, [number, number][], string[]]>([
    ['five hours need none', 5 * hour, [], []],
    ['more than five hours need one; up to six it may be waived', 5 * hour + 1, [], ['missed meal waivable']],
    ['six hours may still waive', 6 * hour, [], ['missed meal waivable']],
    ['more than six may not', 6 * hour + 1, [], ['missed meal']],
    ['begun at the end of the fifth hour', 8 * hour, [[300, 330]], []],
    ['begun after it', 8 * hour, [[301, 331]], ['late meal']],
    ['29 minutes', 8 * hour, [[240, 269]], ['short meal']],
    ['a rest that was punched is no meal', 8 * hour, [[120, 130]], ['missed meal']],
    ['ten hours of work need one', 10 * hour + 30, [[240, 270]], []],
    ['more than ten need two; up to twelve the second may be waived where the first was taken', 10 * hour + 31, [[240, 270]], ['missed meal waivable']],
    ['over twelve it may not', 12 * hour + 31, [[240, 270]], ['missed meal']],
    ['no second waiver where the first was missed', 11 * hour, [], ['missed meal', 'missed meal']],
    [
      'the second by the end of the tenth hour of work, the meal left out',
      13 * hour,
      [
        [240, 270],
        [630, 660],
      ],
      [],
    ],
    [
      'and not after it',
      13 * hour,
      [
        [240, 270],
        [631, 661],
      ],
      ['late meal'],
    ],
  ])('C5 %s', (_what, end, breaks, expected) => {
    expect(judged('california', shiftOf(end, breaks))).toEqual(expected);
  });

  it('C5 finds nothing where a waiver is on file, and all else as before', () => {
    expect(judged('california', shiftOf(6 * hour), 'onFile')).toEqual([]);
    expect(judged('california', shiftOf(6 * hour + 1), 'onFile')).toEqual(['missed meal']);
    expect(judged('california', shiftOf(12 * hour, [[240, 270]]), 'onFile')).toEqual([]);
    expect(judged('california', shiftOf(11 * hour), 'onFile')).toEqual(['missed meal', 'missed meal']);
  });

  it.each([
    [209, 0],
    [210, 1],
    [360, 1],
    [361, 2],
    [600, 2],
    [601, 3],
    [840, 3],
    [841, 4],
  ])('C5 after %i minutes of work, %i rests', (worked, expected) => {
    expect(rests('california', worked)).toBe(expected);
  });
});

describe('C5 Oregon (OAR 839-020-0050)', () => {
  it.each<[string, number, [number, number][], string[]]>([
    ['less than six hours need none', 6 * hour - 1, [], []],
    ['six hours need one', 6 * hour, [], ['missed meal']],
    ['up to seven hours: after the second, over before the fifth begins', 7 * hour, [[120, 150]], []],
    ['over before the fifth hour begins, to the minute', 7 * hour, [[210, 240]], []],
    ['not within the second hour', 7 * hour, [[119, 149]], ['early meal']],
    ['not into the fifth', 7 * hour, [[211, 241]], ['late meal']],
    ['more than seven: after the third, over before the sixth begins', 8 * hour, [[180, 210]], []],
    ['not within the third', 8 * hour, [[179, 209]], ['early meal']],
    ['not into the sixth', 8 * hour, [[271, 301]], ['late meal']],
    ['thirteen hours and 59 minutes of work need one', 14 * hour + 29, [[200, 230]], []],
    ['fourteen need two', 14 * hour + 30, [[200, 230]], ['missed meal']],
  ])('C5 %s', (_what, end, breaks, expected) => {
    expect(judged('oregon', shiftOf(end, breaks))).toEqual(expected);
  });

  it.each([
    [120, 0],
    [121, 1],
    [360, 1],
    [361, 2],
    [600, 2],
    [601, 3],
    [840, 3],
    [841, 4],
  ])('C5 after %i minutes of work, %i rests', (worked, expected) => {
    expect(rests('oregon', worked)).toBe(expected);
  });
});

describe('C5 New York (Labor Law 162)', () => {
  /** Begun at a time of day, so many hours long, breaks by times of day. */
  const day = (begin: number, hours: number, ...breaks: (readonly [number, number])[]) =>
    judged(
      'newYork',
      shiftOf(
        hours * hour,
        breaks.map(([out, back]) => [(out - begin) * hour, (back - begin) * hour]),
        (begin - 7) * hour,
      ),
    );
  it.each<[string, string[], string[]]>([
    ['six hours over noon need none', day(8, 6), []],
    ['more than six over noon need half an hour', day(8, 6.1), ['missed meal']],
    ['within eleven to two', day(8, 9, [11, 11.5]), []],
    ['not before eleven', day(8, 9, [10.9, 11.4]), ['early meal']],
    ['over by two', day(8, 9, [13.6, 14.1]), ['late meal']],
    ['half an hour', day(8, 9, [12, 12.4]), ['short meal']],
    ['a shift that does not go over noon', day(11.5, 7.4), []],
    ['begun before eleven and going on past seven: 20 minutes more', day(10, 9.5, [12, 12.5]), ['missed meal']],
    ['between five and seven', day(10, 9.5, [12, 12.5], [17.5, 17.9]), []],
    ['begun at one or later, 45 minutes', day(13, 7, [16, 16.5]), ['short meal']],
    ['they are enough', day(13, 7, [16, 16.75]), []],
    ['over midnight too', day(23, 7), ['missed meal']],
  ])('C5 %s', (_what, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe('reminders', () => {
  const due = (preset: BreakPreset, shift: Shift<TimedPunch>, nowMinutes: number): number | null => {
    const next = nextBreakDue(shift, rulesOf(preset), sevenMs + nowMinutes * minuteMs);
    return next === null ? null : (next.dueMs - sevenMs) / minuteMs;
  };
  it('C5 says until when the next break has to begin', () => {
    expect(due('california', shiftOf(null), 60)).toBe(300);
    expect(due('california', shiftOf(null), 320)).toBe(300);
    expect(due('california', shiftOf(null, [[240, 270]]), 320)).toBe(630);
    expect(
      due(
        'california',
        shiftOf(null, [
          [240, 270],
          [400, 430],
        ]),
        500,
      ),
    ).toBeNull();
    expect(due('california', shiftOf(null, [[120, 130]]), 140)).toBe(300);
    expect(due('oregon', shiftOf(null), 60)).toBe(210);
    expect(due('oregon', shiftOf(null), 421)).toBe(270);
    expect(due('newYork', shiftOf(null), 60)).toBe(6.5 * hour);
  });
  it('C5 says nothing in a break, after a clock-out, or where no rule has a time', () => {
    expect(due('california', shiftOf(480), 500)).toBeNull();
    expect(due('none', shiftOf(null), 60)).toBeNull();
    expect(due('newYork', shiftOf(null, [], 6.5 * hour), 7 * hour)).toBeNull();
    const [onBreak] = shiftsOf([shiftOf(null).first, { punchId: '9', type: 'breakOut', instantMs: sevenMs + 60 * minuteMs, workDate: '2026-11-23' }]);
    expect(onBreak && nextBreakDue(onBreak, rulesOf('california'), sevenMs + 70 * minuteMs)).toBeNull();
  });
});

it('C5 presets are what the contract takes', () => {
  for (const list of Object.values(breakPresets)) for (const requirement of list) expect(breakRequirement.parse(requirement)).toEqual(requirement);
});

it('C5 a longer meal at the same time never makes anything worse, in any of these places', () => {
  const shifts = fc.record({
    preset: fc.constantFrom<BreakPreset>('california', 'oregon', 'newYork'),
    begin: fc.integer({ min: -420, max: 900 }),
    end: fc.integer({ min: 300, max: 900 }),
    out: fc.integer({ min: 30, max: 200 }),
    length: fc.integer({ min: 20, max: 29 }),
  });
  fc.assert(
    fc.property(shifts, ({ preset, begin, end, out, length }) => {
      const shorts = (minutes: number): number => judged(preset, shiftOf(end + minutes, [[out, out + minutes]], begin)).filter((one) => one.startsWith('short')).length;
      return shorts(length + 25) <= shorts(length);
    }),
  );
});

it('C5 a break is found at most once for its length and once for its place', () => {
  const lists = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 200 }), length: fc.integer({ min: 1, max: 90 }) }), { maxLength: 5 });
  fc.assert(
    fc.property(lists, fc.constantFrom<BreakPreset>('california', 'oregon', 'newYork'), fc.integer({ min: -420, max: 900 }), (list, preset, begin) => {
      let at = 0;
      const breaks = list.map(({ gap, length }): [number, number] => [(at += gap), (at += length)]);
      const found = judgeBreaks(shiftOf(at + 30, breaks, begin), rulesOf(preset), sevenMs + 5000 * minuteMs);
      return [...Map.groupBy(found, (one) => one.breakNumber).values()].every((ofOne) => ofOne.length <= 2 && new Set(ofOne.map((one) => one.kind)).size === ofOne.length);
    }),
  );
});
