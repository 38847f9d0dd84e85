/** D4: how long the device waits before it offers again what the server refused. */
const firstRetryMs = 60_000;
const longestRetryMs = 3_600_000;

/** When what was refused for the `refusals`-th time is offered again. */
export function retryDelayMs(refusals: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(refusals - 1, 10));
}
