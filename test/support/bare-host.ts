/** A host with nothing around main: no window, no calls, and a daemon that does nothing and ends at the first word. It loads nothing of the program's. */
import type { DaemonPort, Host } from '../../main/host.ts';

export function bareHost(dataFolder: string, keyStore: Host['keyStore']): Host {
  return {
    kind: 'browser',
    dataFolder,
    keyStore,
    startDaemon: obedientDaemon,
    onCall: () => undefined,
    emit: () => undefined,
    onNetworkHint: () => () => undefined,
    onPage: () => undefined,
    openWindow: () => Promise.resolve({ kind: 'notOpened', why: 'a test' }),
    quit: () => undefined,
  };
}

function obedientDaemon(): DaemonPort {
  const listeners: ((exitCode: number | null) => void)[] = [];
  const end = (): void => listeners.splice(0).forEach((listener) => setImmediate(listener, 0));
  return { pid: 1, send: end, onMessage: () => undefined, onExit: (listener) => void listeners.push(listener), kill: end };
}
