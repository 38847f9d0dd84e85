/**
 * H4: time that goes on steadily whatever is done to the wall clock, sleep included. The monotonic clock of some systems stands still
 * while the machine sleeps; the time since its start does not, but is coarse. One that has run ahead of the other tells of a sleep.
 */
import type { MachineClock } from './machine-clock.ts';

export interface Reading {
  readonly wallMs: number;
  readonly monotonicMs: number;
  /** Monotonic, with all sleep counted in. */
  readonly steadyMs: number;
  /** How long the machine has slept since the last look, as far as the monotonic clock did not count it. */
  readonly sleptMs: number;
}

/** Below this the two clocks only round differently. */
const noticedSleepMs = 2_500;

export class SteadyClock {
  readonly #clock: MachineClock;
  /** Time since the machine's start minus monotonic time, when a look was last taken; null where there is no such clock. */
  #aheadMs: number | null;
  #sleptMs = 0;

  constructor(clock: MachineClock) {
    this.#clock = clock;
    this.#aheadMs = this.#readAhead(clock.monotonicMs());
  }

  read(): Reading {
    const monotonicMs = this.#clock.monotonicMs();
    const sleptMs = this.#noticeSleep(monotonicMs);
    return { wallMs: this.#clock.wallMs(), monotonicMs, steadyMs: monotonicMs + this.#sleptMs, sleptMs };
  }

  #readAhead(monotonicMs: number): number | null {
    const uptimeMs = this.#clock.uptimeMs();
    return uptimeMs === null ? null : uptimeMs - monotonicMs;
  }

  #noticeSleep(monotonicMs: number): number {
    const aheadMs = this.#readAhead(monotonicMs);
    if (aheadMs === null || this.#aheadMs === null) return 0;
    const sleptMs = aheadMs - this.#aheadMs;
    // Compared with the first look, not with the last: what is rounded away must not add up to a sleep.
    if (sleptMs < noticedSleepMs) return 0;
    this.#aheadMs = aheadMs;
    this.#sleptMs += sleptMs;
    return sleptMs;
  }
}
