/** The kiosk's window: what it may do (security list, items 2 to 4, 11 to 14), and how it comes back when its page is gone. */
import type { BrowserWindowConstructorOptions } from 'electron';
import { isOurPage, pageUrl } from './electron-page.ts';
import type { ElectronParts, WebContentsPart, WindowPart } from './electron-parts.ts';
import type { PageWatch } from './page-watch.ts';
import type { PageLoss } from '../host.ts';
import type { Timers } from '../timers.ts';

export interface KioskWindowOptions {
  readonly preload: string;
  readonly mode: 'app' | 'kiosk';
  readonly developerTools: 'on' | 'off';
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs: () => number;
  readonly timers: Timers;
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

export interface KioskWindow {
  readonly window: WindowPart;
  /** Loads the page anew, whatever became of it. */
  readonly bringBack: (why: PageLoss) => void;
}

export function openKioskWindow(BrowserWindow: ElectronParts['BrowserWindow'], options: KioskWindowOptions, watch: PageWatch): KioskWindow {
  const window = new BrowserWindow(windowOptions(options));
  guardContents(window.webContents);
  const bringBack = watchWindow(window, watch, options.timers);
  window.once('ready-to-show', () => window.show());
  watch.opening();
  void load(window);
  return { window, bringBack };
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

/** The load was superseded by another one. */
const loadAborted = -3;
/** A process that is ended on purpose is told of as gone as well; until then nothing is loaded. */
const afterCrashMs = 100;

/** Electron never recovers a gone page by itself. A process that hangs would never take another page, and is ended first. */
function watchWindow(window: WindowPart, watch: PageWatch, timers: Timers): (why: PageLoss) => void {
  let isEnding = false;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !isEnding) watch.gone('gone', 0);
  });
  window.webContents.on('did-fail-load', (_event, errorCode) => {
    if (errorCode !== loadAborted && !isEnding) watch.gone('notLoaded', 0);
  });
  window.on('unresponsive', () => watch.gone('hangs', 0));
  const loadAnew = (): void => {
    isEnding = false;
    if (!window.isDestroyed()) void load(window);
  };
  return (why) => {
    if (window.isDestroyed()) return;
    if (why === 'gone' || why === 'notLoaded') return loadAnew();
    isEnding = true;
    window.webContents.forcefullyCrashRenderer();
    timers.after(afterCrashMs, loadAnew);
  };
}
