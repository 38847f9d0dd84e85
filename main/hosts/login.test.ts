import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { browserLogin, commandOf, type StartedWith } from './browser-login.ts';
import { electronLogin, type ElectronStarted } from './electron-login.ts';
import { readKioskSettings } from './kiosk-settings.ts';
import { loginSettings, settingsAtLogin } from './login-settings.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(() => folder.remove());

const entry = (): string => readFileSync(join(folder.path, 'autostart', 'zentime-kiosk.desktop'), 'utf8');
const isEntered = (): boolean => existsSync(join(folder.path, 'autostart', 'zentime-kiosk.desktop'));

function started(facts: Partial<StartedWith> = {}): StartedWith {
  return { platform: 'linux', environment: { XDG_CONFIG_HOME: folder.path }, cwd: '/work place', execPath: '/usr/bin/node', execArgv: [], args: ['/opt/zentime/main/hosts/browser.ts'], dataRoot: '/opt/zentime/.data', ...facts };
}

describe('the settings that a login repeats', () => {
  it('A7 names every setting of a kiosk that docs/configuration.md has', () => {
    const page = readFileSync('docs/configuration.md', 'utf8');
    const table = page.slice(page.indexOf('## Kiosk'), page.indexOf('### Position'));
    const names = table
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(8);
    expect(Object.keys(settingsAtLogin).toSorted()).toEqual(names.toSorted());
  });

  it('A7 keeps them as they were, with every path made absolute', () => {
    const environment = {
      ZENTIME_DATA_DIR: 'data',
      ZENTIME_SERVER_URL: 'https://time.example.com',
      ZENTIME_SERVER_CA: '/etc/zentime/ca.pem',
      ZENTIME_PORT: '4781',
      ZENTIME_WINDOW: 'app',
      ZENTIME_START_AT_LOGIN: 'yes',
      ZENTIME_PROVISION: '../zentime.provision.json',
      CHROMIUM_PATH: '/opt/chromium',
      CHROMIUM: '',
      PATH: '/usr/bin',
    };
    expect(loginSettings(environment, '/work place')).toEqual({
      ZENTIME_DATA_DIR: '/work place/data',
      ZENTIME_SERVER_URL: 'https://time.example.com',
      ZENTIME_SERVER_CA: '/etc/zentime/ca.pem',
      ZENTIME_PORT: '4781',
      ZENTIME_WINDOW: 'app',
      ZENTIME_START_AT_LOGIN: 'yes',
      ZENTIME_PROVISION: '/zentime.provision.json',
      CHROMIUM_PATH: '/opt/chromium',
    });
  });

  it('J3 keeps no secret: neither a password in an address nor what is no setting of a kiosk', () => {
    const settings = loginSettings({ ZENTIME_SERVER_URL: 'https://ada:open-sesame@time.example.com/kiosks', SOME_TOKEN: 'open-sesame' }, '/');
    expect(settings).toEqual({ ZENTIME_SERVER_URL: 'https://time.example.com/kiosks' });
  });
});

describe('the browser host at login', () => {
  it('A7 comes back with its settings, in kiosk mode where nobody said another, on the same data', () => {
    const command = commandOf(started({ environment: { ZENTIME_DATA_DIR: 'data', ZENTIME_START_AT_LOGIN: 'yes' }, dataRoot: 'data' }));
    expect(command).toEqual({
      program: '/usr/bin/node',
      args: ['/opt/zentime/main/hosts/browser.ts'],
      settings: { ZENTIME_WINDOW: 'kiosk', ZENTIME_DATA_DIR: '/work place/data', ZENTIME_START_AT_LOGIN: 'yes' },
      dataRoot: '/work place/data',
    });
    expect(commandOf(started({ environment: { ZENTIME_WINDOW: 'none' } })).settings).toEqual({ ZENTIME_WINDOW: 'none' });
  });

  it('J3 keeps the switches of Node, and opens no door to a debugger', () => {
    expect(commandOf(started({ execArgv: ['--inspect=0.0.0.0:9229', '--inspect-brk', '--max-old-space-size=512'] })).args).toEqual(['--max-old-space-size=512', '/opt/zentime/main/hosts/browser.ts']);
  });

  it('A7 is entered where whoever installed it says so, taken away by no, and left alone where nothing is said', () => {
    expect(browserLogin(null, started())).toBeNull();
    const wish = browserLogin('yes', started());
    expect(wish?.wish).toBe('comeBack');
    expect(isEntered()).toBe(false);
    expect(wish?.fulfil()).toEqual({ kind: 'entered' });
    expect(entry()).toContain('Exec="env" "ZENTIME_WINDOW=kiosk" "/usr/bin/node" "/opt/zentime/main/hosts/browser.ts"\n');
    const off = browserLogin('no', started());
    expect(off?.wish).toBe('stayAway');
    expect(off?.fulfil()).toEqual({ kind: 'removed' });
    expect(isEntered()).toBe(false);
  });

  it.each(['win32', 'darwin'] as const)('A7 says on %s that it cannot, and leaves no file of Linux there', (platform) => {
    expect(browserLogin('yes', started({ platform }))?.fulfil()).toMatchObject({ kind: 'impossible', why: `the browser host enters itself on Linux alone, not on ${platform}` });
    expect(browserLogin('no', started({ platform }))).toBeNull();
    expect(isEntered()).toBe(false);
  });
});

