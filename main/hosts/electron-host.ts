/** The host that customers install. After `ready`; what must happen before is in electron.ts. */
import { registerCalls } from './electron-calls.ts';
import { forkUtility } from './electron-daemon.ts';
import { wrappedKey } from './electron-key-store.ts';
import { servePageScheme } from './electron-page.ts';
import type { ElectronParts } from './electron-parts.ts';
import { denyPermissions } from './electron-permissions.ts';
import { openKioskWindow } from './electron-window.ts';
import type { KioskWindow, KioskWindowOptions } from './electron-window.ts';
import type { PageFiles } from './page-files.ts';
import { eventChannel } from './preload-bridge.ts';
import { PageWatch } from './page-watch.ts';
import { waitForHandler } from './waiting-handler.ts';
import type { CallHandler, Host } from '../host.ts';

export interface ElectronHostOptions {
  readonly dataFolder: string;
  readonly page: PageFiles;
  readonly daemonEntry: string;
  readonly window: KioskWindowOptions;
  /** Main asks for the program's end. */
  readonly onQuit: (exitCode: number) => void;
}

export interface ElectronHost extends Host {
  readonly kind: 'electron';
  /** The same way into main that the page has; for a kiosk that sets itself up. */
  readonly call: CallHandler;
  close(): Promise<void>;
}

export function startElectronHost(parts: ElectronParts, options: ElectronHostOptions): ElectronHost {
  const handler = waitForHandler();
  let open: KioskWindow | null = null;
  parts.Menu.setApplicationMenu(null);
  denyPermissions(parts.session.defaultSession);
  servePageScheme(parts.protocol, options.page);
  const emit: Host['emit'] = (name, body) => {
    if (open && !open.window.isDestroyed()) open.window.webContents.send(eventChannel, name, body);
  };
  const { monotonicMs, timers } = options.window;
  const watch = new PageWatch({ timers, monotonicMs, ping: (body) => emit('ping', body), bringBack: () => open && open.bringBack });
  registerCalls(parts.ipcMain, watch.listen(handler.call));
  parts.app.on('second-instance', () => open?.window.focus());
  return {
    kind: 'electron',
    call: handler.call,
    dataFolder: options.dataFolder,
    keyStore: wrappedKey(parts.safeStorage, options.dataFolder),
    startDaemon: () => forkUtility(parts.utilityProcess, options.daemonEntry),
    onCall: handler.set,
    emit,
    onNetworkHint: (listener) => hearPower(parts.powerMonitor, listener),
    onPage: (listener) => watch.onNews(listener),
    openWindow: () => {
      open ??= openKioskWindow(parts.BrowserWindow, options.window, watch);
      return Promise.resolve({ kind: 'opened' });
    },
    quit: options.onQuit,
    close: () => {
      watch.stop();
      open?.window.destroy();
      open = null;
      return Promise.resolve();
    },
  };
}

/** After sleep or a locked screen nothing is known of the network any more. */
function hearPower(powerMonitor: ElectronParts['powerMonitor'], listener: () => void): () => void {
  let listening = true;
  const hear = (): void => {
    if (listening) listener();
  };
  powerMonitor.on('resume', hear);
  powerMonitor.on('unlock-screen', hear);
  return () => {
    listening = false;
  };
}
