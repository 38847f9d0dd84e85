/** The server's Retry-After, in milliseconds: seconds, or an HTTP date against the answer's own Date (RFC 9110). */

/** Nothing makes a kiosk wait longer than a day. */
const longestMs = 86_400_000;

/** Null where there is none, or none that can be understood. The device's clock plays no part: it may be wrong. */
export function parseRetryAfter(retryAfter: string | null, answerDate: string | null): number | null {
  if (retryAfter === null) return null;
  if (/^\d{1,9}$/.test(retryAfter)) return Math.min(Number(retryAfter) * 1000, longestMs);
  const waitMs = Date.parse(retryAfter) - Date.parse(answerDate ?? '');
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(0, waitMs), longestMs);
}
