/** Asks a server, as an administrator does, which punches it has. */
import type { z } from 'zod';
import { problemDetails } from '../../shared/contracts/problems.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import type { storedPunch } from '../../shared/contracts/console-entities.ts';
import { routes } from '../../shared/contracts/http.ts';

export type StoredPunch = z.infer<typeof storedPunch>;
export interface Administrator {
  readonly username: string;
  readonly password: string;
}

/** Every punch that the server has, whatever its verdict, page by page. */
export async function readAllPunches(serverUrl: string, administrator: Administrator): Promise<StoredPunch[]> {
  const session = routes.openSession.answer.parse(await ask(serverUrl, routes.openSession.path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(administrator) }));
  const punches: StoredPunch[] = [];
  let after: string | null = null;
  do {
    const query = new URLSearchParams({ limit: '5000', ...(after === null ? {} : { after }) });
    const page: z.infer<typeof routes.readPunches.answer> = routes.readPunches.answer.parse(await ask(serverUrl, `${routes.readPunches.path}?${query.toString()}`, { headers: { authorization: `Bearer ${session.sessionToken}` } }));
    punches.push(...page.punches);
    after = page.next;
  } while (after !== null);
  return punches;
}

async function ask(serverUrl: string, path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(serverUrl + apiPrefix + path, { ...init, signal: AbortSignal.timeout(60_000) });
  const body: unknown = await response.json();
  if (response.ok) return body;
  const problem = problemDetails.safeParse(body);
  throw new Error(`The server answered ${response.status} to ${path}${problem.success ? ` (${problem.data.code})` : ''}.`);
}
