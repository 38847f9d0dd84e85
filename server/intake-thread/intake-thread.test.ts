import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sealedMediaType } from '../../shared/contracts/http.ts';
import { voidRecord } from '../../test/support/outbox-records.ts';
import { deadlyAddress } from '../../test/support/deadly-intake.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, sealedBatch, type ServerInProcess, type UploadInput } from '../../test/support/server-in-process.ts';
import { databaseOfFolder, testDialect } from '../../test/support/test-database.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { demo } from '../demo.ts';
import { IntakeThread, intakeProgram } from './intake-thread.ts';

const deadlyProgram = new URL('../../test/support/deadly-intake.ts', import.meta.url);
const fields = z.record(z.string(), z.unknown());
const day = '2026-11-23T';

/** A thread of one line, which hears each question as `said`. */
function programOf(line: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', (said) => { if (said.kind === 'end') parentPort.close(); else { ${line} } });`)}`);
}

async function kioskAt(server: ServerInProcess, deviceId: string) {
  const credentials = await enrol(server, { deviceId });
  const sendText = (body: string, address = '10.0.0.1') => server.ask('uploadBatch', { query: { lane: 'normal' }, body, token: credentials.deviceToken, contentType: sealedMediaType, address });
  const send = async (input: Omit<UploadInput, 'credentials' | 'deviceId'>, address?: string) => sendText(await sealedBatch({ ...input, credentials, deviceId }), address);
  return { credentials, chain: new PunchChain(deviceId), send, sendText };
}

function countPunches(server: ServerInProcess): Promise<number> {
  return tenantScope(server.deps.database.reader, demo.tenantId)
    .selectPunches()
    .select((eb) => eb.fn.countAll<number>().as('punches'))
    .executeTakeFirstOrThrow()
    .then(({ punches }) => punches);
}

describe('batches in a thread of their own', () => {
  it('I5 D3 D4 answers as the server’s own thread does: good, malformed, unreadable, of another device, undone, and sent again', async () => {
    const chain = new PunchChain('kiosk-1');
    const first = chain.next({ at: `${day}13:00:00.000Z` });
    const second = chain.next({ at: `${day}17:00:00.000Z`, type: 'clockOut' });
    const inputs: Omit<UploadInput, 'credentials'>[] = [
      { punches: [first, { ...second, type: 'lunch' }] },
      { punches: [second], records: [voidRecord({ at: `${day}17:00:10.000Z`, punchId: second.punchId })], recovery: true },
      { punches: [first] },
      { punches: [{ punchId: 'none' }] },
      { punches: [first], deviceId: 'kiosk-2' },
    ];
    const answers = await Promise.all(
      [{}, { intakeProgram }].map(async (options) => {
        const server = await arrangeServer(options);
        const kiosk = await kioskAt(server, 'kiosk-1');
        const heard: { status: number; body: object }[] = [];
        for (const input of inputs) {
          const { status, body } = await kiosk.sendText(await sealedBatch({ ...input, credentials: kiosk.credentials }));
          heard.push({ status, body: { ...fields.parse(body), batchId: null } });
        }
        return { heard, announced: server.announced, stored: await countPunches(server) };
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[1]?.heard.map(({ status }) => status)).toEqual([200, 200, 200, 422, 422]);
    expect(answers[1]?.stored).toBe(2);
  });

  it('H1 I5 stores what comes from many at once, while the server itself writes as well', async () => {
    const server = await arrangeServer({ intakeProgram });
    const kiosks = [];
    for (let place = 0; place < 8; place += 1) kiosks.push(await kioskAt(server, `kiosk-${place}`));
    const sent = kiosks.map(async ({ chain, send }) => {
      for (let hour = 10; hour < 15; hour += 1) expect((await send({ punches: [chain.next({ at: `${day}${hour}:00:00.000Z`, person: { kind: 'employee', employeeId: 'NWF-1001' } })] })).status).toBe(200);
    });
    const renewed = kiosks.map(async ({ credentials }) => expect((await server.ask('renewToken', { token: credentials.deviceToken, body: {} })).status).toBe(200));
    await Promise.all([...sent, ...renewed]);
    expect(await countPunches(server)).toBe(40);
  });

  it('H1 I5 answers 500 to what the dying thread had in hand, and takes once what is sent again, in another thread', async () => {
    const server = await arrangeServer({ intakeProgram: deadlyProgram });
    const [good, deadly] = [await kioskAt(server, 'kiosk-1'), await kioskAt(server, 'kiosk-2')];
    const punch = good.chain.next({ at: `${day}13:00:00.000Z` });
    const together = await Promise.all([good.send({ punches: [punch] }), deadly.send({ punches: [deadly.chain.next({ at: `${day}14:00:00.000Z` })] }, deadlyAddress)]);
    // Whether the other batch was at the thread as well, in a group of its own, is a matter of moments.
    expect(together[1].status).toBe(500);
    expect([200, 500]).toContain(together[0].status);
    expect((await good.send({ punches: [punch, good.chain.next({ at: `${day}17:00:00.000Z`, type: 'clockOut' })] })).status).toBe(200);
    expect(await countPunches(server)).toBe(2);
  });

  it('I5 says when to come back where the thread’s database cannot do it now', async () => {
    const server = await arrangeServer({ intakeProgram: programOf("parentPort.postMessage({ kind: 'unavailable', reason: 'contended', why: 'locked' })") });
    const { send, chain } = await kioskAt(server, 'kiosk-1');
    const { status, headers, body } = await send({ punches: [chain.next({ at: `${day}13:00:00.000Z` })] });
    expect([status, headers['retry-after'], fields.parse(body)['code']]).toEqual([503, '5', 'overloaded']);
  });

  it('I1 closes once everything is answered that was asked', async () => {
    const folder = makeTemporaryFolder();
    const { target } = await databaseOfFolder(folder.path);
    const server = await arrangeServer({ dataDir: folder.path });
    const { database, log } = server.deps;
    const intake = new IntakeThread({ program: intakeProgram, target, database, log });
    const sender = { tenantId: demo.tenantId, deviceId: 'kiosk-1', timeclockId: demo.timeclocks.dock };
    const order: string[] = [];
    const taken = intake.take([{ sender, address: '10.0.0.1', plain: Buffer.from('no batch') }], 0).then((outcomes) => order.push(JSON.stringify(outcomes)));
    await intake.close();
    order.push('closed');
    await taken;
    expect(order).toEqual(['[{"kind":"problem","code":"unreadableBody"}]', 'closed']);
    await server.close();
    folder.remove();
  });

  it('I5 gives the file to the thread while it takes, and to the server’s own writes before and behind', async () => {
    const { deps } = await arrangeServer();
    const { database, log } = deps;
    const program = programOf("setTimeout(() => parentPort.postMessage({ kind: 'done', outcomes: [] }), 50)");
    const intake = new IntakeThread({ program, target: { kind: 'sqlite', dataDir: '' }, database, log });
    const order: string[] = [];
    const write = (name: string) => database.transaction(() => Promise.resolve(order.push(name)));
    const taken = intake.take([], 0).then(() => order.push('taken'));
    await Promise.all([taken, write('written')]);
    // PostgreSQL needs no turns.
    expect(testDialect === 'sqlite' ? order : order.toSorted()).toEqual(['taken', 'written']);
    await intake.close();
  });
});
