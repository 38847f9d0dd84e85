/**
 * One time for everything in a simulated world: XState's SimulatedClock, which also knows when the next thing is due. Beside it
 * each device has clocks of its own: a wall clock that people move, and a monotonic one that begins anew with each boot. All in
 * milliseconds.
 */
import { SimulatedClock } from 'xstate';
import type { Clock } from '../../shared/lib/clock.ts';

/** 2026-11-23T06:00:00Z, so that a trace reads like a day. */
export const startWallMs = Date.UTC(2026, 10, 23, 6);

export class SimulatedTime extends SimulatedClock implements Clock {
  #dueMs = new Map<number, number>();
  #wallOffsetMs = startWallMs;

  override setTimeout(fn: () => void, delayMs: number): number {
    const id: number = super.setTimeout(() => {
      this.#dueMs.delete(id);
      fn();
    }, delayMs);
    this.#dueMs.set(id, this.now() + delayMs);
    return id;
  }

  override clearTimeout(id: number): void {
    this.#dueMs.delete(id);
    super.clearTimeout(id);
  }

  wallMs(): number {
    return Math.round(this.now() + this.#wallOffsetMs);
  }

  monotonicMs(): number {
    return this.now();
  }

  /** Somebody moves the wall clock; no time passes. */
  jumpWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** When the next timer is due, or null when nothing will ever happen. */
  nextDueMs(): number | null {
    let earliest: number | null = null;
    for (const due of this.#dueMs.values()) if (earliest === null || due < earliest) earliest = due;
    return earliest;
  }

  /** Resolves after `delayMs` of simulated time. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.setTimeout(resolve, delayMs));
  }
}

/** The clocks of one device. */
export class DeviceClock implements Clock {
  readonly #time: SimulatedTime;
  #offsetMs = 0;
  #bootedMs = 0;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  wallMs(): number {
    return Math.round(this.#time.wallMs() + this.#offsetMs);
  }

  monotonicMs(): number {
    return this.#time.now() - this.#bootedMs;
  }

  /** Somebody moves the wall clock; no time passes. */
  jump(byMs: number): void {
    this.#offsetMs += byMs;
  }

  /** The device was switched off and on. */
  boot(): void {
    this.#bootedMs = this.#time.now();
  }
}
