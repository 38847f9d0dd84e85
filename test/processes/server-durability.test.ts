import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deviceCredentials, routes, sealedMediaType, type BatchAnswer, type DeviceCredentials } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { demo } from '../../server/demo.ts';
import { PunchChain } from '../support/punch-chain.ts';
import { readAllPunches } from '../support/server-books.ts';
import { sealedBatch, signInBody } from '../support/server-in-process.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

async function arrange() {
  const { path: dataFolder, remove } = makeTemporaryFolder();
  let server = await startServer({ dataFolder, port: 0, args: ['--demo'] });
  onTestFinished(async () => {
    await server.program.end('SIGKILL');
    remove();
  });
  const restart = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<ServerProcess> => {
    await server.program.end(signal);
    server = await startServer({ dataFolder, port: server.port, args: ['--demo'] });
    return server;
  };
  return { server, restart, credentials: await enrolOver(server.url) };
}

async function enrolOver(url: string): Promise<DeviceCredentials> {
  const response = await fetch(url + apiPrefix + routes.enrolDevice.path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(signInBody()) });
  return deviceCredentials.parse(await response.json());
}

async function uploadOver(url: string, credentials: DeviceCredentials, punches: readonly unknown[]): Promise<BatchAnswer> {
  const headers = { 'content-type': sealedMediaType, authorization: `Bearer ${credentials.deviceToken}` };
  const response = await fetch(`${url}${apiPrefix}${routes.uploadBatch.path}?lane=recovery`, { method: 'POST', headers, body: await sealedBatch({ credentials, punches, recovery: true }) });
  return routes.uploadBatch.answer.parse(await response.json());
}

/** Clock In and Clock Out by turns, a minute and a half apart. */
function manyPunches(count: number): unknown[] {
  const chain = new PunchChain();
  const startMs = Date.parse('2026-11-02T13:00:00.000Z');
  return Array.from({ length: count }, (_, index) => chain.next({ at: new Date(startMs + index * 90_000).toISOString(), type: index % 2 === 0 ? 'clockIn' : 'clockOut', workDate: '2026-11-02' }));
}

describe('a real server process', () => {
  it('H1 has every punch that it answered for when it is killed right after the answer', async () => {
    const { server, restart, credentials } = await arrange();
    const punches = manyPunches(1000);
    const answer = await uploadOver(server.url, credentials, punches);
    expect(answer.verdicts.filter((verdict) => verdict.kind === 'accepted')).toHaveLength(1000);
    const again = await restart('SIGKILL');
    expect(await readAllPunches(again.url, demo.administrator)).toHaveLength(1000);
    expect((await uploadOver(again.url, credentials, punches)).verdicts).toEqual(answer.verdicts);
    expect(await readAllPunches(again.url, demo.administrator)).toHaveLength(1000);
  });

  it('H2 has all of a batch or nothing of it when it is killed in the middle, and the batch sent again completes it', async () => {
    const { server, restart, credentials } = await arrange();
    const punches = manyPunches(1000);
    const broken = uploadOver(server.url, credentials, punches).catch(() => null);
    await new Promise((resume) => setTimeout(resume, 60));
    const again = await restart('SIGKILL');
    await broken;
    expect([0, 1000]).toContain((await readAllPunches(again.url, demo.administrator)).length);
    await uploadOver(again.url, credentials, punches);
    expect(await readAllPunches(again.url, demo.administrator)).toHaveLength(1000);
  });

  it('L1 tells other programs, on lines of JSON, of each stored batch', async () => {
    const { server, credentials } = await arrange();
    await uploadOver(server.url, credentials, manyPunches(3));
    expect(await server.program.waitFor('punchesStored', 5000)).toEqual({ event: 'punchesStored', deviceId: 'kiosk-1', recovery: true, count: 3, accepted: 3, duplicate: 0, refused: 0 });
  });

  it('I1 keeps its epoch, its tokens and its key over a restart, and seeds the demo once', async () => {
    const { server, restart, credentials } = await arrange();
    const before = await fetch(`${server.url}${apiPrefix}/ping?nonce=nonce-123`);
    const again = await restart('SIGTERM');
    const after = await fetch(`${again.url}${apiPrefix}/ping?nonce=nonce-123`, { headers: { authorization: `Bearer ${credentials.deviceToken}` } });
    expect(after.headers.get('zentime-epoch')).toBe(before.headers.get('zentime-epoch'));
    expect(routes.ping.answer.parse(await after.json()).authenticated).toBe(true);
    expect((await uploadOver(again.url, credentials, manyPunches(1))).verdicts).toMatchObject([{ kind: 'accepted' }]);
  });

  it('J3 answers requests that are no HTTP, and bodies that break off, without falling over', async () => {
    const { server } = await arrange();
    const talk = async (bytes: string): Promise<string> =>
      new Promise((resolve) => {
        let heard = '';
        const socket = connect(server.port, '127.0.0.1', () => socket.end(bytes));
        socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
        socket.on('close', () => resolve(heard)).on('error', () => undefined);
      });
    expect(await talk('nonsense\r\n\r\n')).toContain('400');
    expect(await talk(`GET /${'x'.repeat(40_000)} HTTP/1.1\r\nhost: a\r\n\r\n`)).toMatch(/4(14|31|00)/);
    await talk(`POST ${apiPrefix}/setup/company HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"comp`);
    expect((await fetch(`${server.url}${apiPrefix}/ping?nonce=nonce-123`)).status).toBe(200);
    expect(server.program.stderr()).not.toContain('server.defect');
  });
});
