/** The host that customers install. After `ready`; what must happen before is in electron.ts. */
import { registerCalls } from './electron-calls.ts';
import { forkUtility } from './electron-daemon.ts';
import { wrappedKey } from './electron-key-store.ts';
import { servePageScheme } from './electron-page.ts';
import type { ElectronParts, WindowPart } from './electron-parts.ts';
import { denyPermissions } from './electron-permissions.ts';
import { openKioskWindow } from './electron-window.ts';
import type { KioskWindowOptions } from './electron-window.ts';
import type { PageFiles } from './page-files.ts';
import { eventChannel } from './preload-bridge.ts';
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
  let window: WindowPart | null = null;
  parts.Menu.setApplicationMenu(null);
  denyPermissions(parts.session.defaultSession);
  servePageScheme(parts.protocol, options.page);
  registerCalls(parts.ipcMain, handler.call);
  parts.app.on('second-instance', () => window?.focus());
  return {
    kind: 'electron',
    call: handler.call,
    dataFolder: options.dataFolder,
    keyStore: wrappedKey(parts.safeStorage, options.dataFolder),
    startDaemon: () => forkUtility(parts.utilityProcess, options.daemonEntry),
    onCall: handler.set,
    emit: (name, body) => {
      if (window && !window.isDestroyed()) window.webContents.send(eventChannel, name, body);
    },
    onNetworkHint: (listener) => hearPower(parts.powerMonitor, listener),
    openWindow: () => {
      window ??= openKioskWindow(parts.BrowserWindow, options.window);
      return Promise.resolve({ kind: 'opened' });
    },
    quit: options.onQuit,
    close: () => {
      window?.destroy();
      window = null;
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
