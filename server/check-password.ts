/**
 * K15: user, then password, with failures counted in the database before anybody hears of them. Both sign-ins (a device's at
 * setup, a person's in the console) go through here, so that neither is a way around the other's lock.
 */
import { hash, verify } from '@node-rs/argon2';
import type { ServerDeps } from './app-deps.ts';
import { clearFailures, countFailure, lockedUntil } from './database/sign-in-failures.ts';
import { findUser, usernameKey, type User } from './database/users.ts';
import { problem, type Problem } from './errors.ts';

export type PasswordOutcome = { readonly kind: 'user'; readonly user: User } | Problem;

/** Argon2id with the library's own cost (19 MiB, two passes). */
export async function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/**
 * @param device subject of the lock beside the user name; null where no device takes part
 * @returns the user, or unknownUser, wrongPassword, lockedOut
 */
export async function checkPassword(deps: Pick<ServerDeps, 'database' | 'clock'>, input: { username: string; password: string }, device: string | null): Promise<PasswordOutcome> {
  const subjects = [`user:${usernameKey(input.username)}`, ...(device === null ? [] : [`device:${device}`])];
  const lockedUntilMs = await lockedUntil(deps.database.reader, subjects, deps.clock.wallMs());
  if (lockedUntilMs !== null) return problem('lockedOut', { retryAfterSeconds: Math.ceil((lockedUntilMs - deps.clock.wallMs()) / 1000) });
  const user = await findUser(deps.database.reader, input.username);
  const passwordIsRight = user !== null && (await verify(user.passwordHash, input.password));
  if (!passwordIsRight) {
    await deps.database.transaction((db) => countFailure(db, subjects, deps.clock.wallMs()));
    return problem(user === null ? 'unknownUser' : 'wrongPassword');
  }
  await deps.database.transaction((db) => clearFailures(db, subjects));
  return { kind: 'user', user };
}
