import { gzipSync, zstdCompressSync } from 'node:zlib';
import { CompactEncrypt, exportJWK, generateKeyPair, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import { maxBatchBytes, sealedMediaType } from '../../shared/contracts/http.ts';
import { problemDetails } from '../../shared/contracts/problems.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { demo } from '../demo.ts';
import { arrangeServer, enrol, sealedBatch, signInBody, upload, type Answer, type ServerInProcess } from '../../test/support/server-in-process.ts';

interface Sealed {
  readonly plain: Buffer;
  readonly header?: Record<string, unknown>;
}

async function sealRaw(credentials: DeviceCredentials, { plain, header = {} }: Sealed): Promise<string> {
  const { kid, ...jwk } = credentials.sealingKey;
  return new CompactEncrypt(plain).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid, cty: 'zentime-batch+json;zstd', ...header }).encrypt(await importJWK(jwk, 'ECDH-ES'));
}

async function arrange() {
  const server = await arrangeServer();
  const credentials = await enrol(server);
  const send = (body: string | Buffer, contentType = sealedMediaType) => server.ask('uploadBatch', { query: { lane: 'normal' }, token: credentials.deviceToken, body, contentType });
  const sendText = async (text: string | Buffer) => send(await sealRaw(credentials, { plain: zstdCompressSync(text) }));
  return { server, credentials, send, sendText };
}

const storedPunches = async (server: ServerInProcess): Promise<number> => (await server.deps.database.reader.selectFrom('punches').select('punch_id').execute()).length;

