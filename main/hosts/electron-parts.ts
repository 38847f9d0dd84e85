/**
 * The members of Electron that this host uses, and no others, in shapes small enough for a double to implement. The real
 * module is checked against them where it is handed in (electron.ts), so that a change in Electron does not compile.
 */
import type { BrowserWindowConstructorOptions } from 'electron';

/** What may be prevented. */
export interface PreventableEvent {
  preventDefault(): void;
}

export interface NavigationEvent extends PreventableEvent {
  readonly url: string;
}

export interface FramePart {
  readonly url: string;
}

export interface WebContentsPart {
  readonly mainFrame: FramePart;
  send(channel: string, ...args: unknown[]): void;
  reload(): void;
  forcefullyCrashRenderer(): void;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void;
  on(event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect', listener: (event: NavigationEvent) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: PreventableEvent) => void): unknown;
  on(event: 'render-process-gone', listener: (event: PreventableEvent, details: { reason: string }) => void): unknown;
  on(event: 'did-fail-load', listener: (event: PreventableEvent, errorCode: number) => void): unknown;
}

export interface WindowPart {
  readonly webContents: WebContentsPart;
  loadURL(url: string): Promise<void>;
  show(): void;
  focus(): void;
  isDestroyed(): boolean;
  destroy(): void;
  on(event: 'unresponsive' | 'closed', listener: () => void): unknown;
  once(event: 'ready-to-show', listener: () => void): unknown;
}

export interface AppPart {
  readonly isPackaged: boolean;
  enableSandbox(): void;
  requestSingleInstanceLock(): boolean;
  setPath(name: 'userData', path: string): void;
  whenReady(): Promise<void>;
  exit(exitCode: number): void;
  setLoginItemSettings(settings: { openAtLogin: boolean }): void;
  on(event: 'second-instance' | 'window-all-closed', listener: () => void): unknown;
  on(event: 'before-quit', listener: (event: PreventableEvent) => void): unknown;
}

export interface SessionPart {
  setPermissionRequestHandler(handler: (contents: unknown, permission: string, callback: (granted: boolean) => void, details: { requestingUrl: string }) => void): void;
  setPermissionCheckHandler(handler: (contents: unknown, permission: string, requestingOrigin: string) => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  setDisplayMediaRequestHandler(handler: (request: unknown, callback: (streams: null) => void) => void): void;
}

export interface InvokeEvent {
  readonly sender: { readonly mainFrame: FramePart };
  readonly senderFrame: FramePart | null;
}

export interface UtilityChild {
  readonly pid: number | undefined;
  postMessage(message: unknown): void;
  kill(): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (exitCode: number) => void): unknown;
}

export interface SafeStoragePart {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(plainText: string): Promise<Buffer>;
  decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }>;
}

export interface ElectronParts {
  readonly app: AppPart;
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => WindowPart;
  readonly ipcMain: { handle(channel: string, listener: (event: InvokeEvent, ...args: unknown[]) => Promise<unknown>): void };
  readonly Menu: { setApplicationMenu(menu: null): void };
  readonly powerMonitor: { on(event: 'resume' | 'unlock-screen', listener: () => void): unknown };
  readonly protocol: {
    registerSchemesAsPrivileged(schemes: { scheme: string; privileges: { standard: boolean; secure: boolean; supportFetchAPI: boolean } }[]): void;
    handle(scheme: string, handler: (request: { readonly url: string; readonly method: string }) => Response): void;
  };
  readonly safeStorage: SafeStoragePart;
  readonly session: { readonly defaultSession: SessionPart };
  readonly utilityProcess: { fork(modulePath: string, args: string[], options: { serviceName: string; stdio: 'inherit' }): UtilityChild };
}
