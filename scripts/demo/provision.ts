/**
 * A9, as a company would do it for a fleet: an administrator of the demo issues an enrolment code for its first timeclock, and a provisioning file with
 * it lies where an installed kiosk looks for one. The file goes again once the kiosk is set up: the next start may be one by hand.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demo } from '../../server/demo.ts';
import { routes } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';

/** As short as the server lets one be; it is used within seconds. */
const validMinutes = 5;

export interface DemoProvision {
  remove(): void;
}

/** @param dataRoot the folder that holds `kiosk/` */
export async function provisionDemoKiosk(dataRoot: string, serverUrl: string): Promise<DemoProvision> {
  const path = join(dataRoot, 'zentime.provision.json');
  const enrolmentCode = await issueDemoCode(serverUrl);
  const provision = { serverUrl, company: demo.company, alias: demo.alias, timeclockId: demo.timeclocks.dock, enrolmentCode };
  writeFileSync(path, `${JSON.stringify(provision, null, 2)}\n`, { mode: 0o600 });
  return { remove: () => rmSync(path, { force: true }) };
}

/** By the console's API. */
export async function issueDemoCode(serverUrl: string, timeclockId: number = demo.timeclocks.dock): Promise<string> {
  const { sessionToken } = routes.openSession.answer.parse(await post(serverUrl + apiPrefix + routes.openSession.path, null, demo.administrator));
  return routes.issueEnrolmentCode.answer.parse(await post(serverUrl + apiPrefix + routes.issueEnrolmentCode.path, sessionToken, { timeclockId, validMinutes })).code;
}

async function post(url: string, token: string | null, body: unknown): Promise<unknown> {
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...authorization }, body: JSON.stringify(body), signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}
