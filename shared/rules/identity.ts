/**
 * B4, F5: when two people typed the same. Case, accents, and outer and doubled spaces do not count; nothing else is forgiven, for
 * a match moves somebody's hours. One function for the form (B3), the temporary employee (B4) and the match at the server (F5).
 */

/** A name, or a company's, in the form in which it is compared. Letters that only look alike stay different. */
export function normaliseName(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
}

/** First and last name as one key; no name holds the sign between them. */
export function nameKey(firstName: string, lastName: string): string {
  return `${normaliseName(firstName)}|${normaliseName(lastName)}`.replace(/\|(?=.*\|)/gu, ' ');
}

/** Longer ones are no names, in characters as people count them. */
export const longestName = 60;

export type NameReading = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'empty' | 'unusable' | 'tooLong' };

/** What no name shows: control characters, zero-width and bidirectional ones, halves of characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
const usable = /^[\p{L}\p{M}\p{N}\p{Zs}'’ʼʻ`´.,\-‐‑–·]+$/u;

/** B3: a name as somebody typed it, in the form in which it is kept and shown; one letter is enough. */
export function readName(typed: string): NameReading {
  const name = typed.slice(0, 20_000).normalize('NFC').replace(/\s+/gu, ' ').replace(unseen, '').trim();
  if (name === '') return { kind: 'empty' };
  if (Array.from(name).length > longestName) return { kind: 'tooLong' };
  return usable.test(name) && /\p{L}/u.test(name) ? { kind: 'name', name } : { kind: 'unusable' };
}

/** B3: the last four digits as typed, in whichever digits; null for anything else. */
export function readLastFour(typed: string): string | null {
  const digits = typed.replace(/[\s\p{Cf}]/gu, '').replace(/[\u0660-\u0669\u06f0-\u06f9]/gu, (digit) => String(digit.charCodeAt(0) & 0xf));
  return /^\d{4}$/.test(digits) ? digits : null;
}
