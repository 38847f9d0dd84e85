import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { sealedMediaType, type DeviceCredentials } from '../../shared/contracts/http.ts';
import { contractVersion } from '../../shared/contracts/version.ts';
import { zoneDataEdition } from '../../shared/lib/zoned-time.ts';
import { nobodysEmployeeId } from '../../shared/contracts/self-test.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import ownPackage from '../package.json' with { type: 'json' };
import { arrangeServer, enrol, sealedBatch, upload, type ServerInProcess, type UploadInput } from '../../test/support/server-in-process.ts';

async function tryOut(server: ServerInProcess, credentials: DeviceCredentials, facts: Partial<UploadInput> & { body?: string; token?: string } = {}) {
  const body = facts.body ?? (await sealedBatch({ credentials, ...facts }));
  return server.ask('uploadBatch', { query: { lane: 'normal', dryRun: 'yes' }, body, token: facts.token ?? credentials.deviceToken, contentType: sealedMediaType });
}

/** What a batch leaves behind. */
async function stored(server: ServerInProcess): Promise<unknown> {
  const { reader } = server.deps.database;
  return {
    batches: await reader.selectFrom('batches').selectAll().execute(),
    status: await reader.selectFrom('devices').select(['pending_count', 'failed_count', 'device_name']).execute(),
    punches: await reader.selectFrom('punches').selectAll().execute(),
  };
}

/** Each row of each table but what a contact leaves behind, whichever request it was: when and from where the device was last heard of. */
async function everything(server: ServerInProcess): Promise<Record<string, string[]>> {
  const { reader } = server.deps.database;
  const rows: Record<string, string[]> = {};
  for (const { name } of await reader.introspection.getTables()) {
    const table = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(reader);
    rows[name] = table.rows.map((row) => JSON.stringify(Object.entries(row).filter(([column]) => !/contact|seen|address|country|run/.test(column)))).toSorted();
  }
  return rows;
}

const nobody = { person: { kind: 'employee', employeeId: nobodysEmployeeId }, assignmentId: null } as const;
const status = { pending: 412, failed: 2, oldestPendingAt: null, clockOffsetMs: 5, zoneDataEdition: '2026a', deviceName: 'Dock', platform: 'test', appVersion: '1.0.0' };

describe('a dry run of a batch', () => {
  it('G3 D2 is opened, read and answered with the end of the chain, and leaves nothing behind', async () => {
    const server = await arrangeServer();
    const credentials = await enrol(server);
    const before = await stored(server);
    expect(await tryOut(server, credentials, { status })).toMatchObject({ status: 200, body: { verdicts: [], recordVerdicts: [], chainEnd: { sequenceNumber: 0, hash: '0'.repeat(64) } } });
    expect(await stored(server)).toEqual(before);
  });

  it('G3 J3 says what is wrong on the way of a batch: the token, the seal, the device, the shape', async () => {
    const server = await arrangeServer();
    const credentials = await enrol(server);
    expect(await tryOut(server, credentials, { token: 'x'.repeat(40) })).toMatchObject({ status: 401 });
    expect(await tryOut(server, credentials, { body: 'no.seal.at.all' })).toMatchObject({ body: { code: 'sealUnreadable' } });
    expect(await tryOut(server, credentials, { deviceId: 'another-device' })).toMatchObject({ body: { code: 'invalidMessage' } });
    expect(await tryOut(server, { ...credentials, sealingKey: { ...credentials.sealingKey, kid: 'another' } })).toMatchObject({ body: { code: 'sealingKeyUnknown' } });
    expect(await server.ask('uploadBatch', { query: { lane: 'normal', dryRun: 'perhaps' }, body: 'x', token: credentials.deviceToken, contentType: sealedMediaType })).toMatchObject({ status: 422 });
  });

  it('G3 H1 the punch of a self-test is judged like any other and stored nowhere: no row of any table is another afterwards', async () => {
    const server = await arrangeServer();
    const credentials = await enrol(server);
    const chain = new PunchChain();
    await upload(server, { credentials, punches: [chain.next({ at: new Date(server.clock.wallMs()).toISOString() })] });
    const before = await everything(server);
    const punch = chain.next({ at: new Date(server.clock.wallMs()).toISOString(), ...nobody });
    const { body } = await tryOut(server, credentials, { status, punches: [punch] });
    expect(body).toMatchObject({ verdicts: [{ kind: 'refused', punchId: punch.punchId, code: 'unknownEmployee' }], chainEnd: { sequenceNumber: 1 }, chainGaps: [] });
    expect(await everything(server)).toEqual(before);
    // And the way is free: the same number goes to a real punch.
    expect(await upload(server, { credentials, punches: [{ ...punch }] })).toMatchObject({ verdicts: [{ code: 'unknownEmployee' }], chainEnd: { sequenceNumber: 2 } });
  });

  it('H1 G3 one that carries anything else is refused whole: its answer could be taken for a receipt', async () => {
    const server = await arrangeServer();
    const credentials = await enrol(server);
    const before = await everything(server);
    const at = new Date(server.clock.wallMs()).toISOString();
    const [first, second, real] = [new PunchChain().next({ at, ...nobody }), new PunchChain().next({ at, ...nobody }), new PunchChain().next({ at })];
    for (const punches of [[real], [first, second], [first, real], [{ punchId: first.punchId }], [{ ...first, hash: 'x' }]])
      expect(await tryOut(server, credentials, { punches })).toMatchObject({ status: 422, body: { code: 'invalidMessage' } });
    expect(await everything(server)).toEqual(before);
  });

  it('H4 a ping tells the edition of the zone data that the server counts by', async () => {
    const server = await arrangeServer();
    expect(await server.answer('ping', { query: { nonce: 'nonce-nonce' } })).toMatchObject({ zoneDataEdition: zoneDataEdition() });
  });

  it('G3 a ping tells which program answers, and only those whom it knows: strangers need not hear what to attack', async () => {
    const server = await arrangeServer();
    const { deviceToken } = await enrol(server);
    const query = { nonce: 'nonce-nonce' };
    expect(await server.answer('ping', { query, token: deviceToken })).toMatchObject({ authenticated: true, programVersion: ownPackage.version, contractVersion });
    expect(await server.answer('ping', { query })).toMatchObject({ authenticated: false, programVersion: null });
    expect(await server.answer('ping', { query, token: 'x'.repeat(40) })).toMatchObject({ authenticated: false, programVersion: null });
  });
});
