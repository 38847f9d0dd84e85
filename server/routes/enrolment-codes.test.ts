import { describe, expect, it } from 'vitest';
import { deviceCredentials, type DeviceCredentials } from '../../shared/contracts/http.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, serverInProcess, upload, type Answer, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { demo } from '../demo.ts';

const minute = 60_000;
const dock = demo.timeclocks.dock;

interface Attempt {
  readonly code: string;
  readonly deviceId?: string;
  readonly timeclockId?: number;
  readonly tenantId?: string;
  readonly address?: string;
}

const signIn = async (server: ServerInProcess, who: { username: string; password: string } = demo.administrator): Promise<string> =>
  (await server.answer('openSession', { body: { username: who.username, password: who.password } })).sessionToken;

const issue = async (server: ServerInProcess, token: string, more: object = {}) => server.answer('issueEnrolmentCode', { token, body: { timeclockId: dock, ...more } });

async function attempt(server: ServerInProcess, { code, deviceId = 'kiosk-1', timeclockId = dock, tenantId = demo.tenantId, address = '192.0.2.10' }: Attempt): Promise<Answer> {
  return server.ask('enrolByCode', { address, body: { tenantId, timeclockId, code, device: { deviceId, deviceName: 'Kiosk', platform: 'test', appVersion: '0.1.0' } } });
}

async function enrolled(server: ServerInProcess, one: Attempt): Promise<DeviceCredentials> {
  const { status, body } = await attempt(server, one);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return deviceCredentials.parse(body);
}

async function arrange() {
  const server = await arrangeServer();
  return { server, token: await signIn(server) };
}

describe('codes', () => {
  it('A9 enrols a kiosk without a password, once, and says who issued the code', async () => {
    const { server, token } = await arrange();
    const { code, enrolmentCode } = await issue(server, token, { note: 'Hall 2' });
    expect(code).toMatch(/^([A-HJ-NP-Z2-9]{5}-){3}[A-HJ-NP-Z2-9]{5}$/);
    expect(enrolmentCode).toMatchObject({ timeclockId: dock, note: 'Hall 2', issuedBy: 'admin', usedAt: null, revokedAt: null });
    const credentials = await enrolled(server, { code: code.toLowerCase().replaceAll('-', ' ') });
    expect((await upload(server, { credentials, punches: [new PunchChain().next({ at: '2026-11-23T13:00:00.000Z' })] })).verdicts).toMatchObject([{ kind: 'accepted' }]);
    expect(await attempt(server, { code, deviceId: 'kiosk-2' })).toMatchObject({ status: 403, body: { code: 'codeUsed' } });
    const { enrolmentCodes } = await server.answer('listEnrolmentCodes', { token });
    expect(enrolmentCodes).toMatchObject([{ codeId: enrolmentCode.codeId, usedByDevice: 'kiosk-1', usedAt: '2026-11-23T20:00:00.000Z' }]);
    const { devices } = await server.answer('listDevices', { token });
    expect(devices).toMatchObject([{ deviceId: 'kiosk-1', enrolledBy: `code:${enrolmentCode.codeId}` }]);
  });

  it('A9 tells unknown, expired, used and revoked codes apart', async () => {
    const { server, token } = await arrange();
    expect(await attempt(server, { code: 'AAAAA-AAAAA-AAAAA-AAAAA' })).toMatchObject({ status: 401, body: { code: 'codeUnknown' } });
    const revoked = await issue(server, token);
    await server.answer('revokeEnrolmentCode', { token, params: { codeId: revoked.enrolmentCode.codeId } });
    expect(await attempt(server, { code: revoked.code })).toMatchObject({ status: 403, body: { code: 'codeRevoked' } });
    const expiring = await issue(server, token, { validMinutes: 5 });
    server.clock.advance(5 * minute);
    expect(await attempt(server, { code: expiring.code })).toMatchObject({ status: 403, body: { code: 'codeExpired' } });
    expect(await server.ask('listDevices', { token })).toMatchObject({ body: { devices: [] } });
  });

  it('A9 binds a code to its tenant and timeclock', async () => {
    const { server, token } = await arrange();
    const { code } = await issue(server, token);
    for (const elsewhere of [{ timeclockId: demo.timeclocks.packing }, { tenantId: 'contoso', timeclockId: 2001 }, { tenantId: 'nobody' }])
      expect(await attempt(server, { code, ...elsewhere })).toMatchObject({ status: 401, body: { code: 'codeUnknown' } });
    expect((await attempt(server, { code, deviceId: 'kiosk-9' })).status).toBe(200);
  });

  it('A9 lets one of many kiosks win that use a code at the same moment', async () => {
    const { server, token } = await arrange();
    const { code } = await issue(server, token);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => attempt(server, { code, deviceId: `kiosk-${index}`, address: `192.0.2.${index}` })));
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, ...Array<number>(7).fill(403)]);
    expect((await server.answer('listDevices', { token })).devices).toHaveLength(1);
  });

  it('A9 answers the same device again for ten minutes, for its first answer may be lost; the first credentials end', async () => {
    const { server, token } = await arrange();
    const { code } = await issue(server, token, { validMinutes: 5 });
    const lost = await enrolled(server, { code });
    server.clock.advance(9 * minute);
    const got = await enrolled(server, { code });
    expect(await server.ask('readTexts', { token: lost.deviceToken })).toMatchObject({ body: { code: 'tokenReplaced' } });
    expect((await server.ask('readTexts', { token: got.deviceToken })).status).toBe(200);
    expect(await attempt(server, { code, deviceId: 'kiosk-2' })).toMatchObject({ body: { code: 'codeUsed' } });
    server.clock.advance(minute);
    expect(await attempt(server, { code })).toMatchObject({ body: { code: 'codeUsed' } });
  });

  it('A9 keeps the code as a hash alone, and out of the log', async () => {
    const { server, token } = await arrange();
    const { code } = await issue(server, token);
    await enrolled(server, { code });
    await attempt(server, { code, deviceId: 'another' });
    const stored = JSON.stringify(await server.deps.database.reader.selectFrom('enrolment_codes').selectAll().execute());
    const audited = JSON.stringify(await server.deps.database.reader.selectFrom('audit_log').selectAll().execute());
    expect(server.logged.join('')).toContain('server.codeRefused');
    for (const text of [stored, audited, server.logged.join('')]) for (const form of [code, code.replaceAll('-', '')]) expect(text).not.toContain(form);
  });
});

