/**
 * B6, K11: guessing is slowed, per device. Five failures are free, the next begins a wait of 30 seconds, and each after that one twice
 * as long, up to 15 minutes. Nobody's success clears it. One failure is forgiven for each 15 minutes without one, so that a busy
 * kiosk comes to rest and nobody guesses faster than the longest wait allows.
 *
 * A wait is counted by the monotonic clock, which nobody moves. Over a restart the best-known time says how much of it has passed, and
 * a clock that was set back counts as no time at all: the wait begins anew, never longer than it was.
 */
import { z } from 'zod';
import type { KnownTime } from './trusted-clock.ts';

/** How failures become a wait. */
export interface GuessRule {
  /** How long the wait is that the `failures`-th failure begins. */
  readonly waitAfter: (failures: number) => number;
  /** From here on the wait grows no more. */
  readonly mostFailures: number;
  /** How many failures still count after so long without one. */
  readonly leftAfter: (failures: number, quietMs: number) => number;
}

const freeFailures = 5;
const firstWaitMs = 30_000;
export const longestWaitMs = 15 * 60_000;
export const guessesMade = z.object({ failures: z.int().min(0), waitMs: z.number().min(0), atMs: z.number(), monotonicMs: z.number(), bootId: z.string() });
export type GuessesMade = z.infer<typeof guessesMade>;

/** How long the wait is that the `failures`-th failure begins. */
export function waitAfter(failures: number): number {
  return failures <= freeFailures ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - freeFailures - 1));
}

const slowing: GuessRule = {
  waitAfter,
  mostFailures: freeFailures + 6,
  leftAfter: (failures, quietMs) => Math.max(0, failures - Math.floor(quietMs / longestWaitMs)),
};

export interface GuessLimitInput {
  /** B6's, where nothing else is said. */
  readonly rule?: GuessRule;
  readonly now: () => KnownTime;
  readonly read: () => GuessesMade | null;
  /** Durable when it returns; may throw. */
  readonly write: (made: GuessesMade) => void;
  /** What could not be written counts all the same, until this process ends. */
  readonly onNotWritten: (error: unknown) => void;
  readonly onChanged: () => void;
}

export class GuessLimit {
  readonly #input: GuessLimitInput;
  readonly #rule: GuessRule;
  /** As it counts in this run; null until it is first asked for. */
  #made: GuessesMade | null = null;

  constructor(input: GuessLimitInput) {
    this.#input = input;
    this.#rule = input.rule ?? slowing;
  }

  /** How long nobody is looked up; 0 when the next guess counts. */
  waitMs(): number {
    const now = this.#input.now();
    const made = this.#current(now);
    return Math.max(0, made.waitMs - (now.monotonicMs - made.monotonicMs));
  }

  /** One more failure, durable before this returns. @returns the way to take it back, for a guess that turns out to be none */
  countFailure(): () => void {
    const before = this.#current(this.#input.now());
    const failures = Math.min(this.#rule.mostFailures, this.#failures() + 1);
    const counted = this.#store(failures, this.#rule.waitAfter(failures));
    return () => {
      if (this.#made === counted) this.#put(before);
    };
  }

  /** A supervisor says that all is well. */
  lift(): void {
    this.#store(0, 0);
  }

  #failures(): number {
    const now = this.#input.now();
    const made = this.#current(now);
    return this.#rule.leftAfter(made.failures, now.monotonicMs - made.monotonicMs);
  }

  /** What an earlier run left is counted from now on by this run's monotonic clock. */
  #current(now: KnownTime): GuessesMade {
    if (this.#made === null) {
      const stored = this.#input.read();
      const passedMs = stored === null ? 0 : Math.max(0, now.bestKnownMs - stored.atMs);
      const isOfThisRun = stored?.bootId === now.bootId;
      this.#made = isOfThisRun ? stored : { failures: stored?.failures ?? 0, waitMs: Math.max(0, (stored?.waitMs ?? 0) - passedMs), atMs: now.bestKnownMs, monotonicMs: now.monotonicMs, bootId: now.bootId };
    }
    return this.#made;
  }

  #store(failures: number, waitMs: number): GuessesMade {
    const { bestKnownMs, monotonicMs, bootId } = this.#input.now();
    const made = { failures, waitMs, atMs: bestKnownMs, monotonicMs, bootId };
    this.#put(made);
    return made;
  }

  #put(made: GuessesMade): void {
    this.#made = made;
    try {
      this.#input.write(made);
    } catch (error) {
      this.#input.onNotWritten(error);
    }
    this.#input.onChanged();
  }
}
