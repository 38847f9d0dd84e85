/** Keys of the on-screen keyboard. Server addresses, names and passwords are typed on it, so it is Latin in every language. */

export type KeyboardSide = 'letters' | 'capitals' | 'symbols';

const letters: readonly string[] = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

export const keyboardRows: Readonly<Record<KeyboardSide, readonly (readonly string[])[]>> = {
  letters: letters.map((row) => Array.from(row)),
  capitals: letters.map((row) => Array.from(row.toUpperCase())),
  symbols: ['1234567890', '@#$%&*()_', '!?:;/"+-='].map((row) => Array.from(row)),
};

/** Keys that stand at the end of the last row on every side. */
export const commonKeys: readonly string[] = ['.', '-', '/'];
