/**
 * The host of a kiosk without a window: everything else is real, the daemon's process and the key's file included. Calls go
 * through the table that the renderer's calls go through, and are checked like those.
 */
import { fileURLToPath } from 'node:url';
import { calls, type CallAnswer, type CallInput, type CallName } from '../../shared/contracts/ipc.ts';
import type { CallHandler, Host } from '../../main/host.ts';
import { forkDaemon } from '../../main/hosts/forked-daemon.ts';
import { keyFile } from '../../main/hosts/key-file.ts';
import { waitForHandler } from '../../main/hosts/waiting-handler.ts';
import type { Called, KioskCaller } from '../../test/support/kiosk-caller.ts';

export interface InProcessHost extends Host, KioskCaller {
  /** The unchecked way in, for a kiosk that sets itself up. */
  readonly handler: CallHandler;
  /** As if the operating system had told of a change: the daemon looks for its server at once. */
  hintAtNetwork(): void;
}

/** @param onQuit told when main wants the program to end, which no replay should see */
export function inProcessHost(dataFolder: string, onQuit: (exitCode: number) => void): InProcessHost {
  const handler = waitForHandler();
  const hintListeners = new Set<() => void>();
  return {
    kind: 'browser',
    dataFolder,
    keyStore: keyFile(dataFolder),
    startDaemon: () => forkDaemon(fileURLToPath(new URL('../../daemon/daemon.ts', import.meta.url))),
    onCall: (main) => handler.set(main),
    emit: () => undefined,
    onNetworkHint: (listener) => {
      hintListeners.add(listener);
      return () => hintListeners.delete(listener);
    },
    openWindow: () => Promise.resolve({ kind: 'notOpened', why: 'a replay has no window' }),
    quit: onQuit,
    handler: handler.call,
    call: async <N extends CallName>(name: N, input: CallInput<N>): Promise<Called<N>> => {
      const result = await handler.call(name, input);
      return result.kind === 'answer' ? { kind: 'answer', answer: calls[name].answer.parse(result.answer) as CallAnswer<N> } : result;
    },
    hintAtNetwork: () => {
      for (const listener of hintListeners) listener();
    },
  };
}