describe('guessing', () => {
  const wrong = 'BBBBB-BBBBB-BBBBB-BBBBB';

  it('A9 locks a device after five unknown codes, whatever its address, also for the right one', async () => {
    const { server, token } = await arrange();
    const { code } = await issue(server, token);
    for (let count = 0; count < 5; count += 1) expect(await attempt(server, { code: wrong, address: `192.0.2.${count}` })).toMatchObject({ body: { code: 'codeUnknown' } });
    expect(await attempt(server, { code, address: '192.0.2.99' })).toMatchObject({ status: 429, body: { code: 'lockedOut', retryAfterSeconds: 900 } });
    expect((await attempt(server, { code, address: '192.0.2.99', deviceId: 'kiosk-2' })).status).toBe(200);
  });

  it('A9 locks an address at a tenant after five unknown codes, whatever device it says to be, over a restart', async () => {
    const folder = makeTemporaryFolder();
    const first = await serverInProcess({ dataDir: folder.path });
    const { code } = await issue(first, await signIn(first));
    for (let count = 0; count < 5; count += 1) await attempt(first, { code: wrong, deviceId: `kiosk-${count}`, address: '2001:db8:1:2::1' });
    await first.close();
    const second = await serverInProcess({ dataDir: folder.path });
    // The same subscriber has the whole first half of the address.
    expect(await attempt(second, { code, deviceId: 'kiosk-8', address: '2001:db8:1:2:ffff::9' })).toMatchObject({ body: { code: 'lockedOut' } });
    expect((await attempt(second, { code, deviceId: 'kiosk-8', address: '2001:db8:1:3::1' })).status).toBe(200);
    await second.close();
    folder.remove();
  });

  it('A4 locks an address after thirty failed attempts of any kind at setup, over a restart', async () => {
    const folder = makeTemporaryFolder();
    const first = await serverInProcess({ dataDir: folder.path });
    const address = '198.51.100.7';
    for (let count = 0; count < 30; count += 1) expect(await first.ask('findCompany', { address, body: { company: `guess ${count}`, alias: 'NWF' } })).toMatchObject({ status: 404 });
    await first.close();
    const second = await serverInProcess({ dataDir: folder.path });
    const right = { company: demo.company, alias: demo.alias };
    expect(await second.ask('findCompany', { address, body: right })).toMatchObject({ status: 429, body: { code: 'lockedOut' } });
    expect(await second.ask('readTimeclock', { address, body: { tenantId: demo.tenantId, timeclockId: dock } })).toMatchObject({ status: 429 });
    expect((await second.ask('findCompany', { address: '198.51.100.8', body: right })).status).toBe(200);
    second.clock.advance(15 * minute);
    expect((await second.ask('findCompany', { address, body: right })).status).toBe(200);
    await second.close();
    folder.remove();
  });

  it('K15 counts failures that arrive at once one by one', async () => {
    const { server } = await arrange();
    await Promise.all(Array.from({ length: 4 }, (_, index) => attempt(server, { code: wrong, address: `192.0.2.${index}` })));
    const row = await server.deps.database.reader.selectFrom('sign_in_failures').select('failures').where('subject', '=', `device:${demo.tenantId}:kiosk-1`).executeTakeFirst();
    expect(row?.failures).toBe(4);
  });
});