/** A 4xx as problem details, with this code. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(problemDetails.parse(answer.body)).toMatchObject({ status, code });
  expect(answer.status).toBe(status);
}

describe('sealed batches that are none', () => {
  it('J3 refuses what is not a JWE, is cut short, or is sealed to another key', async () => {
    const { server, credentials, send } = await arrange();
    const good = await sealedBatch({ credentials, punches: [] });
    const other = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
    const { x = '', y = '' } = await exportJWK(other.publicKey);
    const toAnother = await sealedBatch({ credentials: { ...credentials, sealingKey: { ...credentials.sealingKey, x, y } }, punches: [] });
    const unknownKid = await sealedBatch({ credentials: { ...credentials, sealingKey: { ...credentials.sealingKey, kid: 'nobody' } }, punches: [] });
    const flipped = `${good.slice(0, -3)}${good.at(-3) === 'A' ? 'B' : 'A'}${good.slice(-2)}`;
    for (const body of ['', '....', 'not a jwe', good.slice(0, 100), good.slice(0, -40), flipped, toAnother, Buffer.from([0xff, 0xfe, 0, 1])]) {
      if (body === '') continue;
      expectProblem(await send(body), 422, 'sealUnreadable');
    }
    expectProblem(await send(unknownKid), 422, 'sealingKeyUnknown');
    expect(await storedPunches(server)).toBe(0);
  });

  it('J3 refuses other content types inside and outside of the seal', async () => {
    const { credentials, send } = await arrange();
    expectProblem(await send(await sealRaw(credentials, { plain: Buffer.from('{}'), header: { cty: 'text/plain' } })), 422, 'sealUnreadable');
    expectProblem(await send('{}', 'application/json'), 415, 'unsupportedMediaType');
    expectProblem(await send('x', 'text/html'), 415, 'unsupportedMediaType');
  });

  it('J3 refuses truncated zstd and gzip', async () => {
    const { credentials, send } = await arrange();
    const text = JSON.stringify({ punches: 'x'.repeat(5000) });
    expectProblem(await send(await sealRaw(credentials, { plain: zstdCompressSync(text).subarray(0, 20) })), 422, 'sealUnreadable');
    expectProblem(await send(await sealRaw(credentials, { plain: gzipSync(text).subarray(0, 30), header: { cty: 'zentime-batch+json;gzip' } })), 422, 'sealUnreadable');
  });

  it('J3 stops a batch that swells beyond the limit, without inflating it', async () => {
    const { credentials, send } = await arrange();
    const bomb = Buffer.alloc(maxBatchBytes * 32);
    expectProblem(await send(await sealRaw(credentials, { plain: zstdCompressSync(bomb) })), 413, 'bodyTooLarge');
    expectProblem(await send(await sealRaw(credentials, { plain: gzipSync(bomb), header: { cty: 'zentime-batch+json;gzip' } })), 413, 'bodyTooLarge');
  });

  it('J3 stops a body beyond the limit', async () => {
    const { send } = await arrange();
    expectProblem(await send('A'.repeat(maxBatchBytes * 2)), 413, 'bodyTooLarge');
  });
});

describe('batches of the wrong shape', () => {
  it('J3 refuses text that is no JSON, or no UTF-8', async () => {
    const { sendText } = await arrange();
    for (const text of ['', '{"batchId":', 'nothing', Buffer.from([0x22, 0xc3, 0x28, 0x22])]) expectProblem(await sendText(text), 400, 'unreadableBody');
  });

  it('J3 refuses wrong types, unknown fields, deep nesting, prototype keys and too many punches, and stores nothing', async () => {
    const { server, sendText } = await arrange();
    const envelope = { batchId: crypto.randomUUID(), deviceId: 'kiosk-1', recovery: false, lastSyncAt: null };
    const text = (more: object): string => JSON.stringify({ ...envelope, ...more });
    const hostile = [
      'null',
      '[]',
      '1e999',
      text({}),
      text({ punches: {} }),
      text({ punches: [null] }),
      text({ punches: [{ punchId: 'not-an-id' }] }),
      text({ punches: [], extra: true }),
      text({ punches: [], deviceId: 'kiosk-2' }),
      text({ punches: [], recovery: 'yes' }),
      text({ punches: Array(1001).fill({}) }),
      `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
      text({ punches: [] }).replace('{', '{"__proto__":{"recovery":true},'),
    ];
    for (const body of hostile) expectProblem(await sendText(body), 422, 'invalidMessage');
    expect(await storedPunches(server)).toBe(0);
  });

  it('J3 D4 refuses a punch with a forged, hostile or over-long field on its own, and keeps it aside', async () => {
    const { server, sendText } = await arrange();
    const chain = new PunchChain();
    const good = chain.next({ at: '2026-11-23T13:00:00.000Z' });
    const bad: object[] = [
      { note: 'x'.repeat(201) },
      { workDate: '2026-02-30' },
      { deviceId: 'kiosk-2' },
      { timeZone: 'Mars/Base' },
      { bestKnownInstant: '2026-13-01T00:00:00.000Z' },
      { sequenceNumber: 1.5 },
      { constructor: 1 },
      { flags: Array(500).fill('unanswered') },
    ];
    const punches = bad.map((field) => ({ ...chain.next({ at: '2026-11-23T14:00:00.000Z' }), ...field }));
    const answer = await sendText(JSON.stringify({ batchId: crypto.randomUUID(), deviceId: 'kiosk-1', recovery: false, lastSyncAt: null, punches: [...punches, good] }));
    expect(answer.body).toMatchObject({ verdicts: [...bad.map(() => ({ kind: 'refused', code: 'malformed' })), { kind: 'accepted' }] });
    expect(await storedPunches(server)).toBe(1);
    expect(await server.deps.database.reader.selectFrom('punches_set_aside').select('reason').execute()).toHaveLength(bad.length);
  });

  it('J3 takes what SQL, markup and terminals would make of a note as text', async () => {
    const { server, credentials } = await arrange();
    const note = `'); drop table punches; -- <script>alert(1)</script> ${String.fromCharCode(0)}\u001b[31m =cmd|'/c calc'!A1`;
    await server.ask('uploadBatch', {
      query: { lane: 'normal' },
      token: credentials.deviceToken,
      contentType: sealedMediaType,
      body: await sealedBatch({ credentials, punches: [new PunchChain().next({ at: '2026-11-23T13:00:00.000Z', note })] }),
    });
    const { sessionToken } = await server.answer('openSession', { body: { username: 'admin', password: 'northwind-demo' } });
    expect((await server.answer('readPunches', { token: sessionToken })).punches[0]?.note).toBe(note);
  });
});

it('H1 J3 writes no password, PIN, token, key or hash into its log or its answers to others', async () => {
  const { server, credentials } = await arrange();
  await server.ask('enrolDevice', { body: signInBody({ password: 'a-wrong-secret' }) });
  await server.ask('enrolDevice', { body: signInBody({ username: 'a-typed-secret' }) });
  await server.ask('findByPin', { token: credentials.deviceToken, body: { pinHash: 'ab'.repeat(32) } });
  const { sessionToken } = await server.answer('openSession', { body: demo.administrator });
  await upload(server, { credentials, punches: [new PunchChain().next({ at: '2026-11-23T13:00:00.000Z', note: 'a-noted-secret' })] });
  await server.deps.database.transaction((db) => db.schema.dropTable('texts').execute());
  await server.ask('readTexts', { token: credentials.deviceToken });
  const log = server.logged.join('');
  expect(log).toContain('server.signInRefused');
  expect(log).toContain('server.batchStored');
  expect(log).toContain('server.defect');
  const stored = JSON.stringify(await server.deps.database.reader.selectFrom('server_state').select('value').execute());
  for (const secret of ['secret', 'ab'.repeat(32), credentials.deviceToken, credentials.tenantKey, sessionToken, demo.administrator.password]) expect(log).not.toContain(secret);
  for (const [value] of stored.matchAll(/[\w-]{40,}/g)) expect(log).not.toContain(value);
});

describe('every other route', () => {
  it('J3 answers bad JSON, wrong types and unknown fields with a problem, and names the field but never the value', async () => {
    const { server } = await arrange();
    expectProblem(await server.ask('findCompany', { body: '{"company":' }), 400, 'unreadableBody');
    expectProblem(await server.ask('findCompany', { body: '{"__proto__":{}}' }), 400, 'unreadableBody');
    expectProblem(await server.ask('findCompany', { body: 'x=1', contentType: 'application/x-www-form-urlencoded' }), 415, 'unsupportedMediaType');
    expectProblem(await server.ask('findCompany', { body: { company: 'x'.repeat(70_000), alias: '' } }), 413, 'bodyTooLarge');
    const wrong = await server.ask('enrolDevice', { body: { ...signInBody(), password: ['secret-one'], secretTwo: 1 } });
    expectProblem(wrong, 422, 'invalidMessage');
    expect(wrong.body).toMatchObject({ errors: [{ path: 'password' }, { message: 'unknown fields' }] });
    expect(JSON.stringify(wrong.body)).not.toMatch(/secret/);
  });

  it('J3 answers bad queries and unknown addresses with a problem', async () => {
    const { server, credentials } = await arrange();
    const token = credentials.deviceToken;
    for (const limit of ['0', '1001', '-1', 'NaN', '1.5']) expectProblem(await server.ask('readEmployees', { token, query: { limit } }), 422, 'invalidMessage');
    expectProblem(await server.ask('ping', { query: { nonce: 'short' } }), 422, 'invalidMessage');
    expectProblem(await server.ask('readChanges', { token }), 422, 'invalidMessage');
    for (const url of ['/', '/api/v1/nothing', '/api/v1/batches/../..', `${apiPrefix}/%E0%A4%A`]) {
      const response = await server.app.inject({ method: 'GET', url });
      expect(response.statusCode).toBeLessThan(500);
      expect(problemDetails.safeParse(response.json()).success).toBe(true);
    }
  });

  it('I6 tells nothing of a defect but that there was one', async () => {
    const { server, credentials } = await arrange();
    await server.deps.database.transaction((db) => db.schema.dropTable('texts').execute());
    const answer = await server.ask('readTexts', { token: credentials.deviceToken });
    expectProblem(answer, 500, 'internal');
    expect(JSON.stringify(answer.body)).not.toMatch(/sqlite|table|texts|stack/i);
    expect(server.logged.filter((line) => line.includes('server.defect'))).toHaveLength(1);
  });
});
