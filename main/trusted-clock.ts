/**
 * H4: the server's time, learned at each contact and kept by the monotonic clock, so that moving the wall clock moves
 * nothing. After a restart it is estimated from the offset that was stored; before the first contact the wall clock is all
 * there is. A wall clock that was moved is noticed at the next look, and trust is lowered until the next contact (the machine
 * may have slept, which the monotonic clock of some systems does not count).
 */
import type { Clock } from '../shared/lib/clock.ts';
import type { ClockConfidence } from '../shared/contracts/entities.ts';

/** A moment, as a punch records it. */
export interface KnownTime {
  readonly deviceMs: number;
  readonly bestKnownMs: number;
  readonly confidence: ClockConfidence;
  readonly monotonicMs: number;
  /** Names this run of the process: monotonic times of two boots cannot be compared. */
  readonly bootId: string;
}

export interface TimeSource {
  now(): KnownTime;
  /** An authenticated or not authenticated answer of our server told its time. */
  learn(contact: { readonly serverMs: number; readonly roundTripMs: number }): void;
}

export interface TrustedClockInput {
  readonly clock: Clock;
  readonly bootId: string;
  /** Server time minus wall clock, as stored by an earlier run; null when none was ever learned. */
  readonly storedOffsetMs: number | null;
  /** Told when an offset should be stored: the first of a run, and each that differs by a second or more. */
  readonly storeOffset: (offsetMs: number) => void;
  /** Told when the wall clock jumped against the monotonic one; positive: forward. */
  readonly onWallJump: (byMs: number) => void;
}

const noticedJumpMs = 2_000;
const storedStepMs = 1_000;
/** A contact that took longer says too little about the time, once a better one is known. */
const longestRoundTripMs = 4_000;

export class TrustedClock implements TimeSource {
  readonly #input: TrustedClockInput;
  /** Best-known time minus monotonic time. */
  #baseMs: number;
  /** Wall time minus monotonic time when last looked at. */
  #wallBaseMs: number;
  #confidence: ClockConfidence;
  #storedOffsetMs: number | null;
  #hasLearned = false;

  constructor(input: TrustedClockInput) {
    this.#input = input;
    this.#wallBaseMs = input.clock.wallMs() - input.clock.monotonicMs();
    this.#baseMs = this.#wallBaseMs + (input.storedOffsetMs ?? 0);
    this.#storedOffsetMs = input.storedOffsetMs;
    this.#confidence = input.storedOffsetMs === null ? 'unknown' : 'estimated';
  }

  now(): KnownTime {
    const monotonicMs = this.#input.clock.monotonicMs();
    const deviceMs = this.#input.clock.wallMs();
    this.#noticeJump(deviceMs - monotonicMs);
    return {
      deviceMs,
      bestKnownMs: Math.round(this.#baseMs + monotonicMs),
      confidence: this.#confidence,
      monotonicMs: Math.max(0, Math.round(monotonicMs)),
      bootId: this.#input.bootId,
    };
  }

  learn(contact: { readonly serverMs: number; readonly roundTripMs: number }): void {
    if (this.#hasLearned && this.#confidence === 'trusted' && contact.roundTripMs > longestRoundTripMs) return;
    const monotonicMs = this.#input.clock.monotonicMs();
    this.#baseMs = contact.serverMs + contact.roundTripMs / 2 - monotonicMs;
    this.#confidence = 'trusted';
    this.#hasLearned = true;
    this.#store(this.#baseMs + monotonicMs - this.#input.clock.wallMs());
  }

  #store(offsetMs: number): void {
    if (this.#storedOffsetMs !== null && Math.abs(offsetMs - this.#storedOffsetMs) < storedStepMs) return;
    this.#storedOffsetMs = offsetMs;
    this.#input.storeOffset(offsetMs);
  }

  #noticeJump(wallBaseMs: number): void {
    const byMs = wallBaseMs - this.#wallBaseMs;
    this.#wallBaseMs = wallBaseMs;
    if (Math.abs(byMs) < noticedJumpMs) return;
    if (this.#confidence === 'trusted') this.#confidence = 'estimated';
    this.#input.onWallJump(byMs);
  }
}
