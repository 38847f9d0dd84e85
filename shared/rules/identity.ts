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
