/** B6: PINs at random, all that are not on the block list being equally likely. */
import { pinWeakness } from '../../shared/rules/pin-block-list.ts';
import type { RandomBytes } from './tokens.ts';

/** Different PINs to choose from, in random order. */
export function drawPins(digits: 4 | 6, count: number, randomBytes: RandomBytes): string[] {
  const drawn = new Set<string>();
  while (drawn.size < count) {
    const pin = randomDigits(digits, randomBytes);
    if (pinWeakness(pin) === null) drawn.add(pin);
  }
  return [...drawn];
}

/** Numbers of the uneven rest at the end are drawn again, or low PINs would come up more often. */
function randomDigits(digits: number, randomBytes: RandomBytes): string {
  const choices = 10 ** digits;
  const evenEnd = Math.floor(2 ** 32 / choices) * choices;
  for (;;) {
    const number = randomBytes(4).readUInt32BE();
    if (number < evenEnd) return String(number % choices).padStart(digits, '0');
  }
}
