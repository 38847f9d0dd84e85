/**
 * Time as an argument. No rule, use case or machine reads a clock of its own: simulator, replay and tests
 * give another one.
 */

/** What a program may know of time. */
export interface Clock {
  /** The device's wall clock, in milliseconds since the epoch (UTC). People and NTP move it. */
  wallMs(): number;
  /** Milliseconds since an arbitrary moment of this boot; never goes back, never jumps with the wall clock. */
  monotonicMs(): number;
}

/** The machine's own clocks. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** A clock that stands still until it is told otherwise; wall and monotonic time advance together, or the wall jumps alone. */
export class ManualClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;

  constructor(startMs: number) {
    this.#wallMs = startMs;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Lets time pass: both clocks advance. */
  advance(byMs: number): void {
    this.#wallMs += byMs;
    this.#monotonicMs += byMs;
  }

  /** Somebody moves the wall clock; no time passes. */
  jumpWallTo(wallMs: number): void {
    this.#wallMs = wallMs;
  }

  /** Time passes until the wall clock shows `wallMs`; one in the past moves the wall back and lets no time pass. */
  advanceTo(wallMs: number): void {
    this.#monotonicMs += Math.max(0, wallMs - this.#wallMs);
    this.#wallMs = wallMs;
  }
}
