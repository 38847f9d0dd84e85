/** B6: why a PIN is not taken, and what to do; never with the PIN itself. */
import type { PinWeakness } from '../../shared/rules/pin-block-list.ts';

export const weaknessWording: Readonly<Record<PinWeakness, string>> = {
  repeated: 'it repeats digits and is guessed early: choose another',
  run: 'its digits follow one another and it is guessed early: choose another',
  date: 'it looks like a date and is guessed early: choose another',
  keypadPattern: 'it is a pattern on the keypad and is guessed early: choose another',
  common: 'it is one of the most common and is guessed early: choose another',
};
