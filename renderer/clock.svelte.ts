/** The time that the screens show: the device's wall clock, put right by what main knows of the server's (H4). */
import type { Timers } from './timers.ts';

export class Clock {
  /** Best-known time, in ms since the epoch; moves on the second. */
  nowMs = $state(0);
  readonly #timers: Timers;
  #offsetMs = 0;
  #callOff: () => void = () => undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
    this.nowMs = timers.nowMs();
  }

  start(): void {
    this.#callOff();
    this.nowMs = this.#timers.nowMs() + this.#offsetMs;
    this.#callOff = this.#timers.after(1000 - (Math.floor(this.nowMs) % 1000), () => this.start());
  }

  /** Takes main's correction over; the clock on screen follows at once. */
  correctBy(offsetMs: number): void {
    if (offsetMs === this.#offsetMs) return;
    this.#offsetMs = offsetMs;
    this.start();
  }
}
