import type { Timers } from './timers.ts';

/** Whole seconds left until a moment of the device's wall clock; at zero it ends and runs what it was given. */
export class Countdown {
  /** null while nothing is counted. */
  secondsLeft = $state<number | null>(null);
  readonly #timers: Timers;
  #callOff: () => void = () => undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  until(atMs: number, then: () => void = () => undefined): void {
    this.#callOff();
    const leftMs = atMs - this.#timers.nowMs();
    if (leftMs <= 0) {
      this.secondsLeft = null;
      return then();
    }
    this.secondsLeft = Math.ceil(leftMs / 1000);
    this.#callOff = this.#timers.after(leftMs % 1000 || 1000, () => this.until(atMs, then));
  }

  stop(): void {
    this.#callOff();
    this.secondsLeft = null;
  }
}
