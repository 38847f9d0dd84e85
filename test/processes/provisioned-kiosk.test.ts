/** A9, A7: real processes: a kiosk that nobody touches, and one that is killed at each step of its setup. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallAnswer, CallInput, CallName } from '../../shared/contracts/ipc.ts';
import { demo } from '../../server/demo.ts';
import { issueDemoCode } from '../../scripts/demo/provision.ts';
import { startKiosk, type KioskProcess } from '../support/kiosk-process.ts';
import { answerOf, askUntil } from '../support/kiosk-caller.ts';
import { ScriptedRenderer } from '../support/scripted-renderer.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let server: ServerProcess;
let kiosk: KioskProcess | null = null;
let page: ScriptedRenderer | null = null;

beforeEach(async () => {
  folder = makeTemporaryFolder();
  server = await startServer({ dataFolder: join(folder.path, 'server'), port: 0, args: ['--demo'] });
});
afterEach(async () => {
  await killKiosk();
  await server.program.end('SIGKILL');
  folder.remove();
});

async function killKiosk(): Promise<void> {
  page?.close();
  await kiosk?.program.end('SIGKILL');
  [page, kiosk] = [null, null];
}

async function start(environment: Record<string, string> = {}): Promise<ScriptedRenderer> {
  kiosk = await startKiosk(folder.path, environment);
  const opened = await ScriptedRenderer.connect(kiosk.url);
  page = opened;
  return opened;
}

async function ask<N extends CallName>(name: N, input: CallInput<N>): Promise<CallAnswer<N>> {
  if (page === null) throw new Error('no kiosk runs');
  return answerOf(page, name, input);
}

const provisioned = { company: demo.company, alias: demo.alias, timeclockId: demo.timeclocks.dock };

function writeProvision(path: string, more: Record<string, unknown>): void {
  writeFileSync(path, JSON.stringify({ serverUrl: server.url, ...provisioned, ...more }, null, 2));
}

describe('a kiosk that is set up', () => {
  it('A9 A7 sets itself up from the file in the data folder, with the server away at first, keeps no code in plain text, and will be back at login', async () => {
    const code = await issueDemoCode(server.url);
    const path = join(folder.path, 'zentime.provision.json');
    writeProvision(path, { enrolmentCode: code, deviceName: 'Gate 2' });
    const { port } = server;
    await server.program.end('SIGKILL');
    const unattended = await start({ ZENTIME_START_AT_LOGIN: 'yes', XDG_CONFIG_HOME: folder.path });
    expect(await askUntil(unattended, 'readProvisioning', {}, ({ kind }) => kind === 'waiting', 20_000)).toMatchObject({ reason: 'unreachable' });
    server = await startServer({ dataFolder: join(folder.path, 'server'), port, args: ['--demo'] });
    await ask('retryProvisioning', {});
    expect(await askUntil(unattended, 'readKiosk', {}, ({ kind }) => kind === 'ready', 30_000)).toMatchObject({ timeclockId: demo.timeclocks.dock });
    expect(JSON.parse(readFileSync(path, 'utf8'))).not.toHaveProperty('enrolmentCode');
    const entry = readFileSync(join(folder.path, 'autostart', 'zentime-kiosk.desktop'), 'utf8');
    expect(entry).toContain(`"env" "ZENTIME_WINDOW=kiosk" "ZENTIME_DATA_DIR=${folder.path}" "ZENTIME_START_AT_LOGIN=yes" "${process.execPath}"`);
    await killKiosk();
    const log = readFileSync(join(folder.path, 'kiosk', 'logs', 'main.log'), 'utf8');
    expect(log).toContain('"event":"login.entered"');
    expect(log + entry).not.toContain(code);
  });

  it('A7 killed at each step it goes on there, and is never half a kiosk', async () => {
    await start();
    expect(await ask('findCompany', { serverUrl: server.url, company: demo.company, alias: demo.alias })).toEqual({ kind: 'found' });
    await killKiosk();
    await start();
    expect(await ask('readSetup', {})).toMatchObject({ step: 'timeclock' });
    expect(await ask('chooseTimeclock', { timeclockId: demo.timeclocks.dock })).toEqual({ kind: 'found' });
    await killKiosk();
    await start();
    expect(await ask('readSetup', {})).toMatchObject({ step: 'credentials' });
    expect(await ask('signInDevice', demo.administrator)).toEqual({ kind: 'signedIn' });
    await killKiosk();
    // The download goes on by itself; it is killed wherever it is, later each time.
    for (const afterMs of [0, 300, 600]) {
      await start();
      if ((await ask('readKiosk', {})).kind === 'setup') expect(['download', 'done']).toContain((await ask('readSetup', {})).step);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await killKiosk();
    }
    expect((await askUntil(await start(), 'readKiosk', {}, ({ kind }) => kind === 'ready', 30_000)).kind).toBe('ready');
    expect(await ask('identifyByPin', { pin: '482913' })).toMatchObject({ kind: 'identified' });
    const status = await ask('readStatus', {});
    // A7: the first sync is one interval after the end of setup.
    expect(Date.parse(status.nextSyncAt ?? '') - Date.now()).toBeGreaterThan(60_000);
  });
});
