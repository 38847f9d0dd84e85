/**
 * B6: PINs that somebody behind would try first. New PINs are never one of these, whether drawn at random or chosen. Pure; knows
 * PINs of four and of six digits, and says of any other text nothing.
 */

/** What is wrong with a PIN; texts are chosen by it. */
export type PinWeakness = 'repeated' | 'run' | 'date' | 'keypadPattern' | 'common';

/** The first reason not to take `pin`; null when it may be used. */
export function pinWeakness(pin: string): PinWeakness | null {
  if (isRepeated(pin)) return 'repeated';
  if (isRun(pin)) return 'run';
  if (looksLikeDate(pin)) return 'date';
  if (isKeypadPattern(pin)) return 'keypadPattern';
  return common.has(pin) ? 'common' : null;
}

/** 1111, 1212, 123123, 112233, 112211: a shorter piece again and again, digits in pairs, or six digits of only two. */
function isRepeated(pin: string): boolean {
  for (let length = 1; length <= pin.length / 2; length += 1) {
    if (pin.length % length === 0 && pin.slice(0, length).repeat(pin.length / length) === pin) return true;
  }
  const inPairs = /^(?:(\d)\1){2,3}$/.test(pin);
  return inPairs || (pin.length === 6 && new Set(pin).size <= 2);
}

/** 1234, 9876, 890123, 2468, 135791: the same step from each digit to the next, over the end of the digits as well. */
function isRun(pin: string): boolean {
  const digits = Array.from(pin, Number);
  const steps = digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10);
  const [first] = steps;
  return first !== undefined && [1, 2, 8, 9].includes(first) && steps.every((step) => step === first);
}

const day = '(0[1-9]|[12]\\d|3[01])';
const month = '(0[1-9]|1[0-2])';
const year = '(19|20)\\d\\d';
const dates = [year, `${year}${month}`, `${month}${year}`, `${day}${month}\\d\\d`, `${month}${day}\\d\\d`, `\\d\\d${month}${day}`].map((form) => new RegExp(`^${form}$`));

/** Years of birth, and days as people of different countries write them. */
function looksLikeDate(pin: string): boolean {
  return dates.some((form) => form.test(pin));
}

const columnsAndDiagonals = ['147', '258', '369', '159', '357', '123', '456', '789'];
const lines = new Set([...columnsAndDiagonals, ...columnsAndDiagonals.map(reversed)]);
/** Lines down the middle, and ways around the corners. */
const shapes = ['2580', '1470', '3690', '1590', '3570', '1397', '1379', '1739', '1793', '2486', '2684', '1254', '1256', '1236', '1478', '3698', '7896', '9874', '1475', '3695'];
const fourDigitShapes = new Set(shapes.flatMap((shape) => [shape, reversed(shape)]).flatMap((shape) => [0, 1, 2, 3].map((start) => shape.slice(start) + shape.slice(0, start))));

/** What the finger draws on the pad: two lines of three keys, or a line and a square of four. */
function isKeypadPattern(pin: string): boolean {
  if (pin.length === 4) return fourDigitShapes.has(pin);
  return pin.length === 6 && lines.has(pin.slice(0, 3)) && lines.has(pin.slice(3));
}

function reversed(text: string): string {
  return Array.from(text).reverse().join('');
}

/** The rest of what published counts of leaked PINs have at their top. */
const common = new Set(
  '0007 1004 1010 1313 1122 1212 2112 1221 2222 4321 6969 5683 7410 8520 9630 1230 0852 1029 4200 0420 1123 1112 1000 1001 3000 4000 5000 6000 7000 8000 9000 2468 1342 1233 1235 1472 007007 102030 100200 112358 123321 142536 100000 123654 131420 159753 201314 292513 314159 420420 420247 456654 520131 520520 662607 696969 741852 753159 789456 852456 867530 951753 963852 123455 123450 012345 123457 123789 121314 101112 111222 142857 147852 147896 153624 135246 246135 271828 010203'.split(
    ' ',
  ),
);
