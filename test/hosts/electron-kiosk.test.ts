/** The whole program under Electron, on a double: how it starts, refuses to start, and what becomes of a second start. */
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programFiles } from '../../main/hosts/program-files.ts';
import { runElectronKiosk, type ElectronKioskOutcome } from '../../main/hosts/run-electron-kiosk.ts';
import { makeElectronDouble, type DoubleProgram, type ElectronDouble } from '../support/electron-double.ts';
import { makePageFolder } from '../support/page-folder.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const running: ElectronDouble[] = [];

beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(async () => {
  for (const electron of running.splice(0)) await quit(electron);
  folder.remove();
});

/** As the system asks for the program's end; over when it has ended. */
async function quit(electron: ElectronDouble): Promise<void> {
  electron.app.emit('before-quit', { preventDefault: () => undefined });
  while (electron.exits.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

interface Start extends DoubleProgram {
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly onLogin?: (settings: unknown) => void;
}

async function start({ environment = {}, args = [], onLogin = () => undefined, ...program }: Start = {}): Promise<{ electron: ElectronDouble; outcome: ElectronKioskOutcome }> {
  const electron = makeElectronDouble(program);
  electron.app.on('double:login', onLogin);
  const files = { ...programFiles(new URL('../../main/hosts/electron.ts', import.meta.url).href), pageFolder: makePageFolder(folder.path) };
  const outcome = await runElectronKiosk({ parts: electron.parts, environment: { ZENTIME_DATA_DIR: folder.path, ...environment }, files, platform: 'win32', execPath: 'ZenTime.exe', args, defects: new EventEmitter() });
  if (outcome.kind === 'running') running.push(electron);
  return { electron, outcome };
}

const logOf = (event: string): unknown[] =>
  readFileSync(join(folder.path, 'kiosk', 'logs', 'main.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string })
    .filter((line) => line.event === event);

describe('the program under Electron', () => {
  it('L1 stands in its window, and is no login item before it is set up', async () => {
    const logins: unknown[] = [];
    const { electron, outcome } = await start({ isPackaged: true, onLogin: (settings) => void logins.push(settings) });
    expect(outcome.kind).toBe('running');
    expect(electron.windows[0]?.options.kiosk).toBe(true);
    expect(logins).toEqual([]);
    await quit(electron);
    expect(electron.exits).toEqual([0]);
  });

  it('A7 switched off, it is taken out of the login items at its start; in development nothing is touched', async () => {
    const logins: unknown[] = [];
    const off = { environment: { ZENTIME_START_AT_LOGIN: 'no' }, onLogin: (settings: unknown) => void logins.push(settings) };
    await quit((await start({ ...off, isPackaged: false })).electron);
    expect(logins).toEqual([]);
    await start({ ...off, isPackaged: true });
    expect(logins).toEqual([{ openAtLogin: false }]);
  });

  it('J3 starts all the same where the login items throw, and says so in its log', async () => {
    const onLogin = (): void => {
      throw new Error('no login items here');
    };
    const { outcome } = await start({ isPackaged: true, environment: { ZENTIME_START_AT_LOGIN: 'no' }, onLogin });
    expect(outcome.kind).toBe('running');
    expect(logOf('login.notDone')).toMatchObject([{ wish: 'stayAway', why: 'no login items here' }]);
  });

  it('L1 a second start ends with one sentence and touches nothing; the first shows its window', async () => {
    const first = await start();
    const second = await start({ isFirst: false });
    expect(second.outcome).toEqual({ kind: 'refused', sentence: `Another kiosk is running on the data folder ${folder.path}.` });
    expect(second.electron.windows).toEqual([]);
    first.electron.app.emit('second-instance');
    expect(first.electron.windows[0]?.focused).toBe(1);
  });

  it.each<[string, Start, string]>([
    ['a switch that opens it from outside', { isPackaged: true, args: ['--remote-debugging-port=9222'] }, 'The kiosk does not start with the switch --remote-debugging-port.'],
    ['a setting that makes no sense', { environment: { ZENTIME_START_AT_LOGIN: 'maybe' } }, 'ZENTIME_START_AT_LOGIN must be yes or no.'],
  ])('J3 refuses %s in one sentence, before anything is written', async (_what, how, sentence) => {
    expect((await start(how)).outcome).toEqual({ kind: 'refused', sentence });
    expect(existsSync(join(folder.path, 'kiosk'))).toBe(false);
  });
});
