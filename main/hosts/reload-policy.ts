/**
 * What to do when the page's process is gone, hangs or did not load: load it again, but not for ever. Three times within ten minutes;
 * beyond, wait until the oldest of them is ten minutes old. Punches are safe either way: they were stored before the screen said so.
 */
export const reloadWindowMs = 10 * 60_000;
export const reloadsInWindow = 3;

/** `earlierMs`: when the page was loaded again so far, oldest first, on the clock of `nowMs`. Answers how long to wait. */
export function waitBeforeReloadMs(earlierMs: readonly number[], nowMs: number): number {
  const recent = earlierMs.filter((atMs) => nowMs - atMs < reloadWindowMs);
  const oldest = recent.at(-reloadsInWindow);
  return oldest === undefined ? 0 : oldest + reloadWindowMs - nowMs;
}
