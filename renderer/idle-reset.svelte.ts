/**
 * B7: after the reset timer's quiet time somebody who stands here is warned for 20 seconds, with their data blanked, and
 * then forgotten. On the PIN screen nothing personal shows, so what was left there goes without a warning.
 */
import type { Timers } from './timers.ts';

/** `off`: nothing can be left behind; `silent`: the PIN screen; `warned`: somebody is identified. */
export type IdleMode = 'off' | 'silent' | 'warned';

export const warningSeconds = 20;

export class IdleReset {
  /** Seconds left to answer the warning; null while there is none. */
  secondsLeft = $state<number | null>(null);
  quietSeconds = 60;
  readonly #timers: Timers;
  readonly #expired: () => void;
  #mode: IdleMode = 'off';
  #callOff: () => void = () => undefined;

  constructor(timers: Timers, expired: () => void) {
    this.#timers = timers;
    this.#expired = expired;
  }

  watch(mode: IdleMode): void {
    this.#mode = mode;
    this.#begin();
  }

  /** Somebody touched the screen or pressed a key. It does not answer the warning: only its own button does. */
  touch(): void {
    if (this.secondsLeft === null) this.#begin();
  }

  /** The warning's button. */
  giveMoreTime(): void {
    this.#begin();
  }

  #begin(): void {
    this.#callOff();
    this.secondsLeft = null;
    if (this.#mode === 'off') return;
    this.#callOff = this.#timers.after(this.quietSeconds * 1000, () => (this.#mode === 'warned' ? this.#warn(warningSeconds) : this.#expire()));
  }

  #warn(seconds: number): void {
    this.secondsLeft = seconds;
    this.#callOff = this.#timers.after(1000, () => (seconds > 1 ? this.#warn(seconds - 1) : this.#expire()));
  }

  #expire(): void {
    this.#begin();
    this.#expired();
  }
}
