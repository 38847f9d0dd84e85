/** The kiosk's window: what it may do (security list, items 2 to 4, 11 to 14), and how it comes back when its page is gone. */
import type { BrowserWindowConstructorOptions } from 'electron';
import { isOurPage, pageUrl } from './electron-page.ts';
import type { ElectronParts, WebContentsPart, WindowPart } from './electron-parts.ts';
import { waitBeforeReloadMs } from './reload-policy.ts';

export interface KioskWindowOptions {
  readonly preload: string;
  readonly mode: 'app' | 'kiosk';
  readonly developerTools: 'on' | 'off';
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs: () => number;
  /** Calls back once after so many milliseconds. */
  readonly after: (delayMs: number, callback: () => void) => void;
}

/** Everything that guards is written out, also where it is Electron's default. */
export function windowOptions({ preload, mode, developerTools }: Pick<KioskWindowOptions, 'preload' | 'mode' | 'developerTools'>): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 800,
    show: false,
    kiosk: mode === 'kiosk',
    autoHideMenuBar: true,
    backgroundColor: '#f3f5f4',
    title: 'ZenTime',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: developerTools === 'on',
    },
  };
}

export function openKioskWindow(BrowserWindow: ElectronParts['BrowserWindow'], options: KioskWindowOptions): WindowPart {
  const window = new BrowserWindow(windowOptions(options));
  guardContents(window.webContents);
  bringBack(window, options);
  window.once('ready-to-show', () => window.show());
  void load(window);
  return window;
}

/** A page that failed to load is told by `did-fail-load`; the promise says nothing more. */
async function load(window: WindowPart): Promise<void> {
  await window.loadURL(pageUrl).catch(() => undefined);
}

/** No way out of our page: no navigation, no second window, no webview. */
export function guardContents(contents: WebContentsPart): void {
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
    contents.on(event, (navigation) => {
      if (!isOurPage(navigation.url)) navigation.preventDefault();
    });
  }
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Electron never recovers a gone page by itself. */
function bringBack(window: WindowPart, { monotonicMs, after }: KioskWindowOptions): void {
  const earlierMs: number[] = [];
  let underWay = false;
  const reload = (): void => {
    if (underWay) return;
    underWay = true;
    after(waitBeforeReloadMs(earlierMs, monotonicMs()), () => {
      underWay = false;
      earlierMs.push(monotonicMs());
      if (!window.isDestroyed()) void load(window);
    });
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') reload();
  });
  window.webContents.on('did-fail-load', reload);
  window.on('unresponsive', reload);
}
