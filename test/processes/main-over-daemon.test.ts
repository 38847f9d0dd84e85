/** Main in this process, its daemon and the central server as real processes: what travels between them, and what a kill does. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { demo } from '../../server/demo.ts';
import { calls, type BrokenReason, type CallAnswer, type CallInput, type CallName } from '../../shared/contracts/ipc.ts';
import { forkDaemon } from '../../main/hosts/forked-daemon.ts';
import type { DaemonPort, Host, KeyStore } from '../../main/host.ts';
import { systemTimers, type Timers } from '../../main/timers.ts';
import { startMain, type RunningMain } from '../../main/main.ts';
import { bareHost } from '../support/bare-host.ts';
import { answerOf, askUntil, type Called, type KioskCaller } from '../support/kiosk-caller.ts';
import { keyInMemory } from '../support/kiosk-in-process.ts';
import { readAllPunches } from '../support/server-books.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const daemonEntry = new URL('../../daemon/daemon.ts', import.meta.url).pathname;
const withinMs = 30_000;
/** A test does not wait for fifteen seconds of silence. */
const fiveTimesTheHeartbeats: Timers = { ...systemTimers, after: (delayMs, work) => systemTimers.after(delayMs === 5000 ? 1000 : delayMs, work) };

interface OwnKiosk extends KioskCaller {
  readonly main: RunningMain;
  readonly folder: string;
  readonly keyStore: KeyStore;
  /** The daemons that main has started, the latest last. */
  readonly daemons: DaemonPort[];
}

let serverFolder: ReturnType<typeof makeTemporaryFolder>;
let server: ServerProcess;

beforeAll(async () => {
  serverFolder = makeTemporaryFolder();
  server = await startServer({ dataFolder: serverFolder.path, port: 0, args: ['--demo'] });
});
afterAll(async () => {
  await server.program.end('SIGTERM');
  serverFolder.remove();
});

/** Main as a host runs it, over a forked daemon; stopped when the test ends. */
async function startKiosk(before?: Pick<OwnKiosk, 'folder' | 'keyStore'>, timers: Timers = systemTimers): Promise<OwnKiosk> {
  const folder = before?.folder ?? newFolder();
  const keyStore = before?.keyStore ?? keyInMemory();
  const daemons: DaemonPort[] = [];
  const startDaemon = (): DaemonPort => {
    const port = forkDaemon(daemonEntry);
    daemons.push(port);
    return port;
  };
  const host: Host = { ...bareHost(folder, keyStore), startDaemon };
  const main = await startMain({ host, appVersion: '0.1.0', deviceName: 'Test kiosk', platform: 'test', defaultServerUrl: server.url, timers });
  onTestFinished(() => main.stop());
  return {
    main,
    folder,
    keyStore,
    daemons,
    async call<N extends CallName>(name: N, input: CallInput<N>): Promise<Called<N>> {
      const result = await main.call(name, input);
      return result.kind === 'refusal' ? result : { kind: 'answer', answer: calls[name].answer.parse(result.answer) as CallAnswer<N> };
    },
  };
}

function newFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

/** Through the wizard's own calls (A1 to A7). */
async function setUp(kiosk: OwnKiosk): Promise<void> {
  expect(await answerOf(kiosk, 'findCompany', { serverUrl: server.url, company: demo.company, alias: demo.alias })).toEqual({ kind: 'found' });
  expect(await answerOf(kiosk, 'chooseTimeclock', { timeclockId: demo.timeclocks.dock })).toEqual({ kind: 'found' });
  expect(await answerOf(kiosk, 'signInDevice', demo.administrator)).toEqual({ kind: 'signedIn' });
  expect(await answerOf(kiosk, 'startDownload', {})).toEqual({ kind: 'started' });
  await askUntil(kiosk, 'readSetup', {}, (view) => view.step === 'done', withinMs);
}

