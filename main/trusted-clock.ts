/**
 * H4: the server's time, learned at each contact and kept by a steady clock, so that moving the wall clock moves nothing and sleep
 * is counted. Each contact is exact to half of its round trip; the best one counts until the drift of quartz has made it worse than a
 * newer one. After a restart the time is estimated from the wall clock and the offset that was stored; a start at a wall time that is
 * long over is impossible, and the time goes on from the last moment that is certain. Before the first contact ever, the wall clock
 * is all there is. Nothing here stops anybody from punching: what is not sure is said so.
 */
import type { ClockConfidence } from '../shared/contracts/entities.ts';
import type { MachineClock } from './machine-clock.ts';
import { SteadyClock, type Reading } from './steady-clock.ts';

/** A moment, as a punch records it. */
export interface KnownTime {
  readonly deviceMs: number;
  readonly bestKnownMs: number;
  readonly confidence: ClockConfidence;
  readonly monotonicMs: number;
  /** Names this run of the process: monotonic times of two boots cannot be compared. */
  readonly bootId: string;
}

export interface Contact {
  readonly serverMs: number;
  readonly roundTripMs: number;
  /** When the answer came, by the machine's monotonic clock; null: just now. */
  readonly heardAtMs: number | null;
}

export interface TimeSource {
  now(): KnownTime;
  /** An authenticated or not authenticated answer of our server told its time. */
  learn(contact: Contact): void;
}

/** What an earlier run left. */
export interface StoredTime {
  /** Server time minus wall clock, as last learned. */
  readonly offsetMs: number;
  /** A moment, as the server told the time, that is certainly over. */
  readonly overMs: number;
}

/** `moved`: the wall clock jumped against the steady one, positive: forward. `impossible`: the start's wall time lies before a moment that is over. */
export type ClockNews = { readonly kind: 'moved' | 'impossible'; readonly byMs: number } | { readonly kind: 'slept'; readonly forMs: number };

export interface TrustedClockInput {
  readonly clock: MachineClock;
  readonly bootId: string;
  /** Null when no time was ever learned. */
  readonly stored: StoredTime | null;
  /** Told when an offset should be stored: the first one, and each that differs by a second or more. */
  readonly storeOffset: (offsetMs: number) => void;
  readonly onNews: (news: ClockNews) => void;
}

const noticedJumpMs = 2_000;
const storedStepMs = 1_000;
/** Quartz: 100 millionths, about 9 s a day. */
const drift = 1e-4;
/** What is counted of a sleep is coarse, and comes from a clock with a drift of its own. */
const sleepErrorMs = 1_000;
/** Beyond this it is an estimate: some three and a half days without a contact. */
const trustedErrorMs = 30_000;
/** How far a stored moment and a start may disagree before the start is impossible: the wall clock may have been corrected. */
const startToleranceMs = 2_000;

/** The time as best known, and how it came to be known. */
interface Basis {
  /** Best-known time minus steady time. */
  readonly baseMs: number;
  /** `learned` from a contact of this run; `stored` by an earlier one; `over`: no more than that a moment is over; `wall`: nothing but the wall clock. */
  readonly from: 'learned' | 'stored' | 'over' | 'wall';
  /** How far off it may be when learned, and when that was. */
  readonly errorMs: number;
  readonly atSteadyMs: number;
}

export class TrustedClock implements TimeSource {
  readonly #input: TrustedClockInput;
  readonly #steady: SteadyClock;
  #basis: Basis;
  /** Wall time minus steady time when last looked at. */
  #wallBaseMs: number;
  #storedOffsetMs: number | null;
  /** The wall clock was moved since the last contact. */
  #wasMoved = false;
  #hasSlept = false;

