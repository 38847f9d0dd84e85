import { describe, expect, it } from 'vitest';
import { contractHeader, epochHeader } from '../../shared/contracts/http.ts';
import { contractVersion } from '../../shared/contracts/version.ts';
import { arrangeServer, enrol, serverInProcess, signInBody, type EnrolInput, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { demo } from '../demo.ts';

const refusal = async (server: ServerInProcess, input: EnrolInput): Promise<unknown> => {
  const { status, body } = await server.ask('enrolDevice', { body: signInBody(input) });
  return { status, ...(body as object) };
};

describe('company and timeclock', () => {
  it('A2 finds the company whatever the case, accents and spacing of what was typed', async () => {
    const server = await arrangeServer();
    const answer = await server.answer('findCompany', { body: { company: '  NORTHWIND   föods ', alias: 'nwf' } });
    expect(answer.organisation).toEqual({ tenantId: 'northwind', name: 'Northwind Foods', alias: 'NWF', timeZone: 'America/Chicago', locale: 'en-US', firstDayOfWeek: 7 });
    expect(answer.timeclocks).toEqual([
      { timeclockId: 1042, name: 'Dock 4' },
      { timeclockId: 1043, name: 'Packing' },
    ]);
  });

  it('A8 knows no company by its name alone, by another alias, or by nothing', async () => {
    const server = await arrangeServer();
    for (const body of [
      { company: 'Northwind Foods', alias: 'CON' },
      { company: 'Northwind', alias: 'NWF' },
      { company: '', alias: '' },
    ]) {
      expect(await server.ask('findCompany', { body })).toMatchObject({ status: 404, body: { code: 'unknownCompany', type: 'urn:zentime:problem:unknownCompany' } });
    }
  });

  it('A3 answers the properties of the two templates', async () => {
    const server = await arrangeServer();
    const dock = await server.answer('readTimeclock', { body: { tenantId: 'northwind', timeclockId: 1042 } });
    const packing = await server.answer('readTimeclock', { body: { tenantId: 'northwind', timeclockId: 1043 } });
    expect([dock.properties.name, dock.properties.punchTemplate.kind, dock.properties.pinType]).toEqual(['Dock 4', 'fourEntries', 'sixDigits']);
    expect([packing.properties.name, packing.properties.punchTemplate.kind]).toEqual(['Packing', 'twoEntries']);
  });

  it("I2 answers no timeclock of another tenant, nor one that is nobody's", async () => {
    const server = await arrangeServer();
    for (const body of [
      { tenantId: 'northwind', timeclockId: 2001 },
      { tenantId: 'contoso', timeclockId: 1042 },
      { tenantId: 'nobody', timeclockId: 1042 },
    ]) {
      expect(await server.ask('readTimeclock', { body })).toMatchObject({ status: 404, body: { code: 'unknownTimeclock' } });
    }
  });
});

describe('sign-in of a device', () => {
  it('A4 gives a device its own token and keys', async () => {
    const server = await arrangeServer();
    const credentials = await enrol(server);
    expect(credentials).toMatchObject({ nextSequenceNumber: 1, lastHash: '0'.repeat(64), serverEpoch: server.deps.epoch, sealingKey: server.deps.seal.publicKey });
    expect(Object.keys(credentials.sealingKey)).not.toContain('d');
    const answer = await server.answer('ping', { query: { nonce: 'nonce-123' }, token: credentials.deviceToken });
    expect(answer).toMatchObject({ nonce: 'nonce-123', authenticated: true });
  });

  it('A4 D2 enrols on a server that has run for long, and looks for newer sealing keys then', async () => {
    const server = await arrangeServer();
    server.clock.advance(10 * 60_000);
    expect((await enrol(server)).sealingKey).toEqual(server.deps.seal.publicKey);
    expect((await server.ask('readTexts', { token: (await enrol(server)).deviceToken })).status).toBe(200);
  });

  it('A4 K15 refuses in five ways, each with its own code', async () => {
    const server = await arrangeServer();
    expect(await refusal(server, { username: 'nobody' })).toMatchObject({ status: 401, code: 'unknownUser' });
    expect(await refusal(server, { password: 'wrong' })).toMatchObject({ status: 401, code: 'wrongPassword' });
    expect(await refusal(server, { ...demo.otherTenant.administrator })).toMatchObject({ status: 403, code: 'userOfAnotherTenant' });
    expect(await refusal(server, { ...demo.viewer })).toMatchObject({ status: 403, code: 'roleNotAllowed' });
    expect(await refusal(server, { ...demo.packingSupervisor })).toMatchObject({ status: 403, code: 'noPermissionForTimeclock' });
    expect(await refusal(server, { timeclockId: 9999 })).toMatchObject({ status: 404, code: 'unknownTimeclock' });
    expect(await refusal(server, { ...demo.packingSupervisor, timeclockId: 1043, deviceId: 'kiosk-9' })).toMatchObject({ status: 200 });
  });

  it('K15 tells nothing of tenant and role before the password is right', async () => {
    const server = await arrangeServer();
    expect(await refusal(server, { username: demo.otherTenant.administrator.username, password: 'wrong' })).toMatchObject({ code: 'wrongPassword' });
    expect(await refusal(server, { username: demo.viewer.username, password: 'wrong' })).toMatchObject({ code: 'wrongPassword' });
  });

  it('K15 locks user and device for 15 minutes after five failures, also for the right password', async () => {
    const server = await arrangeServer();
    for (let count = 0; count < 5; count += 1) expect(await refusal(server, { password: 'wrong' })).toMatchObject({ code: 'wrongPassword' });
    expect(await refusal(server, {})).toMatchObject({ status: 429, code: 'lockedOut', retryAfterSeconds: 900 });
    expect(await refusal(server, { deviceId: 'another' })).toMatchObject({ code: 'lockedOut' });
    expect(await refusal(server, { ...demo.supervisor })).toMatchObject({ code: 'lockedOut' });
    expect(await refusal(server, { ...demo.supervisor, deviceId: 'another' })).toMatchObject({ status: 200 });
    server.clock.advance(15 * 60_000);
    expect(await refusal(server, {})).toMatchObject({ status: 200 });
  });

  it('K15 counts failures in a row: a success between begins anew', async () => {
    const server = await arrangeServer();
    for (const password of ['a', 'b', 'c', 'd', demo.administrator.password, 'e', 'f', 'g', 'h']) await refusal(server, { password });
    expect(await refusal(server, {})).toMatchObject({ status: 200 });
  });

  it('K15 does not let the console be a way around the lock', async () => {
    const server = await arrangeServer();
    for (let count = 0; count < 5; count += 1) await server.ask('openSession', { body: { username: 'Admin ', password: 'wrong' } });
    expect(await refusal(server, {})).toMatchObject({ code: 'lockedOut' });
  });

  it('K15 remembers the lock over a restart', async () => {
    const folder = makeTemporaryFolder();
    const first = await serverInProcess({ dataDir: folder.path });
    for (let count = 0; count < 5; count += 1) await refusal(first, { password: 'wrong' });
    await first.close();
    const second = await serverInProcess({ dataDir: folder.path });
    expect(await refusal(second, {})).toMatchObject({ code: 'lockedOut' });
    expect(second.deps.epoch).toBe(first.deps.epoch);
    await second.close();
    folder.remove();
  });

  it('A4 keeps the token when the administrator who enrolled the device is disabled', async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    await server.deps.database.transaction((db) => db.updateTable('users').set({ disabled_ms: 1 }).where('username_key', '=', 'admin').execute());
    expect(await refusal(server, { deviceId: 'another' })).toMatchObject({ code: 'unknownUser' });
    expect(await server.answer('ping', { query: { nonce: 'nonce-123' }, token: deviceToken })).toMatchObject({ authenticated: true });
  });

  it('A4 limits how often one address may try', async () => {
    const server = await arrangeServer({ setupRequestsPerMinute: 2 });
    const body = { company: 'x', alias: 'y' };
    await server.ask('findCompany', { body });
    await server.ask('findCompany', { body });
    const third = await server.ask('findCompany', { body });
    expect(third).toMatchObject({ status: 429, body: { code: 'tooManyRequests' } });
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('H1 keeps no password and no token in the database', async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    const { sessionToken } = await server.answer('openSession', { body: demo.administrator });
    const [users, devices, sessions] = await Promise.all((['users', 'devices', 'sessions'] as const).map((table) => server.deps.database.reader.selectFrom(table).selectAll().execute()));
    const stored = JSON.stringify([users, devices, sessions]);
    for (const secret of [deviceToken, sessionToken, demo.administrator.password]) expect(stored).not.toContain(secret);
    expect(stored).toContain('$argon2id$');
  });
});

describe('who is asking', () => {
  it('D9 tells an unknown, an expired and a revoked token apart, and a ping answers all the same', async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    const code = async (token?: string): Promise<unknown> => (await server.ask('readTexts', token === undefined ? {} : { token })).body;
    expect(await code()).toMatchObject({ code: 'tokenMissing' });
    expect(await code('ztd_somebody-elses-token')).toMatchObject({ code: 'tokenUnknown' });
    await server.deps.database.transaction((db) => db.updateTable('devices').set({ token_revoked_ms: 1 }).execute());
    expect(await code(deviceToken)).toMatchObject({ code: 'tokenRevoked' });
    await server.deps.database.transaction((db) => db.updateTable('devices').set({ token_revoked_ms: null }).execute());
    server.clock.advance(11 * 365 * 86_400_000);
    expect(await code(deviceToken)).toMatchObject({ code: 'tokenExpired' });
    expect(await server.answer('ping', { query: { nonce: 'nonce-123' }, token: deviceToken })).toMatchObject({ authenticated: false });
  });

  it("I2 takes neither a device's token for a person's nor a person's for a device's", async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    const { sessionToken } = await server.answer('openSession', { body: demo.administrator });
    expect((await server.ask('readPunches', { token: deviceToken })).body).toMatchObject({ code: 'tokenUnknown' });
    expect((await server.ask('readTexts', { token: sessionToken })).body).toMatchObject({ code: 'tokenUnknown' });
  });

  it('D10 A8 names its epoch and its version on every answer, also on refusals', async () => {
    const server = await arrangeServer();
    const answers = [await server.ask('ping', { query: { nonce: 'nonce-123' } }), await server.ask('readTexts'), await server.ask('findCompany', { body: 'not json' })];
    expect(answers.map((answer) => answer.headers[contractHeader])).toEqual([contractVersion, contractVersion, contractVersion]);
    expect(answers.map((answer) => answer.headers[epochHeader])).toEqual([server.deps.epoch, server.deps.epoch, server.deps.epoch]);
  });
});
