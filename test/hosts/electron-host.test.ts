import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startElectronHost } from '../../main/hosts/electron-host.ts';
import type { ElectronHost } from '../../main/hosts/electron-host.ts';
import { registerPageScheme } from '../../main/hosts/electron-page.ts';
import { readPageFiles } from '../../main/hosts/page-files.ts';
import type { PageNews } from '../../main/host.ts';
import { makeElectronDouble, tiedToElectron } from '../support/electron-double.ts';
import type { DoubleWindow, ElectronDouble } from '../support/electron-double.ts';
import { ManualTimers } from '../support/manual-timers.ts';
import { makePageFolder } from '../support/page-folder.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { describeHost } from './host.suite.ts';
import type { HostUnderTest } from './host.suite.ts';

const clock = { nowMs: 0, timers: new ManualTimers() };

function launch(folder: string, daemonEntry: string, onQuit: (exitCode: number) => void = () => undefined): { host: ElectronHost; electron: ElectronDouble } {
  const dataFolder = join(folder, 'kiosk');
  mkdirSync(dataFolder, { recursive: true });
  const page = readPageFiles(makePageFolder(folder));
  if (!page) throw new Error('the page folder has no index.html');
  const electron = makeElectronDouble();
  const window = { preload: '/preload.cjs', mode: 'kiosk', developerTools: 'off', monotonicMs: () => clock.nowMs, timers: clock.timers } as const;
  return { electron, host: startElectronHost(electron.parts, { dataFolder, page, daemonEntry, window, onQuit }) };
}

function underTest(folder: string, daemonEntry: string, remove: () => void): HostUnderTest {
  const quits: number[] = [];
  const { host, electron } = launch(folder, daemonEntry, (exitCode) => quits.push(exitCode));
  return {
    host,
    quits,
    page: async () => {
      await host.openWindow();
      return electron.bridge();
    },
    fetch: async (path) => {
      const response = await electron.fetch(`zentime://kiosk${path}`);
      return { status: response.status, headers: response.headers, body: await response.text() };
    },
    relaunch: () => Promise.resolve(underTest(folder, daemonEntry, () => undefined)),
    close: async () => {
      await host.close();
      remove();
    },
  };
}

describeHost('the Electron host on a double', (daemonEntry) => {
  const { path, remove } = makeTemporaryFolder();
  return Promise.resolve(underTest(path, daemonEntry, remove));
});

/** Every permission that electron.d.ts names, read from it, so that a new one is tried as well. */
function permissionsOfElectron(): string[] {
  const declarations = readFileSync(new URL('../../node_modules/electron/electron.d.ts', import.meta.url), 'utf8');
  const line = declarations.split('\n').find((text) => text.includes('setPermissionRequestHandler(handler')) ?? '';
  return [...line.matchAll(/'([\w-]+)'/g)].map(([, name]) => name ?? '');
}

