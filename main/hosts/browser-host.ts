/**
 * The host under plain Node: a page on loopback behind the secret of this launch, the daemon as a child process, the key in
 * a file. For development, tests, and Linux terminals; any local process is treated as hostile.
 */
import type { Server } from 'node:http';
import { openCallSocket } from './call-socket.ts';
import { openChromium } from './chromium.ts';
import type { ChromiumWindow } from './chromium.ts';
import { forkDaemon } from './forked-daemon.ts';
import { keyFile } from './key-file.ts';
import { makeLaunchToken } from './launch-token.ts';
import { servePage } from './page-server.ts';
import type { PageFiles } from './page-files.ts';
import { PageWatch } from './page-watch.ts';
import { waitForHandler } from './waiting-handler.ts';
import { systemTimers, type Timers } from '../timers.ts';
import type { CallHandler, Host, WindowOutcome } from '../host.ts';

/** From the end of a page's link to the certainty that none comes by itself: a reload takes less, and the end of a window that was closed is known by then. */
const kioskGraceMs = 500;
const appGraceMs = 1500;

export interface BrowserHostOptions {
  readonly dataFolder: string;
  readonly page: PageFiles;
  /** 0 takes any free port. */
  readonly port: number;
  readonly daemonEntry: string;
  readonly window: 'none' | 'app' | 'kiosk';
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Switches for Chromium and who starts it, where they are not the shipped ones: tests alone (L3). */
  readonly chromium?: { readonly switches: readonly string[]; readonly isRoot: boolean };
  readonly timers?: Timers;
  /** Main asks for the program's end. */
  readonly onQuit: (exitCode: number) => void;
}

export interface BrowserHost extends Host {
  readonly kind: 'browser';
  /** Where the page is, with the launch token in the fragment: who has it speaks for the screen. */
  readonly url: string;
  /** The same way into main that the page has; for a kiosk that sets itself up. */
  readonly call: CallHandler;
  /** Closes window, link and port. */
  close(): Promise<void>;
}

export type BrowserHostOutcome = { kind: 'started'; host: BrowserHost } | { kind: 'portInUse' | 'portNotAllowed'; port: number };

export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHostOutcome> {
  const listening = await servePage(options.page, options.port);
  if (listening.kind !== 'listening') return listening;
  const token = makeLaunchToken();
  const handler = waitForHandler();
  const url = `${listening.origin}/#token=${token}`;
  let window: ChromiumWindow | null = null;
  const graceMs = options.window === 'app' ? appGraceMs : kioskGraceMs;
  const watch = new PageWatch({ timers: options.timers ?? systemTimers, monotonicMs: () => performance.now(), ping: (body) => socket.send({ kind: 'event', name: 'ping', body }), bringBack: () => window && (() => window?.openAgain()) });
  const onPage = (): void => {
    window?.pageArrived();
    watch.arrived();
  };
  const socket = openCallSocket({ server: listening.server, origin: listening.origin, token, handler: watch.listen(handler.call), onPage, onPageGone: () => watch.gone('gone', graceMs) });
  const openWindow = (): Promise<WindowOutcome> => {
    if (options.window === 'none') return Promise.resolve({ kind: 'notOpened', why: 'No window was asked for.' });
    const { switches, isRoot } = options.chromium ?? { switches: [], isRoot: process.getuid?.() === 0 };
    const opened = openChromium({ url, mode: options.window, dataFolder: options.dataFolder, environment: options.environment, isRoot, switches, onEnd });
    window = opened.window;
    if (window) watch.opening();
    return Promise.resolve(opened.outcome);
  };
  const onEnd = (exitCode: number | null): void => {
    // It handed the page to a Chromium that an earlier launch left over this profile.
    if (exitCode === 0 && !watch.isThere()) return;
    // In a window that can be closed, somebody meant it; a kiosk's window has no way out.
    if (exitCode === 0 && options.window === 'app') watch.closed();
    else watch.gone('gone', 0);
  };
  const host: BrowserHost = {
    kind: 'browser',
    url,
    call: handler.call,
    dataFolder: options.dataFolder,
    keyStore: keyFile(options.dataFolder),
    startDaemon: () => forkDaemon(options.daemonEntry),
    onCall: handler.set,
    emit: (name, body) => socket.send({ kind: 'event', name, body }),
    // Plain Node hears nothing of the network's changes; the page does, and tells by a call (E1).
    onNetworkHint: () => () => undefined,
    onPage: (listener) => watch.onNews(listener),
    openWindow,
    quit: options.onQuit,
    close: async () => {
      watch.stop();
      socket.close();
      window?.close();
      await closeServer(listening.server);
    },
  };
  return { kind: 'started', host };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
