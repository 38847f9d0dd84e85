/** H4: a real kiosk whose machine's wall clock is moved while it runs and while it is off. libfaketime moves it (Debian's package `faketime`). */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusView } from '../../shared/contracts/ipc.ts';
import { demo } from '../../server/demo.ts';
import { answerOf, askUntil } from '../support/kiosk-caller.ts';
import { startKiosk } from '../support/kiosk-process.ts';
import type { Program } from '../support/program.ts';
import { readAllPunches } from '../support/server-books.ts';
import { ScriptedRenderer } from '../support/scripted-renderer.ts';
import { setUpDemoKiosk } from '../support/set-up-by-calls.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';

import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const library = findLibrary();
const hourMs = 3_600_000;
const [pin = '', other = ''] = demo.people.map((person) => person.pin);

function findLibrary(): string | null {
  const roots = existsSync('/usr/lib') ? readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'faketime', 'libfaketime.so.1')) : [];
  return [...roots, '/usr/lib/faketime/libfaketime.so.1'].find((file) => existsSync(file)) ?? null;
}

describe.runIf(library !== null)('H4 a kiosk whose wall clock is moved (libfaketime)', () => {
  const folder = makeTemporaryFolder();
  const offsetFile = join(folder.path, 'offset');
  let server: ServerProcess;
  let running: { program: Program; page: ScriptedRenderer };

  /** The kiosk's wall clock beside the true one, e.g. `+3h`; the monotonic clock is the machine's own. */
  const moveWall = (offset: string): void => writeFileSync(offsetFile, offset);

  async function start(): Promise<void> {
    const { program, url } = await startKiosk(folder.path, {
      ZENTIME_SERVER_URL: server.url,
      LD_PRELOAD: library ?? '',
      FAKETIME_TIMESTAMP_FILE: offsetFile,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    });
    running = { program, page: await ScriptedRenderer.connect(url) };
  }

  const untilStatus = (wished: (status: StatusView) => boolean): Promise<StatusView> => askUntil(running.page, 'readStatus', {}, wished, 30_000);

  async function punch(who: string): Promise<void> {
    const found = await answerOf(running.page, 'identifyByPin', { pin: who });
    if (found.kind !== 'identified') throw new Error(found.kind);
    const { sessionId, allowed, workDate, assignmentId } = found.offer;
    const [type = 'clockIn'] = allowed;
    expect((await answerOf(running.page, 'recordPunch', { sessionId, tapId: crypto.randomUUID(), type, workDate, assignmentId })).kind).toBe('recorded');
  }

  beforeAll(async () => {
    moveWall('+0');
    server = await startServer({ dataFolder: join(folder.path, 'server'), port: 0, args: ['--demo'] });
    await start();
    await setUpDemoKiosk(running.page, server.url);
    await untilStatus((status) => status.online === true && status.clockConfidence === 'trusted');
  }, 120_000);

  afterAll(async () => {
    running.page.close();
    await running.program.end('SIGKILL');
    await server.program.end('SIGKILL');
    folder.remove();
  });

  it('H4 notices within seconds that it was moved, and goes on with the right time', async () => {
    moveWall('+3h');
    const moved = await untilStatus((status) => status.clockMoved !== null);
    expect(Math.abs((moved.clockMoved?.byMs ?? 0) - 3 * hourMs)).toBeLessThan(2_000);
    expect(Math.abs(moved.clockOffsetMs + 3 * hourMs)).toBeLessThan(2_000);
    const before = Date.now();
    await punch(pin);
    await answerOf(running.page, 'syncNow', {});
    const [stored] = await booksWith(1);
    expect(Math.abs(Date.parse(stored?.bestKnownInstant ?? '') - before)).toBeLessThan(10_000);
  });

  it('H4 starts again right when it was moved while it was off, without a server to ask', async () => {
    running.page.close();
    await running.program.end('SIGTERM');
    await server.program.end('SIGTERM');
    await start();
    expect((await untilStatus((status) => status.online === false)).clockConfidence).toBe('estimated');
    expect(Math.abs((await untilStatus(() => true)).clockOffsetMs + 3 * hourMs)).toBeLessThan(3_000);
    await punch(other);
  });

  it('H4 does not believe a clock that lost its memory, and lets people punch all the same', async () => {
    running.page.close();
    await running.program.end('SIGTERM');
    moveWall('-20y');
    await start();
    const status = await untilStatus((one) => one.online === false);
    expect(status).toMatchObject({ clockConfidence: 'unknown', clockMoved: { kind: 'impossible' } });
    expect(Math.abs(status.clockOffsetMs - 20 * 365 * 24 * hourMs)).toBeLessThan(30 * 24 * hourMs);
    await punch(pin);
  });

  async function booksWith(count: number) {
    for (let tries = 0; ; tries += 1) {
      const punches = await readAllPunches(server.url, demo.administrator);
      if (punches.length >= count) return punches;
      if (tries > 100) throw new Error('the punch did not come to the server');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
});