describe('the Electron host at login', () => {
  const linux = (facts: Partial<ElectronStarted> = {}): ElectronStarted => ({
    platform: 'linux',
    environment: { XDG_CONFIG_HOME: folder.path },
    cwd: '/work place',
    execPath: '/opt/ZenTime/zentime-kiosk',
    args: [],
    dataRoot: '/var/lib/zentime',
    ...facts,
  });
  const app = (isPackaged: boolean, set: (settings: unknown) => void = () => expect.unreachable()) => ({ isPackaged, setLoginItemSettings: set });

  it('A7 does nothing in development, whatever is said', () => {
    for (const wanted of [null, 'yes', 'no'] as const) for (const platform of ['linux', 'win32', 'darwin'] as const) expect(electronLogin(app(false), wanted, linux({ platform }))).toBeNull();
  });

  it.each(['win32', 'darwin'] as const)('A7 is a login item on %s, and none when it is switched off', (platform) => {
    const set: unknown[] = [];
    const here = app(true, (settings) => void set.push(settings));
    expect(electronLogin(here, null, linux({ platform }))).toMatchObject({ wish: 'comeBack' });
    expect(electronLogin(here, 'yes', linux({ platform }))?.fulfil()).toEqual({ kind: 'entered' });
    expect(electronLogin(here, 'no', linux({ platform }))).toMatchObject({ wish: 'stayAway' });
    expect(electronLogin(here, 'no', linux({ platform }))?.fulfil()).toEqual({ kind: 'removed' });
    expect(set).toEqual([{ openAtLogin: true }, { openAtLogin: false }]);
  });

  it('A7 reopens on Linux the data it was started on, with its settings and switches', () => {
    const environment = { XDG_CONFIG_HOME: folder.path, ZENTIME_DATA_DIR: 'data', ZENTIME_SERVER_URL: 'https://time.example.com' };
    expect(electronLogin(app(true), null, linux({ environment, args: ['--ozone-platform=wayland', 'some-file'], dataRoot: 'data' }))?.fulfil()).toEqual({ kind: 'entered' });
    expect(entry()).toContain('Exec="env" "ZENTIME_DATA_DIR=/work place/data" "ZENTIME_SERVER_URL=https://time.example.com" "/opt/ZenTime/zentime-kiosk" "--ozone-platform=wayland"\n');
    expect(electronLogin(app(true), 'no', linux({ environment, dataRoot: 'data' }))?.fulfil()).toEqual({ kind: 'removed' });
  });

  it('A7 names the AppImage, which stays where it is, and not the file inside of it', () => {
    expect(electronLogin(app(true), null, linux({ environment: { XDG_CONFIG_HOME: folder.path, APPIMAGE: '/apps/ZenTime.AppImage' }, execPath: '/tmp/.mount/zentime' }))?.fulfil()).toEqual({ kind: 'entered' });
    expect(entry()).toContain('Exec="/apps/ZenTime.AppImage"\n');
  });
});

describe('the setting', () => {
  it.each([
    ['yes', 'yes'],
    ['no', 'no'],
    [undefined, null],
  ])('A7 ZENTIME_START_AT_LOGIN=%s is read as %s', (given, read) => {
    expect(readKioskSettings({ ZENTIME_START_AT_LOGIN: given })).toMatchObject({ kind: 'settings', settings: { startAtLogin: read } });
  });

  it('J3 refuses another value in a sentence', () => {
    expect(readKioskSettings({ ZENTIME_START_AT_LOGIN: 'maybe' })).toEqual({ kind: 'wrong', sentence: 'ZENTIME_START_AT_LOGIN must be yes or no.' });
  });
});
