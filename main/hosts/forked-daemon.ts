/** The daemon under the browser host: a child process of Node, talked to over its IPC channel. */
import { fork } from 'node:child_process';
import type { DaemonPort } from '../host.ts';

/**
 * Starts `entry` (a .ts or .js file). What it prints goes to our stderr: stdout is for the host's own lines.
 * Messages are cloned as under Electron, not written as JSON: a batch would be quoted a second time, and main stands still
 * for five times as long.
 * The daemon ends by itself when the channel closes, so that it never outlives a killed main.
 */
export function forkDaemon(entry: string): DaemonPort {
  const child = fork(entry, [], { stdio: ['ignore', 2, 2, 'ipc'], execArgv: [], serialization: 'advanced' });
  const exitListeners: ((exitCode: number | null) => void)[] = [];
  let ended = false;
  const end = (exitCode: number | null): void => {
    if (ended) return;
    ended = true;
    for (const listener of exitListeners) listener(exitCode);
  };
  child.once('exit', (exitCode) => end(exitCode));
  child.once('error', () => {
    if (child.pid === undefined) end(null);
  });
  return {
    pid: child.pid,
    send: (message) => {
      if (child.connected && typeof message === 'object' && message !== null) child.send(message, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exitListeners.push(listener),
    kill: () => void child.kill('SIGKILL'),
  };
}