/** Everybody of the demo taps once; the ids of the punches. */
async function everybodyTaps(kiosk: OwnKiosk): Promise<string[]> {
  const punchIds: string[] = [];
  for (const person of demo.people) {
    const identified = await answerOf(kiosk, 'identifyByPin', { pin: person.pin });
    if (identified.kind !== 'identified') continue;
    const { sessionId, allowed, workDate, assignmentId, assignments } = identified.offer;
    const [type = 'clockIn'] = allowed;
    const answer = await answerOf(kiosk, 'recordPunch', { sessionId, tapId: crypto.randomUUID(), type, workDate, assignmentId: assignmentId ?? assignments[0]?.assignmentId ?? null });
    if (answer.kind === 'recorded') punchIds.push(answer.punch.punchId);
  }
  expect(punchIds.length).toBeGreaterThan(2);
  return punchIds;
}

/** Which of these the server has, each as often as it has it. */
async function atServer(punchIds: readonly string[]): Promise<string[]> {
  const books = await readAllPunches(server.url, demo.administrator);
  return books.map((punch) => punch.punchId).filter((punchId) => punchIds.includes(punchId));
}

async function takeServerAway(): Promise<void> {
  await server.program.end('SIGKILL');
}

async function bringServerBack(): Promise<void> {
  server = await startServer({ dataFolder: serverFolder.path, port: server.port, args: ['--demo'] });
}

async function brokenReason(kiosk: OwnKiosk): Promise<BrokenReason | null> {
  const view = await answerOf(kiosk, 'readKiosk', {});
  return view.kind === 'broken' ? view.reason : null;
}

/** What the log of the last recovery says of its end, newest first. */
function notesOfTheRecovery({ main }: OwnKiosk): string[] {
  const lines = main.kiosk()?.syncLog.latest(200) ?? [];
  const begun = lines.findIndex((line) => line.event === 'sync.started' && line.fields.includes('"recovery":true'));
  return lines.slice(0, begun).flatMap(({ event }) => (/^sync\.(completed|failed|cleared|clearingKept)$/.test(event) ? [event] : []));
}

