/**
 * Keys of the on-screen keyboard. Server addresses and passwords are Latin in every language; names are typed as the language's own
 * keyboards have it, with accents, and Arabic beside Latin.
 */

/** What is typed: an address, user name or password; somebody's name; digits alone. */
export type KeyboardUse = 'address' | 'name' | 'digits';
export type KeyboardSide = 'letters' | 'symbols' | 'accents' | 'latin';

const rowsOf = (...rows: readonly string[]): string[][] => rows.map((row) => Array.from(row));

const qwerty = rowsOf('qwertyuiop', 'asdfghjkl', 'zxcvbnm');
/** Where a language's own keyboard differs. */
const lettersOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  es: rowsOf('qwertyuiop', 'asdfghjklñ', 'zxcvbnm'),
  fr: rowsOf('azertyuiop', 'qsdfghjklm', 'wxcvbn'),
  ar: rowsOf('ضصثقفغعهخحجد', 'شسيبلاتنمكطذ', 'ئءؤرىةوزظأإآ'),
};
/** Those of the language come first: what its names need is where the thumb is. */
const accentsOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  es: rowsOf('áéíóúüñàçã', 'âäåæèêëìîï', 'òôöõøùûýß'),
  fr: rowsOf('éèêëàâçîïô', 'ûùüœæÿáíóú', 'äåãñöõøýß'),
};
const accents = rowsOf('áàâäãåæçéè', 'êëíìîïñóòô', 'öõøœßúùûüý');
const symbols = rowsOf('1234567890', '@#$%&*()_', '!?:;/"+-=');
const digits = rowsOf('123', '456', '789');

export function keyboardRows(use: KeyboardUse, side: KeyboardSide, language: string): readonly (readonly string[])[] {
  if (use === 'digits') return digits;
  if (use === 'address') return side === 'symbols' ? symbols : qwerty;
  if (side === 'accents') return accentsOf[language] ?? accents;
  return side === 'latin' ? qwerty : (lettersOf[language] ?? qwerty);
}

/** Keys that stand at the end of the last row on every side. */
export const commonKeys: Readonly<Record<KeyboardUse, readonly string[]>> = { address: ['.', '-', '/'], name: ["'", '-'], digits: [] };

/** The least width of a key, and what lies between two and beside them, where a window is narrow. */
export const narrowKeys = { widthPx: 48, gapPx: 4, marginPx: 4, belowPx: 700 } as const;

/** How many keys of a finger's width stand side by side in a window of this width; any number in a wide one. */
export function keysAcross(windowPx: number): number {
  const { widthPx, gapPx, marginPx, belowPx } = narrowKeys;
  return windowPx >= belowPx ? Number.POSITIVE_INFINITY : Math.max(3, Math.floor((windowPx - 2 * marginPx + gapPx) / (widthPx + gapPx)));
}

/** J1: a row that is too long for the window goes on in the next one, in parts of the same length: each key stays as wide as a finger, and near to where it was. */
export function foldRows(rows: readonly (readonly string[])[], most: number): string[][] {
  return rows.flatMap((row) => {
    const parts = Math.max(1, Math.ceil(row.length / most));
    const length = Math.ceil(row.length / parts);
    return Array.from({ length: parts }, (_, part) => row.slice(part * length, (part + 1) * length));
  });
}

/** True where letters have no capitals: there is nothing to shift. */
export function hasCapitals(rows: readonly (readonly string[])[]): boolean {
  return rows.flat().some((letter) => letter.toLocaleUpperCase() !== letter);
}

/** A name begins with a capital, after a space or a hyphen too. */
export function beginsWord(textBefore: string): boolean {
  return textBefore === '' || /[\s\-'’]$/u.test(textBefore);
}
