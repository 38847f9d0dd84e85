import { describe, expect, it } from 'vitest';
import { readName } from '../shared/rules/identity.ts';
import { beginsWord, commonKeys, foldRows, hasCapitals, keyboardRows, keysAcross } from './ui/keyboard-rows.ts';

const languages = ['en', 'es', 'fr', 'ar'];

describe('the on-screen keyboard', () => {
  it.each(languages)('J2 types names in %s, each letter once, and none that a name may not have', (language) => {
    for (const side of ['letters', 'accents', 'latin'] as const) {
      const rows = keyboardRows('name', side, language);
      const letters = rows.flat();
      expect(rows).toHaveLength(3);
      expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(12);
      expect(new Set(letters).size).toBe(letters.length);
      expect(letters.filter((letter) => readName(letter).kind !== 'name')).toEqual([]);
    }
    expect(commonKeys.name.filter((sign) => readName(`a${sign}b`).kind !== 'name')).toEqual([]);
  });

  it.each([320, 360, 412, 560, 640, 699])('J1 in a window of %i px every key is as wide as a finger, in every language and on every side', (windowPx) => {
    for (const language of languages) {
      for (const [use, side] of [
        ['name', 'letters'],
        ['name', 'accents'],
        ['name', 'latin'],
        ['address', 'letters'],
        ['address', 'symbols'],
      ] as const) {
        const rows = keyboardRows(use, side, language);
        const folded = foldRows(rows, keysAcross(windowPx));
        expect(folded.flat()).toEqual(rows.flat());
        for (const { length } of folded) expect((windowPx - 2 * 4 - (length - 1) * 4) / length).toBeGreaterThanOrEqual(48);
        // Shift, the signs that are always there, and the key that takes back.
        expect(commonKeys[use].length + 2).toBeLessThanOrEqual(keysAcross(windowPx));
      }
    }
  });

  it('J1 a wide window keeps the rows as keyboards have them', () => {
    const rows = keyboardRows('name', 'letters', 'ar');
    expect(foldRows(rows, keysAcross(700))).toEqual(rows);
    expect(foldRows([Array.from('abcdefg')], 4)).toEqual([Array.from('abcd'), Array.from('efg')]);
  });

  it('J2 has Arabic letters without capitals, and Latin ones beside them', () => {
    expect(hasCapitals(keyboardRows('name', 'letters', 'ar'))).toBe(false);
    expect(hasCapitals(keyboardRows('name', 'latin', 'ar'))).toBe(true);
  });

  it('A1 types addresses and passwords in Latin in every language', () => {
    expect(languages.map((language) => keyboardRows('address', 'letters', language).flat().join(''))).toEqual(languages.map(() => 'qwertyuiopasdfghjklzxcvbnm'));
  });

  it('B3 begins each part of a name with a capital', () => {
    expect(['', 'Ana ', 'Ana-', "O'", 'An'].map(beginsWord)).toEqual([true, true, true, true, false]);
  });
});
