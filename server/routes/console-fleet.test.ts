import { describe, expect, it, vi } from 'vitest';
import { sealedMediaType, type DeviceCredentials } from '../../shared/contracts/http.ts';
import { zoneDataEdition } from '../../shared/lib/zoned-time.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, sealedBatch, signInBody, upload, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';

const minute = 60_000;

async function arrange() {
  const server = await arrangeServer();
  const { sessionToken: token } = await server.answer('openSession', { body: demo.administrator });
  return { server, token };
}

const signIn = async (server: ServerInProcess, who: { username: string; password: string }): Promise<string> => (await server.answer('openSession', { body: { username: who.username, password: who.password } })).sessionToken;
const only = async (server: ServerInProcess, token: string) => (await server.answer('listDevices', { token })).devices[0];
const ping = (server: ServerInProcess, { deviceToken }: DeviceCredentials, address: string) => server.answer('ping', { token: deviceToken, query: { nonce: 'nonce-123' }, address });

/** Contacts are noted behind the answer. */
const eventually = async (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 50 });

describe('the fleet', () => {
  it('I4 shows every kiosk with what it told of itself, and who enrolled it', async () => {
    const { server, token } = await arrange();
    await enrol(server);
    await server.deps.database.transaction((db) =>
      db
        .updateTable('devices')
        .set({ pending_count: 7, failed_count: 1, oldest_pending_ms: server.clock.wallMs() - 3_600_000, clock_offset_ms: -4200, zone_data_edition: '2019c', last_sync_ms: server.clock.wallMs() - minute })
        .execute(),
    );
    expect(await only(server, token)).toMatchObject({
      deviceId: 'kiosk-1',
      deviceName: 'Test kiosk',
      timeclockId: 1042,
      timeclockName: 'Dock 4',
      enrolledBy: 'admin',
      lastContactAt: '2026-11-23T20:00:00.000Z',
      lastSyncAt: '2026-11-23T19:59:00.000Z',
      pending: 7,
      failed: 1,
      oldestPendingAt: '2026-11-23T19:00:00.000Z',
      clockOffsetMs: -4200,
      zoneDataDiffers: true,
      chainGaps: 0,
      chainAlterations: 0,
      chainForks: 0,
      sharedAt: null,
      tokenExpiresAt: '2027-02-21T20:00:00.000Z',
      revokedAt: null,
    });
  });

  it('I4 H6 shows that a kiosk restored its data, and the room on its disk, as it told with its last batch', async () => {
    const { server, token } = await arrange();
    const credentials = await enrol(server);
    expect(await only(server, token)).toMatchObject({ restored: null, disk: null });
    const restored = { at: '2026-11-23T13:00:00.000Z', from: 'backup', backupMadeAt: '2026-11-23T03:00:00.000Z', broughtBack: 7 } as const;
    const disk = { state: 'low', freeBytes: 900_000_000_000 } as const;
    const status = { pending: 0, failed: 0, oldestPendingAt: null, clockOffsetMs: null, zoneDataEdition: '2026a', deviceName: 'Dock', platform: 'test', appVersion: '1.0.0' };
    await upload(server, { credentials, punches: [], status: { ...status, restored, disk } });
    await eventually(async () => expect(await only(server, token)).toMatchObject({ restored, disk }));
    // A kiosk before 1.5 tells of neither, and one after it tells more.
    await upload(server, { credentials, punches: [], status });
    await eventually(async () => expect(await only(server, token)).toMatchObject({ pending: 0, restored: null, disk: null }));
  });

  it('I4 J3 shows what a kiosk could not use of the changes, as it told with its last batch, until it tells of nothing', async () => {
    const { server, token } = await arrange();
    const credentials = await enrol(server);
    expect(await only(server, token)).toMatchObject({ passedOver: null });
    const passedOver = { count: 3, latest: [{ at: '2026-11-23T13:00:00.000Z', of: 'employee', path: 'employee.photoDataUrl', id: 'E1' }] };
    const status = { pending: 0, failed: 0, oldestPendingAt: null, clockOffsetMs: null, zoneDataEdition: '2026a', deviceName: 'Dock', platform: 'test', appVersion: '1.0.0' };
    await upload(server, { credentials, punches: [], status: { ...status, passedOver } });
    await eventually(async () => expect(await only(server, token)).toMatchObject({ passedOver }));
    // As a kiosk before 1.8 tells.
    await upload(server, { credentials, punches: [], status });
    await eventually(async () => expect(await only(server, token)).toMatchObject({ passedOver: null }));
  });

  it('I4 H4 calls no edition of the zone data different that is the same, or not known yet', async () => {
    const { server, token } = await arrange();
    await enrol(server);
    expect(await only(server, token)).toMatchObject({ zoneDataEdition: null, zoneDataDiffers: false });
    await server.deps.database.transaction((db) => db.updateTable('devices').set({ zone_data_edition: zoneDataEdition() }).execute());
    expect(await only(server, token)).toMatchObject({ zoneDataDiffers: false });
  });

  it('I4 calls a kiosk silent after more than three of its sync intervals, and no longer once it calls', async () => {
    const { server, token } = await arrange();
    const credentials = await enrol(server);
    server.clock.advance(30 * minute);
    expect(await only(server, token)).toMatchObject({ silent: false });
    server.clock.advance(1);
    expect(await only(server, token)).toMatchObject({ silent: true });
    await ping(server, credentials, '127.0.0.1');
    await eventually(async () => expect(await only(server, token)).toMatchObject({ silent: false, lastContactAt: '2026-11-23T20:30:00.001Z' }));
  });

  it('I4 notes a contact at most once a minute, unless the address changed', async () => {
    const { server, token } = await arrange();
    const credentials = await enrol(server);
    const transaction = vi.spyOn(server.deps.database, 'transaction');
    server.clock.advance(59_000);
    for (let count = 0; count < 20; count += 1) await ping(server, credentials, '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(transaction).not.toHaveBeenCalled();
    await ping(server, credentials, '127.0.0.2');
    await eventually(async () => expect(await only(server, token)).toMatchObject({ address: '127.0.0.2', lastContactAt: '2026-11-23T20:00:59.000Z' }));
    expect(transaction).toHaveBeenCalledTimes(1);
    transaction.mockRestore();
  });

  it('I4 notes the last contact of many kiosks before it stops', async () => {
    const { server, token } = await arrange();
    const credentials = await Promise.all(['a', 'b', 'c'].map((deviceId) => enrol(server, { deviceId })));
    server.clock.advance(5 * minute);
    for (const one of credentials) await server.ask('readChanges', { token: one.deviceToken, query: { cursor: 'made-up' } });
    await eventually(async () => expect((await server.answer('listDevices', { token })).devices.map((device) => device.lastContactAt)).toEqual(Array(3).fill('2026-11-23T20:05:00.000Z')));
  });

  it('C7 shows the country of the address and when it is another than at enrolment, and decides nothing by it', async () => {
    const { server, token } = await arrange();
    const { status, body } = await server.ask('enrolDevice', { body: signInBody(), address: '193.99.144.80' });
    expect(status).toBe(200);
    expect(await only(server, token)).toMatchObject({ address: '193.99.144.80', country: 'DE', countryDiffers: false });
    const credentials = body as DeviceCredentials;
    await ping(server, credentials, '8.8.8.8');
    await eventually(async () => expect(await only(server, token)).toMatchObject({ address: '8.8.8.8', country: 'US', countryDiffers: true }));
    const sealed = await sealedBatch({ credentials, punches: [] });
    expect((await server.ask('uploadBatch', { token: credentials.deviceToken, query: { lane: 'normal' }, contentType: sealedMediaType, body: sealed, address: '212.58.244.22' })).status).toBe(200);
    await eventually(async () => expect(await only(server, token)).toMatchObject({ address: '212.58.244.22', country: 'GB', countryDiffers: true }));
    await ping(server, credentials, '10.0.0.9');
    await eventually(async () => expect(await only(server, token)).toMatchObject({ address: '10.0.0.9', country: null, countryDiffers: false }));
  });
});

describe('one kiosk', () => {
  it('H5 D10 shows where the chain has a gap and where it goes on from an older copy, as it does when two kiosks share a token', async () => {
    const { server, token } = await arrange();
    const credentials = await enrol(server);
    const chain = new PunchChain();
    const [first, missing, third] = [chain.next({ at: '2026-11-23T13:00:00.000Z' }), chain.next({ at: '2026-11-23T14:00:00.000Z', type: 'breakOut' }), chain.next({ at: '2026-11-23T15:00:00.000Z', type: 'breakIn' })];
    await upload(server, { credentials, punches: [first, third] });
    expect(missing.sequenceNumber).toBe(2);
    // A copy of the device goes its own way from the same beginning.
    const clone = new PunchChain().next({ at: '2026-11-23T16:00:00.000Z', type: 'clockOut' });
    await upload(server, { credentials, punches: [clone] });
    const { device, chainPlaces } = await server.answer('readDevice', { token, params: { deviceId: 'kiosk-1' } });
    expect(device).toMatchObject({ chainGaps: 1, chainAlterations: 0, chainForks: 1 });
    expect(chainPlaces).toEqual([
      { punchId: third.punchId, sequenceNumber: 3, what: 'chainGap' },
      { punchId: clone.punchId, sequenceNumber: 1, what: 'chainForked' },
    ]);
  });

  it('I4 lists the latest fifty batches, newest first', async () => {
    const { server, token } = await arrange();
    await enrol(server);
    const { tenantId } = demo;
    const rows = Array.from({ length: 60 }, (_, index) => ({
      tenant_id: tenantId,
      device_id: 'kiosk-1',
      received_ms: server.clock.wallMs() + index,
      batch_id: crypto.randomUUID(),
      lane: 'normal' as const,
      address: null,
      accepted: index,
      duplicate: 0,
      refused: 0,
      failed: 0,
      records: 0,
    }));
    await server.deps.database.transaction((db) => db.insertInto('batches').values(rows).execute());
    const { batches } = await server.answer('readDevice', { token, params: { deviceId: 'kiosk-1' } });
    expect(batches.map((batch) => batch.accepted)).toEqual(Array.from({ length: 50 }, (_, index) => 59 - index));
  });

  it('A9 revokes a lost kiosk at once, with who and why, and keeps the first reason', async () => {
    const { server, token } = await arrange();
    const { deviceToken } = await enrol(server);
    await server.answer('revokeDevice', { token, params: { deviceId: 'kiosk-1' }, body: { reason: 'left in a taxi' } });
    expect(await server.ask('readTexts', { token: deviceToken })).toMatchObject({ status: 401, body: { code: 'tokenRevoked' } });
    server.clock.advance(90 * minute);
    await server.answer('revokeDevice', { token, params: { deviceId: 'kiosk-1' }, body: { reason: 'again' } });
    expect(await only(server, token)).toMatchObject({ revokedAt: '2026-11-23T20:00:00.000Z', revokedBy: 'admin', silent: false });
    const stored = await server.deps.database.reader.selectFrom('devices').select('revocation_reason').executeTakeFirstOrThrow();
    expect(stored.revocation_reason).toBe('left in a taxi');
    const audited = await server.deps.database.reader.selectFrom('audit_log').select(['action', 'subject', 'username']).execute();
    expect(audited).toContainEqual({ action: 'revokeDevice', subject: '{"deviceId":"kiosk-1"}', username: 'admin' });
    expect(server.logged.join('')).toContain('server.deviceRevoked');
  });
});

describe('who may', () => {
  it('I2 shows supervisors the kiosks of their own timeclocks alone, and lets them revoke none', async () => {
    const { server } = await arrange();
    await enrol(server);
    await enrol(server, { timeclockId: demo.timeclocks.packing, deviceId: 'packing-1' });
    const packing = await signIn(server, demo.packingSupervisor);
    expect((await server.answer('listDevices', { token: packing })).devices.map((device) => device.deviceId)).toEqual(['packing-1']);
    expect(await server.ask('readDevice', { token: packing, params: { deviceId: 'kiosk-1' } })).toMatchObject({ status: 403, body: { code: 'noPermissionForTimeclock' } });
    expect(await server.ask('revokeDevice', { token: packing, params: { deviceId: 'packing-1' }, body: { reason: 'x' } })).toMatchObject({ status: 403, body: { code: 'roleNotAllowed' } });
  });

  it('I2 knows no kiosk of another tenant, and none that nobody has', async () => {
    const { server } = await arrange();
    const { deviceToken } = await enrol(server);
    const theirs = await signIn(server, demo.otherTenant.administrator);
    expect((await server.answer('listDevices', { token: theirs })).devices).toEqual([]);
    for (const deviceId of ['kiosk-1', 'nobody']) {
      expect(await server.ask('readDevice', { token: theirs, params: { deviceId } })).toMatchObject({ status: 404, body: { code: 'notFound' } });
      expect(await server.ask('revokeDevice', { token: theirs, params: { deviceId }, body: { reason: 'x' } })).toMatchObject({ status: 404, body: { code: 'notFound' } });
    }
    expect((await server.ask('readTexts', { token: deviceToken })).status).toBe(200);
  });
});
