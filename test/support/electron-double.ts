/**
 * Stands in for Electron where its binary is not: implements the members that the host and the preload use, with an in-memory
 * page, a key store and a real child process for the daemon. It proves our wiring, not Electron (docs/electron-unproven.md).
 * The last lines tie it to electron.d.ts: should a member there change, this file does not compile.
 */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { BrowserWindowConstructorOptions } from 'electron';
import type { ElectronParts, FramePart, InvokeEvent, UtilityChild, WindowPart } from '../../main/hosts/electron-parts.ts';
import { makeBridge } from '../../main/hosts/preload-bridge.ts';
import type { RendererIpc } from '../../main/hosts/preload-bridge.ts';
import type { KioskBridge } from '../../shared/contracts/ipc.ts';

type Invoke = (event: InvokeEvent, ...args: unknown[]) => Promise<unknown>;

/** What a test may look at and do from outside. */
export interface ElectronDouble {
  readonly parts: ElectronParts;
  readonly windows: DoubleWindow[];
  /** Permission handlers as the host set them. */
  readonly permissions: { request(permission: string, asking: string): Promise<boolean>; check(permission: string, asking: string): boolean; device(): boolean; displayMedia(): Promise<'granted' | 'denied'> };
  readonly app: EventEmitter;
  readonly power: EventEmitter;
  readonly privilegedSchemes: string[];
  readonly exits: number[];
  /** Fetches as the page would, through the host's protocol handler. */
  fetch(url: string, method?: string): Promise<Response>;
  /** Invokes as some frame would. */
  invokeFrom(frame: 'our page' | 'a frame inside it' | 'a foreign page' | 'a frame that is gone', name: unknown, input: unknown): Promise<unknown>;
  /** The page's own bridge, made by the real preload code. */
  bridge(): KioskBridge;
  /** What the key store does from now on. */
  keyStore: 'works' | 'not available' | 'another account' | 'rotated';
}

export class DoubleContents extends EventEmitter {
  readonly mainFrame: { url: string } = { url: 'zentime://kiosk/' };
  readonly renderer = new EventEmitter();
  windowOpenHandler: ((details: { url: string }) => { action: 'deny' }) | null = null;
  reloads = 0;
  crashes = 0;

  send(channel: string, ...args: unknown[]): void {
    this.renderer.emit(channel, {}, ...args);
  }
  reload(): void {
    this.reloads += 1;
  }
  /** Its process ends, and Electron tells of it a little later. */
  forcefullyCrashRenderer(): void {
    this.crashes += 1;
    setImmediate(() => this.emit('render-process-gone', {}, { reason: 'killed' }));
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void {
    this.windowOpenHandler = handler;
  }
}

export class DoubleWindow extends EventEmitter implements WindowPart {
  readonly webContents = new DoubleContents();
  readonly options: BrowserWindowConstructorOptions;
  readonly loaded: string[] = [];
  shown = 0;
  focused = 0;
  destroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    return Promise.resolve();
  }
  show(): void {
    this.shown += 1;
  }
  focus(): void {
    this.focused += 1;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('closed');
  }
}

/** A program from a package or a checkout; the first instance or a second one. */
export interface DoubleProgram {
  readonly isPackaged?: boolean;
  readonly isFirst?: boolean;
}

