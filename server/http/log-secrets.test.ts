/** What must never be in the log is sent through every route there is, rightly and wrongly, and then looked for. */
import { expect, it } from 'vitest';
import { lastFourHash, pinHash } from '../../shared/lib/keyed-hash.ts';
import { routes, type RouteName } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { arrangeServer, enrol, sealedBatch, signInBody, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';

const typed = { pin: '739154', lastFour: '8093', password: 'purple-otter-42', oldPassword: demo.administrator.password, name: 'Wilhelmina-Quux' };
const routeNames = Object.keys(routes) as RouteName[];

/** Any request, with secrets wherever a route could take them. */
async function send(server: ServerInProcess, name: RouteName, token: string | null, body: unknown, contentType = 'application/json'): Promise<unknown> {
  const { method, path } = routes[name];
  const url = `${apiPrefix}${path.replaceAll(/:(\w+)/g, encodeURIComponent(typed.name))}?pin=${typed.pin}&search=${typed.name}&lane=normal&cursor=${typed.password}`;
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await server.app.inject({
    method,
    url,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(method === 'GET' ? {} : { 'content-type': contentType }) },
    ...(method === 'GET' ? {} : { payload }),
  });
  return response.json();
}

async function session(server: ServerInProcess): Promise<string> {
  return (await server.answer('openSession', { body: demo.administrator })).sessionToken;
}

it('K10 A4 no PIN, no last four, no password, no token, no key and no code is ever logged', async () => {
  const server = await arrangeServer();
  const credentials = await enrol(server);
  const key = Buffer.from(credentials.tenantKey, 'hex');
  const sessionToken = await session(server);
  const wrongToken = `zts_${'w'.repeat(43)}`;
  const secrets = [...Object.values(typed), credentials.deviceToken, sessionToken, wrongToken, credentials.tenantKey, pinHash(typed.pin, key), lastFourHash(typed.lastFour, key)];

  // What works, so that secrets really pass through.
  await server.answer('setPin', { token: sessionToken, params: { employeeId: 'NWF-1001' }, body: { pin: typed.pin } });
  const { pin } = await server.answer('issuePin', { token: sessionToken, params: { employeeId: 'NWF-1002' }, body: { digits: 6 } });
  await server.answer('createUser', { token: sessionToken, body: { username: 'quux', password: typed.password, role: 'supervisor', timeclocks: null } });
  const { code } = await server.answer('issueEnrolmentCode', { token: sessionToken, body: { timeclockId: demo.timeclocks.dock, validMinutes: 60 } });
  await server.answer('enrolByCode', { body: { tenantId: demo.tenantId, timeclockId: demo.timeclocks.dock, code, device: signInBody({ deviceId: 'kiosk-2' }).device } });
  await server.ask('enrolByCode', { body: { tenantId: demo.tenantId, timeclockId: demo.timeclocks.dock, code, device: signInBody({ deviceId: 'kiosk-3' }).device } });
  await server.ask('enrolDevice', { body: signInBody({ username: typed.name, password: typed.password }) });
  await server.ask('findByPin', { token: credentials.deviceToken, body: { pinHash: pinHash(typed.pin, key) } });
  await server.ask('findByForm', { token: credentials.deviceToken, body: { firstName: typed.name, lastName: typed.name, lastFourHash: lastFourHash(typed.lastFour, key) } });
  await send(server, 'uploadBatch', credentials.deviceToken, await sealedBatch({ credentials, punches: [{ punchId: crypto.randomUUID(), note: typed.name }] }), 'application/jose');
  secrets.push(pin, code);

  // What does not, on every route: strangers, wrong tokens, right tokens with nonsense.
  const nonsense = { ...typed, newPassword: typed.password, username: typed.name, device: typed, pinHash: pinHash(typed.pin, key), [typed.password]: typed.pin };
  for (const name of routeNames) {
    for (const token of [null, wrongToken, credentials.deviceToken, sessionToken]) await send(server, name, token, nonsense);
    await send(server, name, await session(server), `{"password":"${typed.password}",`);
  }
  await server.app.inject({ method: 'GET', url: `/api/v1/${typed.password}/%zz?token=${wrongToken}` });

  const log = server.logged.join('');
  expect(server.logged.filter((line) => line.includes('"server.requestRefused"')).length).toBeGreaterThan(routeNames.length);
  expect(secrets.filter((secret) => new RegExp(`(?<![0-9a-zA-Z])${secret.replaceAll(/[^\w-]/g, '\\$&')}(?![0-9a-zA-Z])`).test(log))).toEqual([]);
});

it('I6 logs one line for a refused request: which route, why, who, how long', async () => {
  const server = await arrangeServer();
  const { deviceToken } = await enrol(server);
  const before = server.logged.length;
  await server.ask('readChanges', { token: deviceToken, query: { cursor: 'nonsense' } });
  await server.ask('readEmployees', {});
  await server.ask('readEmployees', { token: deviceToken });
  const lines = server.logged.slice(before).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatchObject({ event: 'server.requestRefused', level: 40, method: 'GET', route: '/api/v1/changes', status: 410, code: 'cursorUnknown', tenantId: demo.tenantId, deviceId: 'kiosk-1' });
  expect(typeof lines[0]?.['durationMs']).toBe('number');
  expect(lines[1]).toMatchObject({ event: 'server.requestRefused', route: '/api/v1/employees', status: 401, code: 'tokenMissing' });
  expect(lines[1]).not.toHaveProperty('deviceId');
});
