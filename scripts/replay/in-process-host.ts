/** The host of a kiosk without a window: everything else is real, the daemon's process and the key's file included. */
import type { Host } from '../../main/host.ts';
import { forkDaemon } from '../../main/hosts/forked-daemon.ts';
import { keyFile } from '../../main/hosts/key-file.ts';
import { programFiles } from '../../main/hosts/program-files.ts';

export interface InProcessHost extends Host {
  /** As if the operating system had told of a change: the daemon looks for its server at once. */
  hintAtNetwork(): void;
}

const { daemonEntry } = programFiles(new URL('../../main/hosts/browser-host.ts', import.meta.url).href);

export function inProcessHost(dataFolder: string): InProcessHost {
  const hintListeners = new Set<() => void>();
  return {
    kind: 'browser',
    dataFolder,
    keyStore: keyFile(dataFolder),
    startDaemon: () => forkDaemon(daemonEntry),
    // Calls go straight to the running main.
    onCall: () => undefined,
    emit: () => undefined,
    onNetworkHint: (listener) => {
      hintListeners.add(listener);
      return () => hintListeners.delete(listener);
    },
    onPage: () => undefined,
    openWindow: () => Promise.resolve({ kind: 'notOpened', why: 'a replay has no window' }),
    quit: () => undefined,
    hintAtNetwork: () => {
      for (const listener of hintListeners) listener();
    },
  };
}
