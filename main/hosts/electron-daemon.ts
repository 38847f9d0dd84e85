/** The daemon under Electron: a utility process. With the runAsNode fuse off, child_process.fork has no Node to start. */
import type { DaemonPort } from '../host.ts';
import type { ElectronParts } from './electron-parts.ts';

/** After `ready` only. Messages that come before the child runs are kept by Electron. */
export function forkUtility(utilityProcess: ElectronParts['utilityProcess'], entry: string): DaemonPort {
  const child = utilityProcess.fork(entry, [], { serviceName: 'ZenTime sync daemon', stdio: 'inherit' });
  const exitListeners: ((exitCode: number | null) => void)[] = [];
  let ended = false;
  child.once('exit', (exitCode) => {
    ended = true;
    for (const listener of exitListeners) listener(exitCode);
  });
  return {
    get pid() {
      return child.pid;
    },
    send: (message) => {
      if (!ended) child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exitListeners.push(listener),
    kill: () => void child.kill(),
  };
}
