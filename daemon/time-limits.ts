/**
 * How long a request may take, phase by phase, in milliseconds. No request outlives 30 s; a request of the sync that
 * hangs, and the ping that confirms it, together stay below the 15 s in which a loss must be noticed (E1).
 */
export interface TimeLimits {
  lookup: number;
  connect: number;
  secureConnect: number;
  /** Silence on the wire in either direction. */
  socket: number;
  /** From the request's last byte to the answer's first. */
  response: number;
  /** The request as a whole. */
  request: number;
}

/** Longest that any request may last. */
export const maxRequestMs = 30_000;
const maxSilenceMs = 10_000;
/** One ping; two of them and the longest pause between pings stay below 15 s (E1). */
export const pingTimeoutMs = 3_000;
/**
 * Off line: a first connection over a satellite takes four round trips of 0.8 s. One that hangs is followed at once, so that a recovery begins within the 5 s
 * of F1; a network that is gone ends it sooner, while it connects.
 */
export const offlinePingTimeoutMs = 4_500;

/** Limits for a request that may last `requestMs` as a whole; each phase is bounded by it too. */
export function timeLimits(requestMs: number): TimeLimits {
  const request = Math.min(requestMs, maxRequestMs);
  const phase = (milliseconds: number): number => Math.min(milliseconds, request);
  return { lookup: phase(3_000), connect: phase(3_000), secureConnect: phase(5_000), socket: phase(maxSilenceMs), response: phase(maxSilenceMs), request };
}
