/**
 * `npm start` as a person runs it: through npm, ended with Ctrl-C or q, and nothing of what it started is left. Which processes
 * are its own is told by a mark in their environment, which every child inherits.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demo } from '../../server/demo.ts';
import { openSocketBridge } from '../support/socket-bridge.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

interface Started {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  output(): string;
  /** Waits until the output shows the text. */
  shows(text: string): Promise<void>;
  readonly exitCode: Promise<number | null>;
  /** Processes that are its own and alive, from the system's table. */
  alive(): number[];
}

function start(command: readonly string[], dataFolder: string): Started {
  const mark = randomUUID();
  const [program = 'npm', ...args] = command;
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV$|npm_|ZENTIME_)/.test(name)));
  // A group of its own, so that a signal to the group is what Ctrl-C is in a terminal.
  const child = spawn(program, args, { cwd: repository, env: { ...environment, ZENTIME_DATA_DIR: dataFolder, ZENTIME_TEST_MARK: mark }, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exitCode = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, output: () => output, shows: (text) => showsWithin(() => output, text, exitCode), exitCode, alive: () => processesWith(mark) };
}

async function showsWithin(output: () => string, text: string, exitCode: Promise<number | null>): Promise<void> {
  const ended = exitCode.then(() => 'ended' as const);
  for (let tries = 0; tries < 600 && !output().includes(text); tries += 1) {
    if ((await Promise.race([wait(100), ended])) === 'ended' && !output().includes(text)) break;
  }
  expect(output()).toContain(text);
}

function processesWith(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).includes(`ZENTIME_TEST_MARK=${mark}`))
    .map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(join('/proc', pid, 'environ'), 'utf8');
  } catch {
    return '';
  }
}

/** The group as a terminal would signal it. */
function signalGroup({ child }: Started, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) process.kill(-child.pid, signal);
}

async function nothingIsLeft(started: Started): Promise<void> {
  for (let tries = 0; tries < 100 && started.alive().length > 0; tries += 1) await wait(100);
  expect(started.alive()).toEqual([]);
}

const startCommand = ['npm', 'start', '--silent', '--', '--host=browser', '--port=0'];
const addressOf = (output: string): string => /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(output)?.[0] ?? '';

describe('npm start', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let started: Started | null = null;

  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => {
    for (const pid of started?.alive() ?? []) process.kill(pid, 'SIGKILL');
    started = null;
    folder.remove();
  });

  it('L1 L2 prints what the demo needs, and Ctrl-C ends all of it', async () => {
    started = start(startCommand, folder.path);
    await started.shows('q ends everything');
    const shown = started.output();
    const { administrator, timeclocks, people } = demo;
    for (const text of [demo.company, demo.alias, String(timeclocks.dock), String(timeclocks.packing), administrator.username, administrator.password, people[0].pin]) expect(shown).toContain(text);
    expect(started.alive().length).toBeGreaterThanOrEqual(4);
    signalGroup(started, 'SIGINT');
    await started.exitCode;
    await nothingIsLeft(started);
  });

  it('L1 leaves nothing running when it is killed without a chance to tidy up', async () => {
    started = start(['node', 'scripts/start.ts', '--host=browser', '--port=0'], folder.path);
    await started.shows('q ends everything');
    started.child.kill('SIGKILL');
    await nothingIsLeft(started);
  });

  it('L1 A9 --provisioned comes up with a kiosk that takes PINs; s takes the server away and brings it back; q ends it', async () => {
    started = start([...startCommand, '--provisioned'], folder.path);
    await started.shows('q ends everything');
    const page = await openSocketBridge(addressOf(started.output()));
    expect(await page.call('readKiosk', {})).toMatchObject({ answer: { kind: 'ready', timeclockId: demo.timeclocks.dock } });
    page.close();
    // A9: by a code of the console, and nothing of it lies about afterwards.
    expect(existsSync(join(folder.path, 'zentime.provision.json'))).toBe(false);
    expect(readFileSync(join(folder.path, 'kiosk', 'logs', 'main.log'), 'utf8')).toContain('"event":"provisioning.enrolled"');
    started.child.stdin.write('p\n');
    await started.shows('The server has no punches yet.');
    started.child.stdin.write('s\n');
    await started.shows('The server is away.');
    started.child.stdin.write('s\n');
    await started.shows('The server is back.');
    started.child.stdin.write('q\n');
    expect(await started.exitCode).toBe(0);
    await nothingIsLeft(started);
  });

  it('L1 demo:offline takes the server away, brings it back, tells every step, and ends', async () => {
    started = start(['npm', 'run', 'demo:offline', '--silent', '--', '--host=browser', '--port=0', '--seconds=1'], folder.path);
    expect(await started.exitCode).toBe(0);
    const steps = ['The kiosk is on line.', 'The server is away:', 'The server is back:', 'The server has no punches yet.', 'Stopping.'];
    const places = steps.map((step) => started?.output().indexOf(step) ?? -1);
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    await nothingIsLeft(started);
  });

  it('J3 refuses a flag that it does not know, with exit code 2 and the flags that there are', async () => {
    started = start(['node', 'scripts/start.ts', '--hots=browser'], folder.path);
    expect(await started.exitCode).toBe(2);
    expect(started.output()).toContain('--host=electron|browser');
    expect(started.output()).not.toMatch(/\n\s+at /);
  });

  it('J3 names the flag to use when the port is taken', async () => {
    started = start([...startCommand], folder.path);
    await started.shows('q ends everything');
    const port = /http:\/\/127\.0\.0\.1:(\d+)\n/.exec(started.output())?.[1] ?? '';
    const other = makeTemporaryFolder();
    const second = start(['node', 'scripts/start.ts', '--host=browser', `--port=${port}`], other.path);
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toContain(`Port ${port} is in use. Choose another one with --port=N`);
    other.remove();
    signalGroup(started, 'SIGTERM');
    await started.exitCode;
    await nothingIsLeft(started);
  });
});