describe('the guards of the Electron host', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let host: ElectronHost;
  let electron: ElectronDouble;
  let window: DoubleWindow;

  beforeEach(async () => {
    folder = makeTemporaryFolder();
    clock.nowMs = 0;
    clock.timers = new ManualTimers();
    ({ host, electron } = launch(folder.path, '/no-daemon.js'));
    host.onCall((name) => Promise.resolve({ kind: 'answer', answer: name }));
    await host.openWindow();
    const opened = electron.windows[0];
    if (!opened) throw new Error('no window');
    window = opened;
  });
  afterEach(() => folder.remove());

  it('L5 is tried on a double that is tied to the types of Electron', () => {
    expect(tiedToElectron).toBe('tied');
  });

  it('L5 writes every guard of the window out (security list 2 to 4, 8 to 12)', () => {
    const { webPreferences, kiosk } = window.options;
    expect(webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, webviewTag: false, navigateOnDragDrop: false, devTools: false });
    for (const neverSet of ['webSecurity', 'allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures']) expect(webPreferences).not.toHaveProperty(neverSet);
    expect(kiosk).toBe(true);
    expect(window.loaded).toEqual(['zentime://kiosk/']);
  });

  it('L5 C7 denies every permission that Electron knows, but the place to our page (security list 5)', async () => {
    const names = permissionsOfElectron();
    expect(names.length).toBeGreaterThan(30);
    for (const asking of ['zentime://kiosk/', 'https://example.com/', 'zentime://other/', 'not an address', '']) {
      for (const name of names) {
        const isGranted = name === 'geolocation' && asking === 'zentime://kiosk/';
        expect([name, asking, await electron.permissions.request(name, asking), electron.permissions.check(name, asking)]).toEqual([name, asking, isGranted, isGranted]);
      }
    }
    expect(electron.permissions.device()).toBe(false);
    expect(await electron.permissions.displayMedia()).toBe('denied');
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('L5 prevents %s to anything but our page (security list 13)', (event) => {
    const tried = (url: string): boolean => {
      let prevented = false;
      window.webContents.emit(event, { url, preventDefault: () => (prevented = true) });
      return prevented;
    };
    for (const url of ['https://example.com/', 'file:///etc/passwd', 'zentime://elsewhere/', 'javascript:alert(1)', 'not a url', 'zentime://kiosk.example.com/']) expect([url, tried(url)]).toEqual([url, true]);
    expect(tried('zentime://kiosk/')).toBe(false);
  });

  it('L5 opens no second window and no webview (security list 11, 14)', () => {
    expect(window.webContents.windowOpenHandler?.({ url: 'zentime://kiosk/' })).toEqual({ action: 'deny' });
    let prevented = false;
    window.webContents.emit('will-attach-webview', { preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
  });

  it.each(['a frame inside it', 'a foreign page', 'a frame that is gone'] as const)('J3 refuses a call from %s (security list 17)', async (frame) => {
    expect(await electron.invokeFrom('our page', 'readKiosk', {})).toEqual({ kind: 'answer', answer: 'readKiosk' });
    expect(await electron.invokeFrom(frame, 'readKiosk', {})).toEqual({ kind: 'refusal', reason: 'invalid' });
  });

  it.each([
    ['a name that is no text', 7, {}],
    ['input without a JSON form', 'readKiosk', { big: 1n }],
  ])('J3 refuses %s', async (_what, name, input) => {
    expect(await electron.invokeFrom('our page', name, input)).toEqual({ kind: 'refusal', reason: 'invalid' });
  });

  it('L5 answers nothing but GET under its scheme (security list 18)', async () => {
    expect((await electron.fetch('zentime://kiosk/', 'POST')).status).toBe(404);
    expect((await electron.fetch('zentime://elsewhere/')).status).toBe(404);
    registerPageScheme(electron.parts.protocol);
    expect(electron.privilegedSchemes).toEqual(['zentime']);
  });

  it('H1 H6 loads the page again when its process is gone: at once three times, then after growing waits', () => {
    const fall = (): number => {
      window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
      const [waitMs = -1] = clock.timers.delays();
      clock.timers.goOff(waitMs);
      return waitMs;
    };
    expect([fall(), fall(), fall(), fall(), fall()]).toEqual([0, 0, 0, 5_000, 10_000]);
    expect(window.loaded).toHaveLength(6);
    expect(window.webContents.crashes).toBe(0);
  });

  it('H6 ends the process of a page that answers no pings, and loads it again once', async () => {
    const news: PageNews[] = [];
    host.onPage((one) => news.push(one));
    await electron.invokeFrom('our page', 'readKiosk', {});
    for (const delayMs of [1000, 1000, 1000, 500]) clock.timers.goOff(delayMs);
    clock.timers.goOff(0);
    expect(window.webContents.crashes).toBe(1);
    expect(window.loaded).toHaveLength(1);
    await new Promise((resolve) => setImmediate(resolve));
    clock.timers.goOff(100);
    expect(window.loaded).toHaveLength(2);
    clock.nowMs = 900;
    await electron.invokeFrom('our page', 'readKiosk', {});
    expect(news).toEqual([
      { kind: 'lost', why: 'hangs', openedBy: 'us', waitMs: 0 },
      { kind: 'back', afterMs: 900 },
    ]);
  });

  it('H1 leaves a page alone that ended as it should, or whose load another one took the place of', () => {
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    window.webContents.emit('did-fail-load', {}, -3);
    clock.timers.goOff(0);
    expect(window.loaded).toHaveLength(1);
  });

  it('E1 hears of the end of sleep and of a lock as a reason to probe', () => {
    let hints = 0;
    const stop = host.onNetworkHint(() => (hints += 1));
    electron.power.emit('resume');
    electron.power.emit('unlock-screen');
    stop();
    electron.power.emit('resume');
    expect(hints).toBe(2);
  });

  it('L1 shows the window that is there when the program is started a second time', () => {
    electron.app.emit('second-instance');
    expect(window.focused).toBe(1);
  });

  it.each(['not available', 'another account'] as const)('H6 says so when the key store is %s, and keeps the wrapped key', async (state) => {
    const key = await host.keyStore.create();
    electron.keyStore = state;
    expect(await host.keyStore.load()).toMatchObject({ kind: 'unreadable' });
    electron.keyStore = 'works';
    expect(await host.keyStore.load()).toEqual({ kind: 'key', key });
  });

  it('H6 wraps the key anew when the key store rotated its own', async () => {
    const key = await host.keyStore.create();
    const path = join(host.dataFolder, 'database.key.wrapped');
    const before = readFileSync(path);
    expect(before.includes(key.toString('hex'))).toBe(false);
    writeFileSync(path, before);
    electron.keyStore = 'rotated';
    expect(await host.keyStore.load()).toEqual({ kind: 'key', key });
    electron.keyStore = 'works';
    expect(await host.keyStore.load()).toEqual({ kind: 'key', key });
  });
});
