/** A code from the console of a server process, as an administrator of the demo issues it. */
import { routes } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { demo } from '../../server/demo.ts';

export async function issueCode(serverUrl: string, timeclockId: number = demo.timeclocks.dock): Promise<string> {
  const { sessionToken } = routes.openSession.answer.parse(await post(serverUrl + apiPrefix + routes.openSession.path, null, demo.administrator));
  return routes.issueEnrolmentCode.answer.parse(await post(serverUrl + apiPrefix + routes.issueEnrolmentCode.path, sessionToken, { timeclockId, validMinutes: 60 })).code;
}

async function post(url: string, token: string | null, body: unknown): Promise<unknown> {
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...authorization }, body: JSON.stringify(body), signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}
