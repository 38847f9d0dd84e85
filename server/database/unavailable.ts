/**
 * A database that cannot do its work at the moment: gone, full, or too busy. Nothing of what was asked is known to be stored,
 * and asking again later is right; so callers hear 503 with Retry-After, never 500.
 */

/**
 * 'contended': others held what was needed, or a deadlock was cut; the same work may succeed at once. 'collided': what was looked for
 * and not found was there when it was to be added; the same work, done again, finds it.
 */
export const unavailableReasons = ['contended', 'collided', 'lost', 'timedOut', 'exhausted', 'readOnly'] as const;
export type UnavailableReason = (typeof unavailableReasons)[number];

export class DatabaseUnavailable extends Error {
  readonly reason: UnavailableReason;

  constructor(reason: UnavailableReason, cause?: unknown) {
    super(`the database is not available: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** What a caller is told to wait. */
export const retryUnavailableSeconds = 5;
