/**
 * K15 on the device: five failures in a row lock the user and the device for 15 minutes, whoever decided, the server or the verifiers
 * kept here. A failure longer ago than that counts no more, and a success ends the row of that user and of the device.
 */
import { createHmac } from 'node:crypto';
import { usernameKey } from '../shared/rules/username.ts';
import { GuessLimit, type GuessesMade, type GuessRule } from './guess-limit.ts';
import type { KnownTime } from './trusted-clock.ts';

const failuresUntilLocked = 5;
const lockMs = 15 * 60_000;

const rule: GuessRule = {
  waitAfter: (failures) => (failures < failuresUntilLocked ? 0 : lockMs),
  mostFailures: failuresUntilLocked,
  leftAfter: (failures, quietMs) => (quietMs >= lockMs ? 0 : failures),
};

/** The device's lock lets five new ones in within 15 minutes: what falls out here has long been forgiven. */
const mostSubjects = 50;
const device = 'device';

export interface SignInFailuresInput {
  readonly now: () => KnownTime;
  readonly read: () => Readonly<Record<string, GuessesMade>>;
  /** Durable when it returns; may throw. */
  readonly write: (made: Record<string, GuessesMade>) => void;
  readonly onNotWritten: (error: unknown) => void;
}

export class SignInFailures {
  readonly #input: SignInFailuresInput;
  #last: Promise<unknown> = Promise.resolve();
  readonly #limits = new Map<string, GuessLimit>();

  constructor(input: SignInFailuresInput) {
    this.#input = input;
  }

  /** How long nobody signs in under this name here; 0 when the next try counts. `key` hashes the name, which may be a password. */
  waitMs(username: string, key: Buffer): number {
    return Math.max(...this.#of(username, key).map((limit) => limit.waitMs()));
  }

  /** One more failure of the user and of the device, durable before this returns. @returns the way to take it back */
  count(username: string, key: Buffer): () => void {
    const takeBacks = this.#of(username, key).map((limit) => limit.countFailure());
    return () => takeBacks.forEach((takeBack) => takeBack());
  }

  /** The password was right. */
  clear(username: string, key: Buffer): void {
    for (const limit of this.#of(username, key)) limit.lift();
  }

  /** One sign-in at a time: whoever comes meanwhile waits for its end. */
  inTurn<T>(attempt: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(attempt, attempt);
    this.#last = turn;
    return turn;
  }

  #of(username: string, key: Buffer): readonly GuessLimit[] {
    return [
      this.#limit(device),
      this.#limit(
        `user:${createHmac('sha256', key)
          .update(`operator:${usernameKey(username)}`)
          .digest('hex')}`,
      ),
    ];
  }

  #limit(subject: string): GuessLimit {
    const known = this.#limits.get(subject);
    if (known !== undefined) return known;
    const limit = new GuessLimit({
      rule,
      now: this.#input.now,
      read: () => this.#input.read()[subject] ?? null,
      write: (made) => this.#write(subject, made),
      onNotWritten: this.#input.onNotWritten,
      onChanged: () => undefined,
    });
    this.#limits.set(subject, limit);
    if (this.#limits.size > mostSubjects) for (const [oldest] of [...this.#limits].filter(([one]) => one !== device && one !== subject).slice(0, 1)) this.#limits.delete(oldest);
    return limit;
  }

  #write(subject: string, made: GuessesMade): void {
    const { [subject]: _before, [device]: ofDevice, ...others } = this.#input.read();
    const kept = Object.entries(others).slice(1 - mostSubjects);
    this.#input.write({ ...(ofDevice === undefined ? {} : { [device]: ofDevice }), ...Object.fromEntries(kept), [subject]: made });
  }
}
