/** When to try again: pure, randomness comes in as a number from 0 up to 1. All in milliseconds. */

/** Retries within one sync (K8). */
export const maxRetries = 3;
const shortestBackoffMs = 1_000;
const longestBackoffMs = 60_000;

/** Decorrelated jitter: somewhere between the shortest and three times the previous one; `previousMs` is 0 the first time. */
export function backoffMs(previousMs: number, random: number): number {
  const ceiling = Math.max(shortestBackoffMs, previousMs) * 3;
  return Math.min(longestBackoffMs, Math.round(shortestBackoffMs + random * (ceiling - shortestBackoffMs)));
}

/** K8: Retry-After always wins; up to a second is added so that a fleet does not come back in one instant (F1). */
export function retryAfterWithSpreadMs(retryAfterMs: number, random: number): number {
  return retryAfterMs + Math.round(random * 1_000);
}

/** E3, F1: off line, from one ping's start to the next's: half to all of the configured interval. */
export function offlineProbeMs(probeIntervalMs: number, random: number): number {
  return Math.round(probeIntervalMs * (0.5 + random * 0.5));
}

/** Longest pause between pings on line; with two pings of 3 s each a loss shows within 15 s (E1). */
const longestIdleProbeMs = 8_000;

/** E1: on line and idle, from the end of one ping to the next. */
export function idleProbeMs(probeIntervalMs: number, random: number): number {
  return Math.round(Math.min(probeIntervalMs * 4, longestIdleProbeMs) * (0.8 + random * 0.2));
}
