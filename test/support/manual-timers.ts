/** Timers that go off when the test says so. */
import type { Timers } from '../../main/timers.ts';

interface Waiting {
  readonly delayMs: number;
  readonly work: () => void;
}

export class ManualTimers implements Timers {
  #waiting: Waiting[] = [];

  after(delayMs: number, work: () => void): () => void {
    const timer = { delayMs, work };
    this.#waiting.push(timer);
    return () => (this.#waiting = this.#waiting.filter((other) => other !== timer));
  }

  pause(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Delays of what waits, shortest first. */
  delays(): number[] {
    return this.#waiting.map((timer) => timer.delayMs).sort((a, b) => a - b);
  }

  /** Everything that waits `delayMs` or less goes off now; what it sets up waits again. */
  goOff(delayMs: number): void {
    const due = this.#waiting.filter((timer) => timer.delayMs <= delayMs);
    this.#waiting = this.#waiting.filter((timer) => timer.delayMs > delayMs);
    for (const timer of due) timer.work();
  }
}
