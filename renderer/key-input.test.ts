import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyInput, burstGapMs } from './key-input.ts';
import type { KeyAction } from './key-input.ts';

/** Presses `keys` with `gapMs` between them; answers the last action. */
function press(keys: readonly string[], gapMs: number): KeyAction {
  const input = new KeyInput();
  return keys.map((key, index) => input.press(key, 1000 + index * gapMs)).at(-1) ?? { kind: 'none' };
}

const digits = fc.array(fc.integer({ min: 0, max: 9 }).map(String), { minLength: 4, maxLength: 20 });

describe('KeyInput', () => {
  it('B1 takes a fast burst that ends in Enter for a badge', () => {
    fc.assert(
      fc.property(digits, fc.integer({ min: 1, max: burstGapMs }), (keys, gapMs) => {
        expect(press([...keys, 'Enter'], gapMs)).toEqual({ kind: 'badge', code: keys.join('') });
      }),
    );
  });

  it('B1 takes the same keys from a hand for a PIN', () => {
    fc.assert(
      fc.property(digits, fc.integer({ min: burstGapMs + 1, max: 2000 }), (keys, gapMs) => {
        expect(press([...keys, 'Enter'], gapMs)).toEqual({ kind: 'submit' });
      }),
    );
  });

  it('B1 does not take three quick digits for a badge', () => {
    expect(press(['1', '2', '3', 'Enter'], 5)).toEqual({ kind: 'submit' });
  });

  it('B1 leaves out what a reader sends before and behind the digits, and ends at Tab as at Enter', () => {
    const around = fc.array(fc.constantFrom(';', '%', 'B', '?', '+', '*'), { maxLength: 3 });
    fc.assert(
      fc.property(around, digits, around, fc.constantFrom('Enter', 'Tab'), (prefix, keys, suffix, end) => {
        expect(press([...prefix, ...keys, ...suffix, end], 8)).toEqual({ kind: 'badge', code: keys.join('') });
      }),
    );
    expect(press(['Shift', '%', '2', '0', '4', '1', 'Shift', '?', 'Enter'], 4)).toEqual({ kind: 'badge', code: '2041' });
  });

  it('B1 swallows nothing of what a hand types: every digit comes, whatever stands between', () => {
    const key = fc.constantFrom('0', '1', '5', '9', 'x', 'Shift', 'Backspace', 'Tab');
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.integer({ min: burstGapMs + 1, max: 1500 })), { maxLength: 30 }), (typed) => {
        const input = new KeyInput();
        let atMs = 0;
        const actions = typed.map(([pressed, gapMs]) => input.press(pressed, (atMs += gapMs)));
        expect(actions.flatMap((action) => (action.kind === 'digit' ? [action.digit] : []))).toEqual(typed.flatMap(([pressed]) => (/^\d$/.test(pressed) ? [pressed] : [])));
        expect(actions.some((action) => action.kind === 'badge')).toBe(false);
      }),
    );
  });

  it('B1 forgets a burst that anything slow or strange came into', () => {
    expect(press(['1', '2', 'x', '3', '4', 'Enter'], 5)).toEqual({ kind: 'submit' });
    const input = new KeyInput();
    for (const [index, key] of ['1', '2', '3', '4'].entries()) input.press(key, index * 5);
    expect(input.press('Enter', 500)).toEqual({ kind: 'submit' });
  });

  it('B1 does not let digits typed before a scan into the code', () => {
    const input = new KeyInput();
    input.press('9', 0);
    const keys = ['1', '2', '3', '4', '5', '6', '7', '8', 'Enter'];
    expect(keys.map((key, index) => input.press(key, 1000 + index * 3)).at(-1)).toEqual({ kind: 'badge', code: '12345678' });
  });

  it('B1 knows the editing keys', () => {
    expect(press(['7'], 0)).toEqual({ kind: 'digit', digit: '7' });
    expect(press(['Backspace'], 0)).toEqual({ kind: 'erase' });
    expect(press(['Escape'], 0)).toEqual({ kind: 'clear' });
    expect(press(['Tab'], 0)).toEqual({ kind: 'none' });
  });
});
