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
import { waitForHandler } from './waiting-handler.ts';
import type { CallHandler, Host, WindowOutcome } from '../host.ts';

export interface BrowserHostOptions {
  readonly dataFolder: string;
  readonly page: PageFiles;
  /** 0 takes any free port. */
  readonly port: number;
  readonly daemonEntry: string;
  readonly window: 'none' | 'app' | 'kiosk';
  readonly environment: Readonly<Record<string, string | undefined>>;
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
  const socket = openCallSocket({ server: listening.server, origin: listening.origin, token, handler: handler.call, onPage: () => window?.pageArrived() });
  const openWindow = (): Promise<WindowOutcome> => {
    if (options.window === 'none') return Promise.resolve({ kind: 'notOpened', why: 'No window was asked for.' });
    const opened = openChromium({ url, mode: options.window, dataFolder: options.dataFolder, environment: options.environment, isRoot: process.getuid?.() === 0 });
    window = opened.window;
    return Promise.resolve(opened.outcome);
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
    openWindow,
    quit: options.onQuit,
    close: async () => {
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
