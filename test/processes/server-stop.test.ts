/** SIGTERM while kiosks are at it: what was answered is stored, nothing is cut in the middle, and the process ends by itself. */
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { deviceCredentials, routes, sealedMediaType, type DeviceCredentials } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { demo } from '../../server/demo.ts';
import { startProgram, type Program } from '../support/program.ts';
import { PunchChain } from '../support/punch-chain.ts';
import { readAllPunches } from '../support/server-books.ts';
import { sealedBatch, signInBody } from '../support/server-in-process.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const kiosks = 6;
const batchSize = 50;

async function serve(dataFolder: string): Promise<{ program: Program; url: string }> {
  const program = startProgram('server/server.ts', ['--demo'], { ZENTIME_SERVER_DATA_DIR: dataFolder, ZENTIME_SERVER_PORT: '0', ZENTIME_DRAIN_SECONDS: '1' });
  onTestFinished(() => program.end('SIGKILL').then(() => undefined));
  return { program, url: String((await program.waitFor('serverReady', 30_000))['url']) };
}

type Sent = { readonly kind: 'answered'; readonly status: number; readonly body: unknown } | { readonly kind: 'notTaken' } | { readonly kind: 'cut'; readonly why: string };

/** Sends over the kiosk's own kept connection. `notTaken`: nobody listens any more, and nothing of the request was read. */
function send(agent: Agent, url: string, input: { token: string | null; type: string; body: string }): Promise<Sent> {
  return new Promise((resolve) => {
    const headers = { 'content-type': input.type, ...(input.token === null ? {} : { authorization: `Bearer ${input.token}` }) };
    const sending = request(url, { method: 'POST', agent, headers }, (response: IncomingMessage) => {
      text(response).then(
        (body) => resolve({ kind: 'answered', status: response.statusCode ?? 0, body: JSON.parse(body) as unknown }),
        (error: unknown) => resolve({ kind: 'cut', why: String(error) }),
      );
    });
    sending.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED' ? { kind: 'notTaken' } : { kind: 'cut', why: error.message }));
    sending.end(input.body);
  });
}

interface Kiosk {
  readonly agent: Agent;
  readonly deviceId: string;
  readonly credentials: DeviceCredentials;
  readonly answered: string[];
  readonly faults: string[];
}

async function enrolKiosk(url: string, deviceId: string): Promise<Kiosk> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const sent = await send(agent, url + apiPrefix + routes.enrolDevice.path, { token: null, type: 'application/json', body: JSON.stringify(signInBody({ deviceId })) });
  return { agent, deviceId, credentials: deviceCredentials.parse(sent.kind === 'answered' ? sent.body : sent), answered: [], faults: [] };
}

/** A day's punches of one person; each day another, so that no day grows beyond what a person can punch. */
function dayOfPunches(chain: PunchChain, day: number, employeeId: string): unknown[] {
  const startMs = Date.parse('2026-01-01T14:00:00.000Z') + day * 86_400_000;
  return Array.from({ length: batchSize }, (_, index) => chain.next({ at: new Date(startMs + index * 300_000).toISOString(), type: index % 2 === 0 ? 'clockIn' : 'clockOut', person: { kind: 'employee', employeeId }, assignmentId: null }));
}

/** One batch after the other until nobody takes one any more. */
async function uploadUntilNobodyListens(url: string, kiosk: Kiosk, employeeId: string): Promise<void> {
  const chain = new PunchChain(kiosk.deviceId);
  for (let day = 0; ; day += 1) {
    const punches = dayOfPunches(chain, day, employeeId);
    const body = await sealedBatch({ credentials: kiosk.credentials, deviceId: kiosk.deviceId, punches });
    const sent = await send(kiosk.agent, `${url}${apiPrefix}${routes.uploadBatch.path}?lane=normal`, { token: kiosk.credentials.deviceToken, type: sealedMediaType, body });
    if (sent.kind === 'notTaken') return;
    if (sent.kind === 'cut') return void kiosk.faults.push(sent.why);
    if (sent.status === 200) kiosk.answered.push(...routes.uploadBatch.answer.parse(sent.body).verdicts.map((verdict) => verdict.punchId));
    else kiosk.faults.push(`status ${sent.status}`);
  }
}

it('H1 I5 finishes and answers what it has in hand after SIGTERM: nothing answered is lost, nothing is cut', async () => {
  const { path: dataFolder, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  const { program, url } = await serve(dataFolder);
  const all = await Promise.all(Array.from({ length: kiosks }, (_, index) => enrolKiosk(url, `kiosk-${index}`)));
  const uploads = all.map((kiosk, index) => uploadUntilNobodyListens(url, kiosk, `NWF-100${index + 1}`));
  await wait(700);
  program.signal('SIGTERM');
  await wait(200);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'notReady', reason: 'stopping' }]);
  expect(await program.ended).toEqual({ code: 0, signal: null });
  await Promise.all(uploads);
  expect(all.flatMap((kiosk) => kiosk.faults)).toEqual([]);
  const answered = all.flatMap((kiosk) => kiosk.answered);
  expect(answered.length).toBeGreaterThan(kiosks * batchSize);
  const again = await serve(dataFolder);
  const stored = new Set((await readAllPunches(again.url, demo.administrator)).map((punch) => punch.punchId));
  expect(answered.filter((punchId) => !stored.has(punchId))).toEqual([]);
  expect(stored.size).toBe(answered.length);
});

it('I1 ends at once at the second signal', async () => {
  const { path: dataFolder, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  const { program } = await serve(dataFolder);
  program.signal('SIGTERM');
  await wait(100);
  expect(await program.end('SIGTERM')).toEqual({ code: 1, signal: null });
});
