/**
 * Time as the rows of an export tell it: the kiosk's injected clock. It stands still between rows, goes back where an export
 * goes back, and believes no server; only the monotonic clock goes on, as on a real device.
 */
import { randomUUID } from 'node:crypto';
import type { KnownTime, TimeSource } from '../../main/trusted-clock.ts';

export class RowTime implements TimeSource {
  readonly #bootId = randomUUID();
  readonly #monotonicMs: () => number;
  #nowMs: number;

  constructor(startMs: number, monotonicMs: () => number) {
    this.#nowMs = startMs;
    this.#monotonicMs = monotonicMs;
  }

  /** The clock now shows the row's time. */
  set(instantMs: number): void {
    this.#nowMs = instantMs;
  }

  now(): KnownTime {
    return { deviceMs: this.#nowMs, bestKnownMs: this.#nowMs, confidence: 'trusted', monotonicMs: Math.max(0, Math.round(this.#monotonicMs())), bootId: this.#bootId };
  }

  learn(): void {
    // The server lives today and the export years ago: what the device's own clock said is what counts here.
  }
}
