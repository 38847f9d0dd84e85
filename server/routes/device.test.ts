import { describe, expect, it } from 'vitest';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, upload, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';

const day = 86_400_000;

/** What the server says to this token: 'good', or the code of the refusal. */
async function standing(server: ServerInProcess, token: string): Promise<unknown> {
  const { status, body } = await server.ask('readTexts', { token });
  return status === 200 ? 'good' : (body as { code: string }).code;
}

const renew = async (server: ServerInProcess, token: string): Promise<string> => (await server.answer('renewToken', { token })).deviceToken;
const shownOnes = (server: ServerInProcess): number => server.logged.filter((line) => line.includes('server.tokenReplacedShown')).length;

describe('renewal', () => {
  it('D9 gives a new token for 90 days, and keeps the old one good until the new one is first used', async () => {
    const server = await arrangeServer();
    const first = await enrol(server);
    expect(Date.parse(first.tokenExpiresAt) - server.clock.wallMs()).toBe(90 * day);
    server.clock.advance(50 * day);
    const renewed = await server.answer('renewToken', { token: first.deviceToken });
    expect(Date.parse(renewed.tokenExpiresAt) - server.clock.wallMs()).toBe(90 * day);
    expect(await standing(server, first.deviceToken)).toBe('good');
    expect(await standing(server, renewed.deviceToken)).toBe('good');
    expect(await standing(server, first.deviceToken)).toBe('tokenReplaced');
    expect(await standing(server, renewed.deviceToken)).toBe('good');
  });

  it('D9 H2 gives the same token again when the answer was lost, or the request arrives once more, late', async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    const given = await renew(server, deviceToken);
    server.clock.advance(day);
    const again = await server.answer('renewToken', { token: deviceToken });
    expect(again.deviceToken).toBe(given);
    expect(Date.parse(again.tokenExpiresAt) - server.clock.wallMs()).toBe(90 * day);
    expect([await standing(server, given), await standing(server, deviceToken)]).toEqual(['good', 'tokenReplaced']);
    expect(await server.ask('renewToken', { token: deviceToken })).toMatchObject({ status: 401, body: { code: 'tokenReplaced' } });
    expect(await standing(server, given)).toBe('good');
  });

  it('D9 gives several renewals at once the same token, and two devices different ones', async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    const other = await enrol(server, { deviceId: 'kiosk-2' });
    const tokens = await Promise.all(Array.from({ length: 6 }, () => renew(server, deviceToken)));
    expect(new Set(tokens).size).toBe(1);
    expect(await renew(server, other.deviceToken)).not.toBe(tokens[0]);
    expect(await server.deps.database.reader.selectFrom('replaced_tokens').select('token_hash').execute()).toEqual([]);
    expect(await standing(server, tokens[0] ?? '')).toBe('good');
  });

  it('D9 renews a token that expired up to 400 days ago, and takes it for nothing else', async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    server.clock.advance((90 + 399) * day);
    expect(await standing(server, deviceToken)).toBe('tokenExpired');
    const renewed = await renew(server, deviceToken);
    expect(await standing(server, deviceToken)).toBe('tokenExpired');
    expect(await standing(server, renewed)).toBe('good');
    server.clock.advance((90 + 400) * day);
    expect(await server.ask('renewToken', { token: renewed })).toMatchObject({ status: 401, body: { code: 'tokenExpired' } });
  });

  it('D9 notes in the log that a replaced token was shown, and locks nobody out for it', async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    const renewed = await renew(server, deviceToken);
    expect(await standing(server, renewed)).toBe('good');
    for (let count = 0; count < 3; count += 1) expect(await server.ask('renewToken', { token: deviceToken })).toMatchObject({ status: 401, body: { code: 'tokenReplaced' } });
    expect(shownOnes(server)).toBe(3);
    expect(await standing(server, renewed)).toBe('good');
    expect(await standing(server, await renew(server, renewed))).toBe('good');
    const log = server.logged.join('');
    expect(log).toContain('server.tokenRenewed');
    for (const secret of [deviceToken, renewed]) expect(log).not.toContain(secret);
  });

  it('D9 ends every older token when the device is enrolled anew, and its chain goes on', async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    const renewed = await renew(server, deviceToken);
    const anew = await enrol(server);
    expect(await Promise.all([deviceToken, renewed, anew.deviceToken].map((token) => standing(server, token)))).toEqual(['tokenReplaced', 'tokenReplaced', 'good']);
  });

  it('D9 ends both tokens of a renewal at once by a revocation, and renews neither', async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    const renewed = await renew(server, deviceToken);
    const { sessionToken } = await server.answer('openSession', { body: demo.administrator });
    await server.answer('revokeDevice', { token: sessionToken, params: { deviceId: 'kiosk-1' }, body: { reason: 'stolen' } });
    for (const token of [deviceToken, renewed]) {
      expect(await standing(server, token)).toBe('tokenRevoked');
      expect(await server.ask('renewToken', { token })).toMatchObject({ status: 401, body: { code: 'tokenRevoked' } });
      expect(await server.answer('ping', { token, query: { nonce: 'nonce-123' } })).toMatchObject({ authenticated: false, seenAddress: null });
    }
  });
});

it('C8 K14 tells a device the address that the server sees, whatever the device says of it, and tells strangers none', async () => {
  const server = await arrangeServer();
  const { deviceToken: token } = await enrol(server);
  const query = { nonce: 'nonce-123' };
  expect(await server.answer('ping', { token, query, address: '203.0.113.9' })).toMatchObject({ authenticated: true, seenAddress: '203.0.113.9' });
  expect(await server.answer('ping', { query, address: '203.0.113.9' })).toMatchObject({ authenticated: false, seenAddress: null });
  const forged = await server.app.inject({ url: '/api/v1/ping?nonce=nonce-123', remoteAddress: '203.0.113.9', headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '10.0.0.1' } });
  expect(forged.json()).toMatchObject({ seenAddress: '203.0.113.9' });
});

it('D10 H5 tells with every download of changes where the chain of the device ends', async () => {
  const server = await arrangeServer();
  const credentials = await enrol(server);
  const token = credentials.deviceToken;
  const { cursor } = await server.answer('readEmployees', { token });
  expect((await server.answer('readChanges', { token, query: { cursor } })).chainEnd).toEqual({ sequenceNumber: 0, hash: '0'.repeat(64) });
  const chain = new PunchChain();
  const punches = [chain.next({ at: '2026-11-23T13:00:00.000Z' }), chain.next({ at: '2026-11-23T17:00:00.000Z', type: 'clockOut' })];
  await upload(server, { credentials, punches });
  expect((await server.answer('readChanges', { token, query: { cursor } })).chainEnd).toEqual({ sequenceNumber: 2, hash: punches[1]?.hash });
});
