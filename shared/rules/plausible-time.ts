/** D3, K1: is the time of a punch plausible. Judged on the best-known time, at the server, against the server's clock. */

const twentyYearsMs = 20 * 365.25 * 86_400_000;

/**
 * @param bestKnownMs the punch's best-known instant
 * @param toleranceSeconds how far ahead of the server a punch may be (5 minutes unless the timeclock says otherwise)
 */
export function judgeTime(bestKnownMs: number, serverNowMs: number, toleranceSeconds: number): 'plausible' | 'timeInFuture' | 'timeTooOld' {
  if (bestKnownMs > serverNowMs + toleranceSeconds * 1000) return 'timeInFuture';
  if (bestKnownMs < serverNowMs - twentyYearsMs) return 'timeTooOld';
  return 'plausible';
}