class DoubleApp extends EventEmitter {
  readonly isPackaged: boolean;
  readonly isFirst: boolean;
  readonly exits: number[];
  constructor(exits: number[], { isPackaged = false, isFirst = true }: DoubleProgram) {
    super();
    this.exits = exits;
    this.isPackaged = isPackaged;
    this.isFirst = isFirst;
  }
  enableSandbox(): void {
    this.emit('double:sandboxed');
  }
  requestSingleInstanceLock(): boolean {
    return this.isFirst;
  }
  setLoginItemSettings(settings: { openAtLogin: boolean }): void {
    this.emit('double:login', settings);
  }
  setPath(): void {
    this.emit('double:path');
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  exit(exitCode: number): void {
    this.exits.push(exitCode);
  }
}

export function makeElectronDouble(program: DoubleProgram = {}): ElectronDouble {
  const windows: DoubleWindow[] = [];
  const exits: number[] = [];
  const app = new DoubleApp(exits, program);
  const power = new EventEmitter();
  const invokes = new Map<string, Invoke>();
  const protocols = new Map<string, (request: { url: string; method: string }) => Response>();
  const privilegedSchemes: string[] = [];
  const { session, permissions } = makeSession();
  const keyStore = { state: 'works' as ElectronDouble['keyStore'] };
  const parts: ElectronParts = {
    app,
    BrowserWindow: class extends DoubleWindow {
      constructor(options: BrowserWindowConstructorOptions) {
        super(options);
        windows.push(this);
      }
    },
    ipcMain: { handle: (channel, listener) => void invokes.set(channel, listener) },
    Menu: { setApplicationMenu: () => undefined },
    powerMonitor: power,
    protocol: { registerSchemesAsPrivileged: (schemes) => privilegedSchemes.push(...schemes.map(({ scheme }) => scheme)), handle: (scheme, handler) => void protocols.set(scheme, handler) },
    safeStorage: makeSafeStorage(keyStore),
    session: { defaultSession: session },
    utilityProcess: { fork: forkAsUtility },
  };
  const frame = (): FramePart => windows.at(-1)?.webContents.mainFrame ?? { url: 'zentime://kiosk/' };
  const invoke = async (event: InvokeEvent, ...args: unknown[]): Promise<unknown> => {
    const [listener] = invokes.values();
    if (!listener) throw new Error('nothing is registered on ipcMain');
    return structuredClone(await listener(event, ...args.map((argument) => structuredClone(argument))));
  };
  return {
    parts,
    windows,
    permissions,
    app,
    power,
    privilegedSchemes,
    exits,
    fetch: async (url, method = 'GET') => Promise.resolve(protocols.get(new URL(url).protocol.slice(0, -1))?.({ url, method }) ?? Response.error()),
    invokeFrom: (sender, name, input) => invoke(eventFrom(sender, frame()), name, input),
    bridge: () => makeBridge(rendererIpc(windows.at(-1), (...args) => invoke({ sender: { mainFrame: frame() }, senderFrame: frame() }, ...args))),
    get keyStore() {
      return keyStore.state;
    },
    set keyStore(state) {
      keyStore.state = state;
    },
  };
}

function eventFrom(sender: Parameters<ElectronDouble['invokeFrom']>[0], mainFrame: FramePart): InvokeEvent {
  switch (sender) {
    case 'our page':
      return { sender: { mainFrame }, senderFrame: mainFrame };
    case 'a frame inside it':
      return { sender: { mainFrame }, senderFrame: { url: mainFrame.url } };
    case 'a foreign page': {
      const foreign = { url: 'https://example.com/' };
      return { sender: { mainFrame: foreign }, senderFrame: foreign };
    }
    case 'a frame that is gone':
      return { sender: { mainFrame }, senderFrame: null };
  }
}

function rendererIpc(window: DoubleWindow | undefined, invoke: (...args: unknown[]) => Promise<unknown>): RendererIpc {
  if (!window) throw new Error('no window was opened');
  return {
    invoke: async (_channel, ...args) => (await invoke(...args)) as Awaited<ReturnType<RendererIpc['invoke']>>,
    on: (channel, listener) => window.webContents.renderer.on(channel, listener),
  };
}

function makeSession(): { session: ElectronParts['session']['defaultSession']; permissions: ElectronDouble['permissions'] } {
  const set: {
    request?: Parameters<ElectronParts['session']['defaultSession']['setPermissionRequestHandler']>[0];
    check?: Parameters<ElectronParts['session']['defaultSession']['setPermissionCheckHandler']>[0];
    device?: () => boolean;
    media?: (request: unknown, callback: (streams: null) => void) => void;
  } = {};
  return {
    session: {
      setPermissionRequestHandler: (handler) => void (set.request = handler),
      setPermissionCheckHandler: (handler) => void (set.check = handler),
      setDevicePermissionHandler: (handler) => void (set.device = handler),
      setDisplayMediaRequestHandler: (handler) => void (set.media = handler),
    },
    // Electron's defaults, where the host set nothing: granted.
    permissions: {
      request: (permission, asking) => new Promise((resolve) => (set.request ? set.request(null, permission, resolve, { requestingUrl: asking }) : resolve(true))),
      check: (permission, asking) => set.check?.(null, permission, asking) ?? true,
      device: () => set.device?.() ?? true,
      displayMedia: () => new Promise((resolve) => (set.media ? set.media({}, () => resolve('denied')) : resolve('granted'))),
    },
  };
}

const wrapMark = 'wrapped:';

function makeSafeStorage(store: { state: ElectronDouble['keyStore'] }): ElectronParts['safeStorage'] {
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(store.state !== 'not available'),
    encryptStringAsync: (text) => Promise.resolve(Buffer.from(wrapMark + Buffer.from(text).toString('base64'))),
    decryptStringAsync: (bytes) => {
      const text = bytes.toString('utf8');
      if (store.state === 'another account' || !text.startsWith(wrapMark)) return Promise.reject(new Error('cannot decrypt'));
      return Promise.resolve({ shouldReEncrypt: store.state === 'rotated', result: Buffer.from(text.slice(wrapMark.length), 'base64').toString('utf8') });
    },
  };
}

/** A real child with a real channel; what differs from a utility process is hidden by the port that is under test. */
function forkAsUtility(modulePath: string): UtilityChild {
  const child = fork(modulePath, [], { stdio: ['ignore', 2, 2, 'ipc'], execArgv: [] });
  return {
    get pid() {
      return child.pid;
    },
    postMessage: (message) => {
      if (child.connected && typeof message === 'object' && message !== null) child.send(message, () => undefined);
    },
    kill: () => child.kill('SIGKILL'),
    on: (_event, listener) => child.on('message', listener),
    once: (_event, listener) => child.once('exit', (exitCode) => listener(exitCode ?? 1)),
  };
}

/** Every part of the double is a part of the real module: this is the tie to electron.d.ts (L5). */
export const tiedToElectron: typeof Electron extends ElectronParts ? 'tied' : never = 'tied';
