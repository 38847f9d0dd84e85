import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { WebSocket as ServerSocket } from 'ws';
import { frameToMain } from '../shared/contracts/ipc.ts';
import { SocketTransport } from './socket-transport.ts';
import { browserTimers } from './timers.ts';
import type { LinkState } from './transport.ts';

/** A main process on a real socket. */
class Main {
  readonly frames: unknown[] = [];
  readonly sockets: ServerSocket[] = [];
  answers = true;
  #server: WebSocketServer | null = null;
  port = 0;

  async listen(takes: (protocols: Set<string>) => boolean = () => true): Promise<void> {
    const verifyClient = ({ req }: { req: IncomingMessage }): boolean => takes(new Set((req.headers['sec-websocket-protocol'] ?? '').split(/,\s*/)));
    const server = new WebSocketServer({ port: this.port, host: '127.0.0.1', verifyClient, handleProtocols: () => 'zentime' });
    this.#server = server;
    server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('message', (data: Buffer) => this.#take(socket, data.toString()));
    });
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address !== 'string') this.port = address.port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.splice(0)) socket.terminate();
    const server = this.#server;
    this.#server = null;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  send(text: string): void {
    for (const socket of this.sockets) socket.send(text);
  }

  #take(socket: ServerSocket, text: string): void {
    const frame = frameToMain.parse(JSON.parse(text));
    this.frames.push(frame);
    if (!this.answers) return;
    const reply = frame.name === 'nonsense' ? { kind: 'refusal', callId: frame.callId, reason: 'unknownCall' } : { kind: 'answer', callId: frame.callId, answer: frame.name };
    socket.send(JSON.stringify(reply));
  }
}

const main = new Main();
/** A transport reconnects for as long as its page lives: here that is one test. */
let test = 0;
afterEach(() => {
  test += 1;
  return main.stop();
});

function connect(originAnswers = false): { transport: SocketTransport; states: LinkState[]; reached: (state: LinkState) => Promise<void> } {
  const states: LinkState[] = [];
  const ownTest = test;
  let wake: () => void = () => undefined;
  const transport = new SocketTransport({
    openSocket: () => new WebSocket(`ws://127.0.0.1:${main.port}/ipc`, ['zentime', 'token.abc']),
    originAnswers: () => Promise.resolve(originAnswers),
    timers: { ...browserTimers, after: (delayMs, task) => browserTimers.after(Math.min(delayMs, 20), () => (ownTest === test ? task() : undefined)) },
  });
  transport.onState((state) => {
    states.push(state);
    wake();
  });
  const reached = async (state: LinkState): Promise<void> => {
    while (states.at(-1) !== state) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { transport, states, reached };
}

describe('SocketTransport', () => {
  it('C3 carries a call and its answer, and offers its token as a sub-protocol', async () => {
    const offered: string[] = [];
    await main.listen((protocols) => offered.push(...protocols) > 0);
    const { transport, reached } = connect();
    await reached('open');
    expect(await transport.call('readKiosk', { a: 1 })).toEqual({ kind: 'answer', answer: 'readKiosk' });
    expect(await transport.call('nonsense', {})).toEqual({ kind: 'refusal', reason: 'unknownCall' });
    expect(main.frames).toEqual([
      { kind: 'call', callId: 0, name: 'readKiosk', input: { a: 1 } },
      { kind: 'call', callId: 1, name: 'nonsense', input: {} },
    ]);
    expect(offered).toEqual(['zentime', 'token.abc']);
  });

  it('H1 answers linkLost for what was in flight, and comes back by itself', async () => {
    await main.listen();
    const { transport, states, reached } = connect();
    await reached('open');
    main.answers = false;
    const inFlight = transport.call('recordPunch', {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    await main.stop();
    expect(await inFlight).toEqual({ kind: 'linkLost' });
    await reached('lost');
    expect(await transport.call('readKiosk', {})).toEqual({ kind: 'linkLost' });
    main.answers = true;
    await main.listen();
    await reached('open');
    expect(await transport.call('readKiosk', {})).toEqual({ kind: 'answer', answer: 'readKiosk' });
    expect(states).toEqual(['connecting', 'open', 'lost', 'open']);
  });

  it('J3 drops frames that nobody can read, and passes events on', async () => {
    await main.listen();
    const { transport, reached } = connect();
    await reached('open');
    const heard: unknown[] = [];
    const stop = transport.on('statusChanged', (body) => heard.push(body));
    main.send('{"kind":');
    main.send('{"kind":"event","name":7}');
    main.send('{"kind":"event","name":"statusChanged","body":1}');
    main.send('{"kind":"answer","callId":99,"answer":1}');
    await transport.call('readKiosk', {});
    stop();
    main.send('{"kind":"event","name":"statusChanged","body":2}');
    await transport.call('readKiosk', {});
    expect(heard).toEqual([1]);
  });

  it('J3 says that it is refused when main is there and does not take its token, and goes on when it is taken', async () => {
    await main.listen(() => false);
    const { reached } = connect(true);
    await reached('refused');
    await main.stop();
    await main.listen();
    await reached('open');
  });

  it('J3 gives way to another window that has taken its place, and does not take it back', async () => {
    await main.listen();
    const { states, reached } = connect(true);
    await reached('open');
    for (const socket of main.sockets) socket.close(4000, 'replaced');
    await reached('refused');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([states, main.sockets.length]).toEqual([['connecting', 'open', 'refused'], 1]);
  });

  it('H1 does not say refused while main is merely not there', async () => {
    await main.listen();
    const { states, reached } = connect(false);
    await reached('open');
    await main.stop();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(states).toEqual(['connecting', 'open', 'lost']);
  });
});
