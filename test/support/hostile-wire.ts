/**
 * A TCP proxy on loopback that does to bytes what bad networks do: it cuts, holds back and corrupts them, swallows them, or lets nobody
 * through. It knows nothing of what it carries; over TLS a corrupted byte is one that the other end must notice.
 */
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import type { SeededRandom } from './seeded-random.ts';

/** `away`: connections are refused at once; `silent`: they are taken, and nothing ever comes back. */
export type WireMode = 'open' | 'away' | 'silent';

export interface HostileWire {
  readonly port: number;
  /** From now on; what is under way is cut when it becomes `away` or `silent`. */
  setMode(mode: WireMode): void;
  /** Cuts every connection amid what it carries; answers how many. */
  cut(): number;
  /** One byte of the next piece that comes by, in either direction, arrives as another. */
  corruptNext(): void;
  /** Pieces arrive this much later, in their order. */
  setDelay(delayMs: number): void;
  /** Bytes that were corrupted so far. */
  corrupted(): number;
  close(): Promise<void>;
}

/** @param targetPort where the bytes go, asked at each connection */
export async function openHostileWire(targetPort: () => number, random: SeededRandom): Promise<HostileWire> {
  const wire = new Wire(targetPort, random);
  await wire.listen();
  return wire;
}

class Wire implements HostileWire {
  readonly #targetPort: () => number;
  readonly #random: SeededRandom;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #mode: WireMode = 'open';
  #delayMs = 0;
  #toCorrupt = 0;
  #corrupted = 0;

  constructor(targetPort: () => number, random: SeededRandom) {
    this.#targetPort = targetPort;
    this.#random = random;
    this.#server = createServer((socket) => this.#carry(socket));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  setMode(mode: WireMode): void {
    this.#mode = mode;
    if (mode !== 'open') this.cut();
  }

  cut(): number {
    const connections = this.#sockets.size / 2;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    return Math.ceil(connections);
  }

  corruptNext(): void {
    this.#toCorrupt += 1;
  }

  setDelay(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  corrupted(): number {
    return this.#corrupted;
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #carry(near: Socket): void {
    if (this.#mode === 'away') return void near.resetAndDestroy();
    this.#keep(near);
    if (this.#mode === 'silent') return void near.resume();
    const far = connect(this.#targetPort(), '127.0.0.1');
    this.#keep(far);
    this.#forward(near, far);
    this.#forward(far, near);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #forward(from: Socket, to: Socket): void {
    from.on('data', (piece) => {
      const bytes = this.#corrupt(piece);
      if (this.#delayMs === 0) return void to.write(bytes);
      // Nothing overtakes: the stream stands still until its piece has gone on.
      from.pause();
      setTimeout(() => {
        to.write(bytes);
        from.resume();
      }, this.#delayMs);
    });
    from.once('close', () => to.destroy());
  }

  #corrupt(piece: Buffer): Buffer {
    if (this.#toCorrupt === 0 || piece.length === 0) return piece;
    this.#toCorrupt -= 1;
    this.#corrupted += 1;
    const bytes = Buffer.from(piece);
    const at = this.#random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 + this.#random.below(255));
    return bytes;
  }
}
