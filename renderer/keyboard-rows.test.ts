import { describe, expect, it } from 'vitest';
import { readName } from '../shared/rules/identity.ts';
import { beginsWord, commonKeys, hasCapitals, keyboardRows } from './ui/keyboard-rows.ts';

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
