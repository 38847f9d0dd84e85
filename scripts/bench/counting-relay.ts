/** Stands between kiosk and server: can be away, knows when the first byte came and how many went through. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CountingRelay {
  readonly port: number;
  /** The server is there from now on; answers when the kiosk's next byte comes, by the monotonic clock. */
  open(): Promise<number>;
  /** The server is away: connections are cut, new ones refused. */
  close(): void;
  /** Bytes that the kiosk has sent through it so far, as they were on the wire. */
  sentBytes(): number;
  end(): Promise<void>;
}

export async function startCountingRelay(serverPort: number): Promise<CountingRelay> {
  const sockets = new Set<Socket>();
  let isOpen = true;
  let sent = 0;
  let onFirstByte: (atMs: number) => void = () => undefined;
  const server = createServer((kiosk) => {
    if (!isOpen) return void kiosk.resetAndDestroy();
    const upstream = connect({ port: serverPort, host: '127.0.0.1' });
    for (const socket of [kiosk, upstream]) {
      sockets.add(socket.setNoDelay());
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    kiosk.on('data', (chunk) => {
      sent += chunk.length;
      onFirstByte(performance.now());
    });
    kiosk.pipe(upstream).pipe(kiosk);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    open: () => {
      isOpen = true;
      return new Promise((resolve) => (onFirstByte = resolve));
    },
    close: () => {
      isOpen = false;
      cut();
    },
    sentBytes: () => sent,
    end: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
