/**
 * K15: user, then password, with failures counted in the database before anybody hears of them. Both sign-ins (a device's at
 * setup, a person's in the console) go through here, so that neither is a way around the other's lock.
 */
import { hash, verify } from '@node-rs/argon2';
import { nobodysHash } from '../../shared/lib/nobodys-hash.ts';
import type { ServerDeps } from '../app-deps.ts';
import { clearFailures, countFailure, lockedUntil } from '../database/sign-in-failures.ts';
import { findUser, userSubject, type User } from '../database/users.ts';
import { problem, type Problem } from '../errors.ts';

export type PasswordOutcome = { readonly kind: 'user'; readonly user: User } | Problem;

/** Argon2id with the library's own cost (19 MiB, two passes) and a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** What is stored of a password. */
export interface PasswordHashes {
  readonly passwordHash: string;
  /** K16: what kiosks get to check a sign-in off line. */
  readonly kioskVerifier: string;
}

/** Two hashes with two salts: the server's own never leaves it (K16). */
export async function passwordHashes(password: string): Promise<PasswordHashes> {
  const [passwordHash, kioskVerifier] = await Promise.all([hashPassword(password), hashPassword(password)]);
  return { passwordHash, kioskVerifier };
}

/**
 * @param furtherSubjects what is locked beside the user name, such as a device
 * @returns the user, or unknownUser, wrongPassword, lockedOut
 */
export async function checkPassword(deps: Pick<ServerDeps, 'database' | 'clock'>, input: { username: string; password: string }, furtherSubjects: readonly string[]): Promise<PasswordOutcome> {
  const subjects = [userSubject(input.username), ...furtherSubjects];
  const lockedBefore = await refusalWhileLocked(deps, subjects);
  if (lockedBefore !== null) return lockedBefore;
  const user = await findUser(deps.database.reader, input.username);
  const passwordIsRight = (await verify(user?.passwordHash ?? nobodysHash, input.password)) && user !== null;
  if (!passwordIsRight) {
    await deps.database.transaction((db) => countFailure(db, subjects, deps.clock.wallMs()));
    return problem(user === null ? 'unknownUser' : 'wrongPassword');
  }
  // Many guesses at once all find the lock open; the right one among them must not get through after the fifth wrong one.
  const lockedMeanwhile = await refusalWhileLocked(deps, subjects);
  if (lockedMeanwhile !== null) return lockedMeanwhile;
  await deps.database.transaction((db) => clearFailures(db, subjects));
  return { kind: 'user', user };
}

async function refusalWhileLocked(deps: Pick<ServerDeps, 'database' | 'clock'>, subjects: readonly string[]): Promise<Problem | null> {
  const nowMs = deps.clock.wallMs();
  const lockedUntilMs = await lockedUntil(deps.database.reader, subjects, nowMs);
  return lockedUntilMs === null ? null : problem('lockedOut', { retryAfterSeconds: Math.ceil((lockedUntilMs - nowMs) / 1000) });
}