  constructor(input: TrustedClockInput) {
    this.#input = input;
    this.#steady = new SteadyClock(input.clock);
    const reading = this.#steady.read();
    this.#wallBaseMs = reading.wallMs - reading.steadyMs;
    this.#storedOffsetMs = input.stored?.offsetMs ?? null;
    this.#basis = basisAtStart(input.stored, reading);
    if (input.stored !== null && this.#basis.from === 'over') input.onNews({ kind: 'impossible', byMs: reading.wallMs + input.stored.offsetMs - input.stored.overMs });
  }

  now(): KnownTime {
    const reading = this.#look();
    return {
      deviceMs: reading.wallMs,
      bestKnownMs: Math.round(this.#basis.baseMs + reading.steadyMs),
      confidence: this.#confidence(reading),
      monotonicMs: Math.max(0, Math.round(reading.monotonicMs)),
      bootId: this.#input.bootId,
    };
  }

  learn({ serverMs, roundTripMs, heardAtMs }: Contact): void {
    const reading = this.#look();
    // The answer lay here while the machine slept, and nobody knows for how long.
    if (reading.sleptMs > 0 && heardAtMs !== null) return;
    const ageMs = heardAtMs === null ? 0 : Math.max(0, reading.monotonicMs - heardAtMs);
    const told: Basis = { baseMs: serverMs + roundTripMs / 2 + ageMs - reading.steadyMs, from: 'learned', errorMs: roundTripMs / 2, atSteadyMs: reading.steadyMs };
    if (this.#isBetter(told, reading)) this.#basis = told;
    this.#wasMoved = false;
    this.#hasSlept = false;
    this.#store(reading);
  }

  /** A contact counts when it is at least as exact as what is known by now, or when both cannot be true: then the server is right. */
  #isBetter(told: Basis, reading: Reading): boolean {
    if (this.#basis.from !== 'learned' || this.#wasMoved || this.#hasSlept) return true;
    const knownErrorMs = errorOf(this.#basis, reading);
    return told.errorMs <= knownErrorMs || Math.abs(told.baseMs - this.#basis.baseMs) > told.errorMs + knownErrorMs;
  }

  /** Reads the clocks, and notices what has become of them. */
  #look(): Reading {
    const reading = this.#steady.read();
    if (reading.sleptMs > 0) this.#noteSleep(reading);
    const byMs = reading.wallMs - reading.steadyMs - this.#wallBaseMs;
    this.#wallBaseMs += byMs;
    if (Math.abs(byMs) >= noticedJumpMs) this.#noteJump(reading, byMs);
    else if (byMs !== 0) this.#store(reading);
    return reading;
  }

  #noteSleep({ sleptMs }: Reading): void {
    this.#hasSlept = true;
    this.#basis = { ...this.#basis, errorMs: this.#basis.errorMs + sleepErrorMs };
    this.#input.onNews({ kind: 'slept', forMs: Math.round(sleptMs) });
  }

  #noteJump(reading: Reading, byMs: number): void {
    this.#wasMoved = true;
    const byWall = reading.wallMs - reading.steadyMs + (this.#storedOffsetMs ?? 0);
    // Where the wall clock is all there is, it counts as it stands; where it was known to be wrong, a correction that may be right does.
    if (this.#basis.from === 'wall') this.#basis = { ...this.#basis, baseMs: byWall };
    else if (this.#basis.from === 'over' && byWall >= this.#basis.baseMs) {
      this.#basis = { ...this.#basis, baseMs: byWall, from: 'stored' };
      this.#wasMoved = false;
    } else this.#store(reading);
    this.#input.onNews({ kind: 'moved', byMs: Math.round(byMs) });
  }

  /** The offset goes with the wall clock: after a restart it has to lead from the one that shows then. */
  #store(reading: Reading): void {
    if (this.#basis.from !== 'learned') return;
    const offsetMs = this.#basis.baseMs + reading.steadyMs - reading.wallMs;
    if (this.#storedOffsetMs !== null && Math.abs(offsetMs - this.#storedOffsetMs) < storedStepMs) return;
    this.#storedOffsetMs = offsetMs;
    this.#input.storeOffset(offsetMs);
  }

  #confidence(reading: Reading): ClockConfidence {
    switch (this.#basis.from) {
      case 'learned':
        return this.#wasMoved || this.#hasSlept || errorOf(this.#basis, reading) > trustedErrorMs ? 'estimated' : 'trusted';
      case 'stored':
        // Moved since the start: nobody can say whether the wall clock was right before, or is now.
        return this.#wasMoved ? 'unknown' : 'estimated';
      case 'over':
      case 'wall':
        return 'unknown';
    }
  }
}

function basisAtStart(stored: StoredTime | null, { wallMs, steadyMs }: Reading): Basis {
  const rest = { errorMs: Infinity, atSteadyMs: steadyMs };
  if (stored === null) return { ...rest, baseMs: wallMs - steadyMs, from: 'wall' };
  const estimatedMs = wallMs + stored.offsetMs;
  if (estimatedMs < stored.overMs - startToleranceMs) return { ...rest, baseMs: stored.overMs - steadyMs, from: 'over' };
  return { ...rest, baseMs: estimatedMs - steadyMs, from: 'stored' };
}

function errorOf(basis: Basis, { steadyMs }: Reading): number {
  return basis.errorMs + Math.max(0, steadyMs - basis.atSteadyMs) * drift;
}
