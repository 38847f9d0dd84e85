/**
 * A4, A9: failed attempts at setup are counted by address in the database, beside the limit per minute (setup-limit.ts): neither a restart
 * nor another server process forgets them. The bar is high, for a whole site may share one address; what is about one user, one
 * device or one code has bars of its own.
 */
import { isIPv6 } from 'node:net';
import type { ServerDeps } from '../app-deps.ts';
import { countFailure, lockedUntil } from '../database/sign-in-failures.ts';
import { problem, type Problem } from '../errors.ts';
import type { ProblemCode } from '../../shared/contracts/problems.ts';

type Deps = Pick<ServerDeps, 'database' | 'clock'>;

/** Refusals that a guesser hears; what else may go wrong is no sign of one. */
const guesses: ReadonlySet<ProblemCode> = new Set(['unknownCompany', 'unknownTimeclock', 'unknownUser', 'wrongPassword', 'codeUnknown']);

/** The part of an address that one subscriber has: all of IPv4, the first half of IPv6. */
export function addressPart(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.replace(/%.*$/, '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeroes = tail === undefined ? 0 : 8 - groups.length - behind.length;
  const all = [...groups, ...Array<string>(Math.max(0, zeroes)).fill('0'), ...behind];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`;
}

/** Until when any of `subjects` is locked, as a refusal; null when all are free. */
export async function refusalWhileLocked(deps: Deps, subjects: readonly string[]): Promise<Problem | null> {
  const nowMs = deps.clock.wallMs();
  const untilMs = await lockedUntil(deps.database.reader, subjects, nowMs);
  return untilMs === null ? null : problem('lockedOut', { retryAfterSeconds: Math.ceil((untilMs - nowMs) / 1000) });
}

/** Makes one attempt, unless the address is locked; a refusal that sounds like guessing is counted before it is answered. */
export async function attemptSetup<O extends { readonly kind: string }>(deps: Deps, address: string, attempt: () => Promise<O | Problem>): Promise<O | Problem> {
  const subject = `address:${addressPart(address)}`;
  const locked = await refusalWhileLocked(deps, [subject]);
  if (locked !== null) return locked;
  const outcome = await attempt();
  if (isProblem(outcome) && guesses.has(outcome.code)) await deps.database.transaction((db) => countFailure(db, [subject], deps.clock.wallMs()));
  return outcome;
}

function isProblem(outcome: { readonly kind: string }): outcome is Problem {
  return outcome.kind === 'problem';
}
