/**
 * G3: tells the panel that there is something new, once for each time that it has read, and at most twice a second. Whatever happens, a recovery of
 * 50,000 punches included, nobody is told who does not look.
 */
import type { Clock } from '../../shared/lib/clock.ts';
import type { Emit } from '../emit.ts';
import type { Timers } from '../timers.ts';

const pauseMs = 500;

export class DiagnosticsWatch {
  readonly #emit: Emit;
  readonly #timers: Timers;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #stands: 'asleep' | 'watching' | 'telling' = 'asleep';
  #toldMs = -Infinity;

  constructor(input: { readonly emit: Emit; readonly timers: Timers; readonly clock: Pick<Clock, 'monotonicMs'> }) {
    this.#emit = input.emit;
    this.#timers = input.timers;
    this.#clock = input.clock;
  }

  /** The panel has read: the next change is told. */
  hasRead(): void {
    if (this.#stands === 'asleep') this.#stands = 'watching';
  }

  /** Something that the panel shows has changed. */
  changed(): void {
    if (this.#stands !== 'watching') return;
    this.#stands = 'telling';
    const waitMs = Math.max(0, this.#toldMs + pauseMs - this.#clock.monotonicMs());
    this.#timers.after(waitMs, () => {
      this.#stands = 'asleep';
      this.#toldMs = this.#clock.monotonicMs();
      this.#emit('diagnosticsChanged', {});
    });
  }
}
