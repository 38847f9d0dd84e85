/** The browser host as a real process: how it starts, refuses to start, and ends. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKiosk } from '../support/kiosk-process.ts';
import { startProgram } from '../support/program.ts';
import type { Program } from '../support/program.ts';
import { openSocketBridge } from '../support/socket-bridge.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const programs: Program[] = [];

beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.end('SIGKILL');
  folder.remove();
});

async function kiosk(environment: Record<string, string> = {}): Promise<{ program: Program; url: string }> {
  const started = await startKiosk(folder.path, environment);
  programs.push(started.program);
  return started;
}

/** Runs it to its end and answers what it said: one sentence, and never a stack. */
async function refusal(environment: Record<string, string>): Promise<string> {
  const program = startProgram('main/hosts/browser.ts', [], { ZENTIME_DATA_DIR: folder.path, ...environment });
  programs.push(program);
  const { code } = await program.ended;
  expect(code).toBe(1);
  const said = program.stderr().trim();
  expect(said.split('\n')).toHaveLength(1);
  return said;
}

/** The daemon of a kiosk: the child that its process has, from the system's table. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && existsSync(`/proc/${pid}`); tries += 1) await wait(50);
  return !existsSync(`/proc/${pid}`);
}

describe('the browser host as a process', () => {
  it('L1 ends with 0 on SIGTERM, its daemon with it, and another may follow on the same data', async () => {
    const first = await kiosk();
    const [daemon = 0] = childrenOf(first.program.pid);
    expect(daemon).toBeGreaterThan(0);
    expect(await first.program.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(await isGone(daemon)).toBe(true);
    expect(existsSync(join(folder.path, 'kiosk', 'kiosk.lock'))).toBe(false);
    await kiosk();
  });

  it('H1 leaves no daemon behind when it is killed, and its lock does not keep the next one out', async () => {
    const first = await kiosk();
    const [daemon = 0] = childrenOf(first.program.pid);
    await first.program.end('SIGKILL');
    expect(await isGone(daemon)).toBe(true);
    expect(existsSync(join(folder.path, 'kiosk', 'kiosk.lock'))).toBe(true);
    await kiosk();
  });

  it('J3 refuses a second kiosk on one data folder, and the first goes on', async () => {
    const first = await kiosk();
    expect(await refusal({})).toContain(`Another kiosk (process ${first.program.pid}) is running on the data folder`);
    const page = await openSocketBridge(first.url);
    expect(await page.call('readKiosk', {})).toMatchObject({ kind: 'answer', answer: { kind: 'setup' } });
    page.close();
  });

  it.each(['', '{', '{"pid":"x"}', '{"pid":1}', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: null })])('H1 is not kept out by a lock file that holds %j and names no living kiosk', async (content) => {
    const first = await kiosk();
    await first.program.end('SIGTERM');
    writeFileSync(join(folder.path, 'kiosk', 'kiosk.lock'), content);
    await kiosk();
  });

  it('H1 tells a living holder from another process that got its number', async () => {
    const first = await kiosk();
    const lock = join(folder.path, 'kiosk', 'kiosk.lock');
    const { startedAt } = JSON.parse(readFileSync(lock, 'utf8')) as { startedAt: string };
    await first.program.end('SIGTERM');
    writeFileSync(lock, JSON.stringify({ pid: process.pid, startedAt }));
    await kiosk();
  });

  it('J3 says which setting to change when the port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await refusal({ ZENTIME_PORT: String(port) })).toBe(`Port ${port} is in use. Set ZENTIME_PORT to another one; 0 takes any free one.`);
    taken.close();
  });

  it('J3 says so when the data folder cannot be written', async () => {
    const file = join(folder.path, 'a-file');
    writeFileSync(file, '');
    expect(await refusal({ ZENTIME_DATA_DIR: file })).toContain('cannot be written');
    expect(await refusal({ ZENTIME_DATA_DIR: '/proc' })).toContain('cannot be written');
  });

  it.each([
    [{ ZENTIME_PORT: 'abc' }, 'ZENTIME_PORT must be a port number'],
    [{ ZENTIME_PORT: '70000' }, 'ZENTIME_PORT must be a port number'],
    [{ ZENTIME_SERVER_URL: 'ftp://example.com' }, 'ZENTIME_SERVER_URL must be an address'],
    [{ ZENTIME_SERVER_URL: 'nonsense' }, 'ZENTIME_SERVER_URL must be an address'],
    [{ ZENTIME_WINDOW: 'huge' }, 'ZENTIME_WINDOW must be'],
  ])('J3 refuses the setting %j in a sentence', async (environment, sentence) => {
    expect(await refusal(environment)).toContain(sentence);
  });

  it('J3 shows a damaged database on its screen, and leaves the file as it is', async () => {
    const first = await kiosk();
    await first.program.end('SIGTERM');
    const database = join(folder.path, 'kiosk', 'kiosk.db');
    writeFileSync(database, Buffer.alloc(8192, 7));
    const { url } = await kiosk();
    const page = await openSocketBridge(url);
    expect(await page.call('readKiosk', {})).toMatchObject({ kind: 'answer', answer: { kind: 'broken' } });
    page.close();
    expect(readFileSync(database).equals(Buffer.alloc(8192, 7))).toBe(true);
  });

  it('J3 refuses a call that the contract does not have, or of the wrong shape', async () => {
    const { url } = await kiosk();
    const page = await openSocketBridge(url);
    expect(await page.call('dropEverything', {})).toMatchObject({ kind: 'refusal', reason: 'unknownCall' });
    expect(await page.call('toString', {})).toMatchObject({ kind: 'refusal', reason: 'unknownCall' });
    expect(await page.call('__proto__', {})).toMatchObject({ kind: 'refusal', reason: 'unknownCall' });
    expect(await page.call('identifyByPin', { pin: 'abcd' })).toMatchObject({ kind: 'refusal', reason: 'invalid' });
    expect(await page.call('identifyByPin', null)).toMatchObject({ kind: 'refusal', reason: 'invalid' });
    page.close();
  });
});
