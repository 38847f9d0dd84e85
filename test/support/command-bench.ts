/** What tests of the server's commands share: a company, sentences, and a server on the same data. */
import { expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import { routes } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { startProgram } from './program.ts';
import type { CommandEnd } from './run-command.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Of the tenant that `createTenant` makes. */
export const administrator = { username: 'olga', password: 'purple-otter-42' };
export const createTenant = ['create-tenant', '--company', 'Acme Tools', '--alias', 'ACM', '--time-zone', 'Europe/Berlin', '--locale', 'de-DE', '--administrator', administrator.username];

/** Gone with the test. */
export function folder(): string {
  const { path: made, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  return made;
}

/** The JSON line that a command printed. */
export const lineOf = (end: CommandEnd): Record<string, unknown> => z.record(z.string(), z.unknown()).parse(JSON.parse(end.out));

/** One sentence for a person, no stack, and nothing of `secret`. */
export function expectSentence(end: CommandEnd, naming: RegExp, secret: string | null = null): void {
  expect(end.err).toMatch(naming);
  expect(end.err.trim().split('\n')).toHaveLength(1);
  expect(end.err).not.toMatch(/\bat .*:\d+:\d+/);
  expect(end.code).toBe(1);
  if (secret !== null) expect(end.out + end.err).not.toContain(secret);
}

/** A server on that data: its address. */
export async function serve(environment: Record<string, string>): Promise<string> {
  const program = startProgram('server/zentime-server.ts', ['start'], { ZENTIME_SERVER_PORT: '0', ZENTIME_DRAIN_SECONDS: '0', ...environment });
  onTestFinished(() => program.end('SIGKILL').then(() => undefined));
  return z.string().parse((await program.waitFor('serverReady', 30_000))['url']);
}

/** The status of the answer. */
export async function signIn(url: string, body: { username: string; password: string }): Promise<number> {
  const response = await fetch(url + apiPrefix + routes.openSession.path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  await response.text();
  return response.status;
}

export async function epochOf(url: string): Promise<string | null> {
  return (await fetch(`${url}${apiPrefix}/ping?nonce=nonce-1234`)).headers.get('zentime-epoch');
}
