import type { Timers } from './timers.ts';

interface Waiting {
  readonly atMs: number;
  readonly task: () => void;
}

/** Timers for tests and stories: time stands still until `advance` is called. */
export class ManualTimers implements Timers {
  #nowMs: number;
  #waiting: readonly Waiting[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const waiting = { atMs: this.#nowMs + delayMs, task };
    this.#waiting = [...this.#waiting, waiting];
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
    };
  }

  /** Lets `byMs` pass and runs what falls due on the way, in order of time. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (let next = this.#nextDue(untilMs); next; next = this.#nextDue(untilMs)) {
      const due = next;
      this.#waiting = this.#waiting.filter((other) => other !== due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.task();
    }
    this.#nowMs = untilMs;
  }

  #nextDue(untilMs: number): Waiting | undefined {
    const due = this.#waiting.filter((waiting) => waiting.atMs <= untilMs);
    return due.reduce<Waiting | undefined>((first, waiting) => (first && first.atMs <= waiting.atMs ? first : waiting), undefined);
  }
}
