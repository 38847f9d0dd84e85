/** The page's bridge over the browser host's socket, without a page: every answer is checked against the frames' contract. */
import { WebSocket } from 'ws';
import { frameToRenderer } from '../../shared/contracts/ipc.ts';
import type { KioskBridge } from '../../shared/contracts/ipc.ts';

export interface SocketBridge extends KioskBridge {
  close(): void;
}

/** `kioskUrl` as the host prints it, with the token in the fragment. */
export async function openSocketBridge(kioskUrl: string): Promise<SocketBridge> {
  const { origin, host, hash } = new URL(kioskUrl);
  const socket = new WebSocket(`ws://${host}/ipc`, ['zentime', `token.${hash.slice('#token='.length)}`], { origin });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map<number, (answer: Awaited<ReturnType<KioskBridge['call']>>) => void>();
  const listeners = new Map<string, Set<(body: unknown) => void>>();
  let nextCallId = 0;
  socket.on('message', (data: Buffer) => {
    const frame = frameToRenderer.parse(JSON.parse(data.toString('utf8')));
    if (frame.kind === 'event') for (const listener of listeners.get(frame.name) ?? []) listener(frame.body);
    else waiting.get(frame.callId)?.(frame);
  });
  return {
    call: (name, input) =>
      new Promise((resolve) => {
        const callId = nextCallId++;
        waiting.set(callId, resolve);
        socket.send(JSON.stringify({ kind: 'call', callId, name, input }));
      }),
    on: (name, listener) => {
      const ofName = listeners.get(name) ?? new Set();
      listeners.set(name, ofName.add(listener));
      return () => void ofName.delete(listener);
    },
    close: () => socket.terminate(),
  };
}
