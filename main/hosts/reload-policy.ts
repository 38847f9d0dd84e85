/**
 * How long to wait before a page that is gone, hangs or did not load is brought back: not at all for the first three within ten minutes, then
 * longer each time, so that a page that cannot start does not spin; never longer than a minute, because somebody may stand before a dead screen.
 */
export const reloadWindowMs = 10 * 60_000;
export const reloadsInWindow = 3;
const firstWaitMs = 5_000;
const longestWaitMs = 60_000;

/** `earlierMs`: when the page was brought back so far, on the clock of `nowMs`. Answers how long to wait. */
export function waitBeforeReloadMs(earlierMs: readonly number[], nowMs: number): number {
  const recent = earlierMs.filter((atMs) => nowMs - atMs < reloadWindowMs).length;
  return recent < reloadsInWindow ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (recent - reloadsInWindow));
}
