/**
 * What the main process needs of the program around it. Two hosts give it: Electron (what customers install) and the
 * browser host (plain Node, loopback page). A host holds no business logic; main knows no Electron and no socket.
 * Both pass the one suite in test/hosts/host.suite.ts.
 */
import type { CallRefusal, EventBody, EventName } from '../shared/contracts/ipc.ts';

/**
 * The link to one run of the sync daemon. Messages are plain JSON values; both sides check what they receive.
 * A message sent after the daemon's end is dropped without a sound: `onExit` tells of the end, once.
 */
export interface DaemonPort {
  /** The operating system's number of the process; undefined while it is not started yet or when it never came up. */
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Told once, also when the process could not be started at all; null when a signal ended it. */
  onExit(listener: (exitCode: number | null) => void): void;
  /** Ends it at once, without asking. */
  kill(): void;
}

/** The 32 bytes that encrypt the database and the journal. */
export type StoredKey = { kind: 'key'; key: Buffer } | { kind: 'missing' } | { kind: 'unreadable'; why: string };

/**
 * Where the database key lies: wrapped by the operating system's key store under Electron, in a file for the owner alone
 * (mode 0600) under the browser host.
 */
export interface KeyStore {
  /** Never throws for what a disk or a key store may do: that is `unreadable`, with a sentence for the log. */
  load(): Promise<StoredKey>;
  /** Makes a new key, durable before it answers. Refuses (throws) to replace one that is there. */
  create(): Promise<Buffer>;
  /** Keeps a key that was made elsewhere: of a device whose disk was replaced. Refuses (throws) to replace one that is there. */
  keep(key: Buffer): Promise<void>;
}

/** How main answers one call of the renderer. */
export type CallResult = { kind: 'answer'; answer: unknown } | { kind: 'refusal'; reason: CallRefusal };

/** Takes every call of the renderer, unchecked: name and input are main's to check. Must not reject; a host answers `internal` if it does. */
export type CallHandler = (name: string, input: unknown) => Promise<CallResult>;

/** Why the kiosk's page is not there any more: its process or link ended, it answers no pings, it failed to load, or it never came up. */
export type PageLoss = 'gone' | 'hangs' | 'notLoaded' | 'neverCame';

/** What the host's watch over the page tells (page-watch.ts); `waitMs` until it is brought back, null where nobody but a person can. */
export type PageNews = { kind: 'lost'; why: PageLoss; openedBy: 'us' | 'hand'; waitMs: number | null } | { kind: 'back'; afterMs: number };

/** What became of the wish for a window. */
export type WindowOutcome = { kind: 'opened' } | { kind: 'notOpened'; why: string };

export interface Host {
  readonly kind: 'electron' | 'browser';
  /** Folder of database, journal, backups and logs; exists and can be written when main starts. */
  readonly dataFolder: string;
  readonly keyStore: KeyStore;
  /** Starts a new daemon process; main supervises it and asks for another when it ends. */
  startDaemon(): DaemonPort;
  /** Main's one answer to calls; set before `openWindow`. Calls that come earlier wait. */
  onCall(handler: CallHandler): void;
  /** Tells every open window; dropped when none is open (a window asks for the whole view when it opens). */
  emit<N extends EventName>(name: N, body: EventBody<N>): void;
  /** Resume, unlock, a network change: a reason to probe, never believed (E1). Returns the way to stop listening. */
  onNetworkHint(listener: () => void): () => void;
  /** How the page fares, for the log; the host brings it back by itself. One listener. */
  onPage(listener: (news: PageNews) => void): void;
  /** Shows the kiosk's window (Electron), or the page in an app window of Chromium if one was asked for. */
  openWindow(): Promise<WindowOutcome>;
  /**
   * Asks for the program's end: main is stopped, windows and links are closed, and the process ends with this code. 0 stop,
   * 10 restart the kiosk, 20 restart the machine: Windows' Shell Launcher acts on them.
   */
  quit(exitCode: number): void;
}
