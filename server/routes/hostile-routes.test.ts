/** J3: every route of the contract against input that was made to break it: a refusal with a code, never a 500, nothing stored by halves. */
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { CompactEncrypt, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sealedMediaType, routes, type DeviceCredentials, type RouteName } from '../../shared/contracts/http.ts';
import { problemDetails } from '../../shared/contracts/problems.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { everyNotorious, hostileText, hostileValue, mutated, mutation, sendRaw, type RawAsk } from '../../test/support/hostile-requests.ts';
import { fillTenant, type KnownIds } from '../../test/support/known-ids.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { routeInputs } from '../../test/support/route-inputs.ts';
import { arrangeServer, enrol, sealedBatch, upload, type Answer, type Ask, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { testDialect } from '../../test/support/test-database.ts';

const names = Object.keys(routes) as RouteName[];
const fuzzTimeMs = 240_000;
/** What is put together at random is for the routes' own reading, which is the same over both; PostgreSQL gets every notorious value as well, and less of that. */
const runsPerRoute = testDialect === 'sqlite' ? 25 : 5;

/** A problem with a code and no word of what is inside, or an answer. */
function expectGoodManners(name: string, answer: Answer): void {
  expect([name, answer.status < 500, answer.body]).toEqual([name, true, answer.body]);
  if (answer.status < 400) return;
  expect([name, problemDetails.safeParse(answer.body).success]).toEqual([name, true]);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(JSON.stringify(answer.body)).not.toMatch(/sqlite|postgres|node_modules|\.ts:|at \w+ \(/i);
}

interface Attacked {
  readonly server: ServerInProcess;
  readonly ids: KnownIds;
}

async function arrange(): Promise<Attacked> {
  const server = await arrangeServer();
  return { server, ids: await fillTenant(server) };
}

/** Each request comes from somewhere else: it is the routes that are tried, not the lock of an address. */
const address = fc.tuple(fc.nat(255), fc.nat(255)).map(([one, other]) => `198.18.${one}.${other}`);

const hostileAsk = (good: Ask): fc.Arbitrary<RawAsk> => {
  const { params = {}, query = {}, ...rest } = good;
  const whole = { ...rest, params, query };
  const inBody = mutation.map((one) => ({ ...whole, body: mutated(good.body ?? {}, one) }));
  const inText = hostileText.map((spoil) => ({ ...whole, body: spoil(JSON.stringify(good.body ?? {})) }));
  const inQuery = fc.tuple(fc.constantFrom(...Object.keys(query), 'limit', 'after', '__proto__', 'cursor'), hostileValue).map(([key, value]) => ({ ...whole, query: { ...query, [key]: value } }));
  const inParams = fc.tuple(fc.constantFrom(...Object.keys(params), 'none'), hostileValue).map(([key, value]) => ({ ...whole, params: { ...params, [key]: typeof value === 'string' ? value.slice(0, 300) : value } }));
  const inType = fc
    .constantFrom('text/plain', 'application/jose', 'text/csv', 'multipart/form-data', 'application/json; charset=utf-16', 'x', '\u00e4')
    .map((contentType) => ({ ...whole, contentType, body: typeof good.body === 'string' ? good.body : JSON.stringify(good.body ?? {}) }));
  return fc
    .tuple(fc.oneof({ weight: 5, arbitrary: inBody }, { weight: 3, arbitrary: inText }, { weight: 2, arbitrary: inQuery }, { weight: 2, arbitrary: inParams }, { weight: 1, arbitrary: inType }), address)
    .map(([ask, from]) => ({ ...ask, address: from }));
};

describe('hostile input', () => {
  it(
    'J3 is answered with a refusal or an answer by every route, and never with a 500',
    async () => {
      const { server, ids } = await arrange();
      // What ends sessions or tokens of ours comes last.
      const ending: readonly RouteName[] = ['revokeDevice', 'saveUser', 'setPassword', 'changeOwnPassword'];
      const order = [...names.filter((name) => !ending.includes(name) && name !== 'closeSession'), ...ending];
      let sent = 0;
      for (const name of order) {
        const { auth } = routes[name];
        const token = auth === 'none' ? {} : { token: auth === 'supervisor' || auth === 'administrator' ? ids.administrator : ids.device.deviceToken };
        // A renewal changes the token that the others need: it is tried with one that nobody has.
        const good = { ...(await routeInputs[name](ids)), ...(name === 'renewToken' ? { token: 'ztd_nobody-has-this-one' } : token) };
        for (const ask of everyNotorious(good)) expectGoodManners(name, await sendRaw(server.app, name, { ...ask, address: `198.19.${(sent += 1) % 250}.${sent % 199}` }));
        await fc.assert(
          fc.asyncProperty(hostileAsk(good), async (ask) => {
            expectGoodManners(name, await sendRaw(server.app, name, ask));
          }),
          { numRuns: runsPerRoute },
        );
      }
      expect(server.logged.filter((line) => line.includes('server.defect'))).toEqual([]);
      expect(sent).toBeGreaterThan(2000);
    },
    fuzzTimeMs,
  );

  it(
    'J3 D4 in a sealed batch is refused whole or in part, and a batch that was refused stored nothing',
    async () => {
      const { server, ids } = await arrange();
      const chain = new PunchChain('kiosk-1');
      const count = async (): Promise<number[]> =>
        Promise.all((['punches', 'batches', 'outbox_records', 'temporary_employees'] as const).map(async (table) => (await server.deps.database.reader.selectFrom(table).select('tenant_id').execute()).length));
      const offer = async (text: string | Buffer): Promise<void> => {
        const before = await count();
        const answer = await server.ask('uploadBatch', { token: ids.device.deviceToken, query: { lane: 'normal' }, contentType: sealedMediaType, body: await sealText(ids.device, text) });
        expectGoodManners('uploadBatch', answer);
        if (answer.status !== 200) expect(await count()).toEqual(before);
      };
      for (const { body } of everyNotorious({ body: goodBatch(chain) })) await offer(JSON.stringify(body));
      await fc.assert(
        fc.asyncProperty(mutation, fc.option(hostileText, { freq: 3 }), async (change, spoil) => {
          const text = JSON.stringify(mutated(goodBatch(chain), change));
          await offer(spoil === null ? text : spoil(text));
        }),
        { numRuns: runsPerRoute * 8 },
      );
      expect(server.logged.filter((line) => line.includes('server.defect'))).toEqual([]);
      // The device itself goes on as if nothing had been.
      const { verdicts } = await upload(server, { credentials: ids.device, punches: [chain.next({ at: '2026-11-23T18:00:00.000Z', type: 'clockOut' })] });
      expect(verdicts).toHaveLength(1);
    },
    fuzzTimeMs,
  );

  it('J3 is inflated by no route: a compressed body is text that cannot be read', async () => {
    const { server, ids } = await arrange();
    const body = zstdCompressSync(Buffer.alloc(50_000_000));
    const response = await server.app.inject({ method: 'POST', url: `${apiPrefix}/setup/company`, headers: { 'content-type': 'application/json', 'content-encoding': 'zstd' }, payload: body });
    expect([400, 415]).toContain(response.statusCode);
    expect(await server.ask('findByPin', { token: ids.device.deviceToken, body: body.toString('latin1') })).toMatchObject({ status: 400 });
  });

  it('J3 leaves no memory behind', { timeout: fuzzTimeMs }, async () => {
    const { server, ids } = await arrange();
    setFlagsFromString('--expose-gc');
    const collect = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'));
    const bytes = (): number => {
      server.logged.length = 0;
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const samples = fc.sample(fc.tuple(fc.constantFrom<RouteName>('findCompany', 'findByPin', 'savePerson', 'saveTimeclock', 'typePunch', 'readPunches'), mutation, hostileText), 500);
    const attack = async (): Promise<void> => {
      for (const [name, change, spoil] of samples) {
        const { params = {}, query = {}, body } = await routeInputs[name](ids);
        const { auth } = routes[name];
        const token = auth === 'device' ? ids.device.deviceToken : ids.administrator;
        await sendRaw(server.app, name, { params, query, token, body: change.place % 2 === 0 ? spoil(JSON.stringify(body ?? {})) : mutated(body, change) });
      }
    };
    await attack();
    const before = bytes();
    for (let round = 0; round < 4; round += 1) await attack();
    expect(bytes() - before).toBeLessThan(8_000_000);
  });
});

describe('broken requests on a real connection', () => {
  const request = (more: string, body = ''): string => `POST ${apiPrefix}/setup/company HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${more}\r\n\r\n${body}`;
  const good = '{"company":"x","alias":"y"}';

  const cases: readonly [string, string, RegExp][] = [
    ['no body where a length is promised', request('content-length: 500'), /^$/],
    ['a length that is none', request('content-length: -5', good), /^HTTP\/1\.1 4/],
    ['two lengths', request(`content-length: 5\r\ncontent-length: ${good.length}`, good), /^HTTP\/1\.1 4/],
    ['a length and chunks', request(`content-length: ${good.length}\r\ntransfer-encoding: chunked`, good), /^HTTP\/1\.1 4/],
    ['chunks that are none', request('transfer-encoding: chunked', 'zz\r\nhello\r\n'), /^HTTP\/1\.1 4/],
    ['a length beyond the limit', request('content-length: 99999999999'), /^HTTP\/1\.1 4/],
    ['a flood of headers', request(Array.from({ length: 3000 }, (_, index) => `x-${index}: y`).join('\r\n')), /^HTTP\/1\.1 4/],
    ['one endless header', request(`x: ${'y'.repeat(200_000)}`), /^HTTP\/1\.1 4/],
    ['a header with a NUL', request('x: \0'), /^HTTP\/1\.1 4/],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 4/],
    ['a body shorter than its length, then nothing', request('content-length: 5000', good), /^$/],
  ];

  it('J3 are cut or refused one by one, and everybody else is answered meanwhile', async () => {
    const { server } = await arrange();
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const port = Number(new URL(server.app.listeningOrigin).port);
    const sockets = await Promise.all(cases.map(async ([, text]) => speak(port, text)));
    const answered = await fetch(`http://127.0.0.1:${port}${apiPrefix}/ping?nonce=nonce-123`);
    expect(answered.status).toBe(200);
    for (const [index, [what, , expected]] of cases.entries()) {
      const said = await sockets[index]?.heard();
      expect([what, expected.test(said ?? '')]).toEqual([what, true]);
    }
    for (const socket of sockets) socket.close();
    expect(server.logged.filter((line) => line.includes('server.defect'))).toEqual([]);
  });

  interface Spoken {
    heard(): Promise<string>;
    close(): void;
  }

  /** Says it at once, and listens for a moment. */
  async function speak(port: number, text: string): Promise<Spoken> {
    const socket = connect({ port, host: '127.0.0.1' });
    let said = '';
    socket.on('data', (bytes) => (said += bytes.toString('latin1'))).on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(text, 'latin1');
    const listened = new Promise((resolve) => setTimeout(resolve, 1000));
    return {
      heard: async () => {
        await listened;
        return said;
      },
      close: () => socket.destroy(),
    };
  }
});

describe('stolen and replayed', () => {
  it("J3 H2 takes no kiosk's batch from another kiosk, nor anything twice", async () => {
    const { server, ids } = await arrange();
    const thief = await enrol(server, { deviceId: 'kiosk-2' });
    const punch = new PunchChain('kiosk-3').next({ at: '2026-11-23T16:00:00.000Z', type: 'breakOut' });
    const owner = await enrol(server, { deviceId: 'kiosk-3' });
    const body = await sealedBatch({ credentials: owner, deviceId: 'kiosk-3', punches: [punch] });
    const send = (token: string) => server.ask('uploadBatch', { token, query: { lane: 'normal' }, contentType: sealedMediaType, body });
    expect(await send(thief.deviceToken)).toMatchObject({ status: 422, body: { code: 'invalidMessage', errors: [{ path: 'deviceId' }] } });
    const first = await send(owner.deviceToken);
    for (let count = 0; count < 3; count += 1) expect((await send(owner.deviceToken)).body).toMatchObject({ verdicts: (first.body as { verdicts: unknown }).verdicts });
    expect(await send(ids.device.deviceToken)).toMatchObject({ status: 422 });
    expect((await server.deps.database.reader.selectFrom('punches').select('punch_id').where('punch_id', '=', punch.punchId).execute()).length).toBe(1);
  });

  it('J3 D9 takes no token in a form of its own: cut, longer, in another case, of another kind', async () => {
    const { server, ids } = await arrange();
    const good = ids.device.deviceToken;
    for (const token of [good.slice(0, -1), `${good}A`, good.toLowerCase(), good.replace('ztd', 'zts'), 'null', 'undefined', '0'.repeat(43), `${good} ${good}`, ids.administrator]) {
      const { status, body } = await server.ask('readTexts', { token });
      expect(status).toBe(401);
      expect((body as { code: string }).code).toMatch(/^token(Unknown|Missing)$/);
    }
    expect((await server.ask('readTexts', { token: good })).status).toBe(200);
  });
});

function goodBatch(chain: PunchChain): unknown {
  const at = '2026-11-23T15:00:00.000Z';
  const status = { pending: 3, failed: 0, oldestPendingAt: at, clockOffsetMs: 5, zoneDataEdition: '2026a', deviceName: 'Dock', platform: 'test', appVersion: '1.0.0' };
  const base = { deviceInstant: at, bestKnownInstant: at };
  const temporaryEmployeeId = crypto.randomUUID();
  const punch = chain.next({ at, type: 'breakOut', person: { kind: 'temporary', temporaryEmployeeId }, assignmentId: null });
  const records = [
    { kind: 'temporaryEmployee', recordId: recordId(), ...base, temporaryEmployeeId, firstName: 'Ada', lastName: 'New', lastFour: '1234' },
    { kind: 'request', recordId: recordId(), ...base, person: { kind: 'employee', employeeId: 'NWF-1001' }, request: 'missedPunch', punchId: null, type: 'clockOut', workDate: '2026-11-22', proposedInstant: at, note: 'left' },
    { kind: 'answers', recordId: recordId(), ...base, punchId: punch.punchId, set: 'clockOut', complete: true, answers: [{ questionId: 'q1', value: 'yes' }] },
    { kind: 'void', recordId: recordId(), ...base, punchId: punch.punchId },
  ];
  return { batchId: crypto.randomUUID(), deviceId: 'kiosk-1', recovery: false, lastSyncAt: at, status, records, punches: [punch] };
}

let recordNumber = 0;
function recordId(): string {
  recordNumber += 1;
  return `019abcde-0000-7000-9000-${recordNumber.toString(16).padStart(12, '0')}`;
}

async function sealText({ sealingKey }: DeviceCredentials, text: string | Buffer): Promise<string> {
  const { kid, ...jwk } = sealingKey;
  return new CompactEncrypt(zstdCompressSync(text)).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid, cty: 'zentime-batch+json;zstd' }).encrypt(await importJWK(jwk, 'ECDH-ES'));
}
