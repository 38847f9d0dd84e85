/**
 * A9: the text of an enrolment code. Twenty characters, 100 random bits, in groups of five; no letter that could be read as a digit.
 * Whoever types one may leave out the dashes, and the case does not matter.
 */
import { createHash } from 'node:crypto';
import type { RandomBytes } from './tokens.ts';

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const length = 20;
const group = /.{5}(?=.)/g;

export function newEnrolmentCode(randomBytes: RandomBytes): string {
  const characters = [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length] ?? '');
  return characters.join('').replace(group, '$&-');
}

/** The form in which codes are stored and compared. */
export function enrolmentCodeHash(typed: string): string {
  const plain = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  return createHash('sha256').update(`enrolment-code:${plain}`).digest('hex');
}
