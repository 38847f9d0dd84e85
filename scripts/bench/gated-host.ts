/**
 * The host of a kiosk that a benchmark runs inside itself: the daemon is up and linked from the start, but its configuration is
 * held back until `letGo`. So it stands as a daemon whose server is away, and the recovery begins at a known moment.
 */
import { runDaemon } from '../../daemon/run-daemon.ts';
import type { MainPort } from '../../daemon/main-port.ts';
import { toMain } from '../../shared/contracts/daemon.ts';
import type { EventBody } from '../../shared/contracts/ipc.ts';
import type { DaemonPort, Host } from '../../main/host.ts';
import { forkDaemon } from '../../main/hosts/forked-daemon.ts';
import { keyFile } from '../../main/hosts/key-file.ts';
import { programFiles } from '../../main/hosts/program-files.ts';

export interface GatedHost extends Host {
  /** Lets the held configuration, and every later one, reach the daemon. */
  letGo(): void;
  onStatus(listener: (status: EventBody<'statusChanged'>) => void): void;
  /** Answers of the server that the daemon has heard so far: one a request of ping and batch. */
  requests(): number;
}

const { daemonEntry } = programFiles(new URL('../../main/hosts/browser-host.ts', import.meta.url).href);

/** @param gate `open` holds nothing back: for setup */
export function gatedHost(dataFolder: string, daemon: 'forked' | 'sameProcess', gate: 'open' | 'closed'): GatedHost {
  const statusListeners: ((status: EventBody<'statusChanged'>) => void)[] = [];
  let isOpen = gate === 'open';
  let held: (() => void)[] = [];
  let requests = 0;
  const gated = (port: DaemonPort): DaemonPort => ({
    ...port,
    send: (message) => {
      const isConfiguration = typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'configure';
      if (isOpen || !isConfiguration) port.send(message);
      else held.push(() => port.send(message));
    },
    onMessage: (listener) =>
      port.onMessage((message) => {
        if (toMain.safeParse(message).data?.kind === 'serverTime') requests += 1;
        listener(message);
      }),
  });
  return {
    kind: 'browser',
    dataFolder,
    keyStore: keyFile(dataFolder),
    startDaemon: () => gated(daemon === 'forked' ? forkDaemon(daemonEntry) : daemonBesideMain()),
    onCall: () => undefined,
    emit: (name, body) => {
      if (name !== 'statusChanged') return;
      for (const listener of statusListeners) listener(body as EventBody<'statusChanged'>);
    },
    onNetworkHint: () => () => undefined,
    onPage: () => undefined,
    openWindow: () => Promise.resolve({ kind: 'notOpened', why: 'a benchmark has no window' }),
    quit: () => undefined,
    letGo: () => {
      isOpen = true;
      for (const send of held) send();
      held = [];
    },
    onStatus: (listener) => void statusListeners.push(listener),
    requests: () => requests,
  };
}

/** The daemon's code in this process: messages cross as JSON, as they do between processes, and one turn of the loop later. */
function daemonBesideMain(): DaemonPort {
  const toMainListeners: ((message: unknown) => void)[] = [];
  const toDaemonListeners: ((message: unknown) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const exitListeners: ((exitCode: number | null) => void)[] = [];
  const carry = (message: unknown, listeners: readonly ((message: unknown) => void)[]): void => {
    const text = JSON.stringify(message);
    setImmediate(() => {
      for (const listener of listeners) listener(JSON.parse(text));
    });
  };
  const port: MainPort = {
    send: (message) => carry(message, toMainListeners),
    onMessage: (listener) => void toDaemonListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
  };
  setImmediate(() =>
    runDaemon(port, (exitCode) => {
      for (const listener of exitListeners) listener(exitCode);
    }),
  );
  return {
    pid: process.pid,
    send: (message) => carry(message, toDaemonListeners),
    onMessage: (listener) => void toMainListeners.push(listener),
    onExit: (listener) => void exitListeners.push(listener),
    kill: () => {
      for (const listener of closeListeners) listener();
    },
  };
}