describe('main over its real daemon and a real server', () => {
  it('D2 a punch goes from the tap to the server and comes back synced', async () => {
    const kiosk = await startKiosk();
    await setUp(kiosk);
    const punchIds = await everybodyTaps(kiosk);
    await askUntil(kiosk, 'syncNow', {}, (answer) => answer.kind === 'started', withinMs);
    await askUntil(kiosk, 'readStatus', {}, (status) => status.pending === 0 && status.lastSuccessAt !== null, withinMs);
    expect((await atServer(punchIds)).sort()).toEqual([...punchIds].sort());
  });

  it('F1 what was punched while the server was away is there once after it came back, with no hand on anything', async () => {
    const kiosk = await startKiosk();
    await setUp(kiosk);
    await askUntil(kiosk, 'readStatus', {}, (status) => status.online === true, withinMs);
    await takeServerAway();
    await askUntil(kiosk, 'readStatus', {}, (status) => status.online === false && status.offlineSince !== null, withinMs);
    const punchIds = await everybodyTaps(kiosk);
    await bringServerBack();
    await askUntil(kiosk, 'readStatus', {}, (status) => status.online === true && status.pending === 0 && status.offlineSince === null, withinMs);
    expect((await atServer(punchIds)).sort()).toEqual([...punchIds].sort());
    await askUntil(kiosk, 'readStatus', {}, (status) => status.state === 'waiting', withinMs);
    // G3: its end and its clearing are noted once each, whoever of the two processes they concern.
    expect(notesOfTheRecovery(kiosk)).toEqual(['sync.completed', 'sync.cleared']);
  });

  it('K7 a kiosk that was offline when it stopped begins with a recovery', async () => {
    const first = await startKiosk();
    await setUp(first);
    await takeServerAway();
    await askUntil(first, 'readStatus', {}, (status) => status.online === false, withinMs);
    const punchIds = await everybodyTaps(first);
    await first.main.stop();
    await bringServerBack();
    const second = await startKiosk(first);
    await askUntil(second, 'readStatus', {}, (status) => status.pending === 0 && status.lastSuccessAt !== null, withinMs);
    expect((await atServer(punchIds)).sort()).toEqual([...punchIds].sort());
  });

  it('H1 a daemon that is killed again and again costs no punch and doubles none', async () => {
    const kiosk = await startKiosk();
    await setUp(kiosk);
    const punchIds = await everybodyTaps(kiosk);
    await answerOf(kiosk, 'syncNow', {});
    for (let kill = 0; kill < 4; kill += 1) {
      const before = kiosk.daemons.length;
      kiosk.daemons.at(-1)?.kill();
      await expect.poll(() => kiosk.daemons.length, { timeout: withinMs }).toBe(before + 1);
    }
    await expect.poll(async () => (await kiosk.call('syncNow', {})).kind, { timeout: withinMs }).toBe('answer');
    await kiosk.main.stop();
    const again = await startKiosk(kiosk);
    await askUntil(again, 'readStatus', {}, (status) => status.state === 'waiting', withinMs);
    await answerOf(again, 'syncNow', {});
    await askUntil(again, 'readStatus', {}, (status) => status.pending === 0 && status.lastSuccessAt !== null, withinMs);
    expect((await atServer(punchIds)).sort()).toEqual([...punchIds].sort());
  });

  it('H6 a daemon that hangs is ended, another one takes its place, and a punch in between is synced', async () => {
    const kiosk = await startKiosk(undefined, fiveTimesTheHeartbeats);
    await setUp(kiosk);
    const [hanging] = kiosk.daemons;
    process.kill(hanging?.pid ?? 0, 'SIGSTOP');
    const stoppedMs = performance.now();
    const punchIds = await everybodyTaps(kiosk);
    await expect.poll(() => kiosk.daemons.length, { timeout: withinMs }).toBeGreaterThan(1);
    process.stdout.write(`watchdog: a daemon that hangs was replaced after ${((performance.now() - stoppedMs) / 1000).toFixed(1)} s, with a heartbeat each second\n`);
    await askUntil(kiosk, 'readStatus', {}, (status) => status.state === 'waiting', withinMs);
    await answerOf(kiosk, 'syncNow', {});
    await askUntil(kiosk, 'readStatus', {}, (status) => status.pending === 0 && status.lastSuccessAt !== null, withinMs);
    expect((await atServer(punchIds)).sort()).toEqual([...punchIds].sort());
  });
});

describe('a kiosk that cannot work', () => {
  it('H6 says that its database is damaged, and leaves the file as it is', async () => {
    const first = await startKiosk();
    await first.main.stop();
    const file = join(first.folder, 'kiosk.db');
    const damaged = readFileSync(file).fill(0x5a, 200, 400);
    writeFileSync(file, damaged);
    const second = await startKiosk(first);
    expect(await brokenReason(second)).toBe('databaseDamaged');
    expect(second.daemons).toEqual([]);
    expect(readFileSync(file)).toEqual(damaged);
  });

  it('H6 says that its key is missing rather than make another one over what is stored', async () => {
    const first = await startKiosk();
    await first.main.stop();
    expect(await brokenReason(await startKiosk({ folder: first.folder, keyStore: keyInMemory() }))).toBe('keyMissing');
    expect(await brokenReason(await startKiosk({ folder: first.folder, keyStore: keyInMemory(Buffer.alloc(32, 1)) }))).toBe('keyMissing');
    expect(await brokenReason(await startKiosk(first))).toBeNull();
  });

  it('J3 says that its folder cannot be written', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'journal'), 'a file where a folder should be');
    expect(await brokenReason(await startKiosk({ folder, keyStore: keyInMemory() }))).toBe('folderNotWritable');
  });

  it('H1 waits for another instance to go, and works when it has gone', async () => {
    const first = await startKiosk();
    const second = await startKiosk(first);
    expect(await brokenReason(second)).toBe('databaseLocked');
    await first.main.stop();
    await expect.poll(() => brokenReason(second), { timeout: withinMs }).toBeNull();
  });
});
