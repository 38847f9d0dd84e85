/**
 * Time on a kiosk whose wall clock is wrong, told by the rows of an export: the product's own trusted clock over a machine whose wall
 * clock is off. The real server lives today and the rows years ago, so its word is not passed on; the rows' server speaks through `meetServer`.
 */
import { randomUUID } from 'node:crypto';
import { sleepless } from '../../main/machine-clock.ts';
import { TrustedClock, type KnownTime, type TimeSource } from '../../main/trusted-clock.ts';

export class WrongClock implements TimeSource {
  readonly #trusted: TrustedClock;
  #trueMs: number;
  #elapsedMs = 0;
  #offMs: number;

  /** @param offMs how far the wall clock is ahead of the true time */
  constructor(startMs: number, offMs: number) {
    this.#trueMs = startMs;
    this.#offMs = offMs;
    const clock = sleepless({ wallMs: () => this.#trueMs + this.#offMs, monotonicMs: () => this.#elapsedMs });
    this.#trusted = new TrustedClock({ clock, bootId: randomUUID(), stored: null, storeOffset: () => undefined, onNews: () => undefined });
  }

  /** Time passes until it is truly `trueMs`. */
  passUntil(trueMs: number): void {
    this.#elapsedMs += Math.max(0, trueMs - this.#trueMs);
    this.#trueMs = trueMs;
  }

  /** Somebody moves the wall clock. */
  moveWall(offMs: number): void {
    this.#offMs = offMs;
    this.#trusted.now();
  }

  /** An answer of the rows' server: the true time. */
  meetServer(): void {
    this.#trusted.learn({ serverMs: this.#trueMs, roundTripMs: 0, heardAtMs: null });
  }

  now(): KnownTime {
    return this.#trusted.now();
  }

  learn(): void {
    // The real server's time is today's.
  }
}
