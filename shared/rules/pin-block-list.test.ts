import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pinWeakness } from './pin-block-list.ts';

const digit = fc.integer({ min: 0, max: 9 });
const allPins = (digits: number): string[] => Array.from({ length: 10 ** digits }, (_, index) => String(index).padStart(digits, '0'));

describe('PINs that are guessed first', () => {
  it.each([
    ['repeated', ['0000', '999999', '1212', '123123', '121212', '1122', '112233', '112211', '484848']],
    ['run', ['1234', '4321', '7890', '8901', '0987', '123456', '987654', '890123', '2468', '1357', '9753']],
    ['date', ['1987', '2004', '198704', '041987', '311299', '123199', '991231']],
    ['keypadPattern', ['2580', '0852', '1397', '147258', '159357', '963741', '741852']],
    ['common', ['0007', '5683', '867530', '142536', '314159']],
  ])('B6 refuses %s', (weakness, pins) => {
    for (const pin of pins) expect(pinWeakness(pin), pin).toBe(weakness);
  });

  it('B6 takes ordinary ones', () => {
    for (const pin of ['4829', '0693', '7305', '482913', '730264', '069318', '640157']) expect(pinWeakness(pin), pin).toBeNull();
  });

  it('B6 refuses every repetition of a shorter piece, and every run, wherever they begin', () => {
    fc.assert(
      fc.property(digit, digit, digit, fc.constantFrom(1, 2, 8, 9), (a, b, c, step) => {
        for (const pin of [`${a}${b}${a}${b}`, `${a}${b}${a}${b}${a}${b}`, `${a}${b}${c}${a}${b}${c}`, `${a}`.repeat(4), `${a}${a}${b}${b}`]) expect(pinWeakness(pin)).not.toBeNull();
        for (const length of [4, 6]) expect(pinWeakness(Array.from({ length }, (_, index) => (a + index * step) % 10).join(''))).not.toBeNull();
      }),
    );
  });

  it('B6 leaves most PINs to choose from, and says nothing of what is no PIN', () => {
    expect(allPins(4).filter((pin) => pinWeakness(pin) === null).length).toBeGreaterThan(9200);
    const everySeventh = allPins(6).filter((_, index) => index % 7 === 0);
    expect(everySeventh.filter((pin) => pinWeakness(pin) === null).length / everySeventh.length).toBeGreaterThan(0.85);
    for (const text of ['', 'abcd']) expect(pinWeakness(text)).toBeNull();
  });
});