describe('who may', () => {
  it('A9 I2 lets administrators alone issue, list and revoke codes, and only for timeclocks that are there', async () => {
    const { server, token } = await arrange();
    const supervisor = await signIn(server, demo.supervisor);
    const { enrolmentCode } = await issue(server, token);
    for (const refused of [
      await server.ask('issueEnrolmentCode', { token: supervisor, body: { timeclockId: dock } }),
      await server.ask('listEnrolmentCodes', { token: supervisor }),
      await server.ask('revokeEnrolmentCode', { token: supervisor, params: { codeId: enrolmentCode.codeId } }),
    ])
      expect(refused).toMatchObject({ status: 403, body: { code: 'roleNotAllowed' } });
    expect(await server.ask('issueEnrolmentCode', { token, body: { timeclockId: 2001 } })).toMatchObject({ status: 404, body: { code: 'unknownTimeclock' } });
    expect(await server.ask('revokeEnrolmentCode', { token, params: { codeId: 'none' } })).toMatchObject({ status: 404, body: { code: 'notFound' } });
  });

  it("A9 I2 knows nothing of another tenant's codes", async () => {
    const { server, token } = await arrange();
    const { enrolmentCode, code } = await issue(server, token);
    const theirs = await signIn(server, demo.otherTenant.administrator);
    expect(await server.answer('listEnrolmentCodes', { token: theirs })).toEqual({ enrolmentCodes: [] });
    expect(await server.ask('revokeEnrolmentCode', { token: theirs, params: { codeId: enrolmentCode.codeId } })).toMatchObject({ status: 404 });
    expect((await attempt(server, { code })).status).toBe(200);
  });

  it('A9 takes a revoked kiosk back only by a new enrolment', async () => {
    const { server, token } = await arrange();
    const { deviceToken } = await enrol(server);
    await server.answer('revokeDevice', { token, params: { deviceId: 'kiosk-1' }, body: { reason: 'lost' } });
    const { code } = await issue(server, token);
    const { deviceToken: anew } = await enrolled(server, { code });
    expect((await server.ask('readTexts', { token: anew })).status).toBe(200);
    expect(await server.ask('readTexts', { token: deviceToken })).toMatchObject({ body: { code: 'tokenReplaced' } });
    expect((await server.answer('listDevices', { token })).devices).toMatchObject([{ revokedAt: null, revokedBy: null }]);
  });
});
