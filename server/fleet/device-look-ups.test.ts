import { expect, it, vi } from 'vitest';
import { arrangeServer, enrol } from '../../test/support/server-in-process.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { revokeDeviceTokens } from '../database/devices.ts';
import { demo } from '../demo.ts';
import { tokenHash } from '../secrets/tokens.ts';
import { DeviceLookUps } from './device-look-ups.ts';

it('D9 looks up what arrives together with one query, and each hears of its own', async () => {
  const server = await arrangeServer();
  const devices = [];
  for (let at = 1; at <= 4; at += 1) devices.push({ deviceId: `kiosk-${at}`, hash: tokenHash((await enrol(server, { deviceId: `kiosk-${at}` })).deviceToken) });
  const { reader } = server.deps.database;
  const asked = vi.spyOn(reader, 'selectFrom');
  const lookUps = new DeviceLookUps(reader);
  const hashes = [...devices.map(({ hash }) => hash), tokenHash('nobody'), devices[0]?.hash ?? ''];
  const found = await Promise.all(hashes.map((hash) => lookUps.find(hash)));
  expect(found.map((device) => device?.deviceId ?? null)).toEqual([...devices.map(({ deviceId }) => deviceId), null, 'kiosk-1']);
  // By the token itself, then those left over by the one before.
  expect(asked.mock.calls.length).toBe(2);
});

it('D9 keeps nothing in memory: a revocation counts at the next request, whoever made it', async () => {
  const server = await arrangeServer();
  const { deviceToken } = await enrol(server);
  const ask = async (): Promise<number> => (await server.ask('readTexts', { token: deviceToken })).status;
  expect(await ask()).toBe(200);
  await server.deps.database.transaction((db) => revokeDeviceTokens(tenantScope(db, demo.tenantId), 'kiosk-1', { by: 'another process', reason: 'stolen', nowMs: server.clock.wallMs() }));
  expect(await Promise.all([ask(), ask()])).toEqual([401, 401]);
});

it('D9 tells everybody who waits when the database cannot be asked, and asks anew afterwards', async () => {
  const server = await arrangeServer();
  const { deviceToken } = await enrol(server);
  const { reader } = server.deps.database;
  const lookUps = new DeviceLookUps(reader);
  vi.spyOn(reader, 'selectFrom').mockImplementationOnce(() => {
    throw new Error('away');
  });
  const [one, other] = await Promise.allSettled([lookUps.find('a'), lookUps.find('b')]);
  expect([one.status, other.status]).toEqual(['rejected', 'rejected']);
  expect(await lookUps.find(tokenHash(deviceToken))).toMatchObject({ deviceId: 'kiosk-1', token: 'only' });
});
