/**
 * The one WebSocket of the browser host: carries the calls and events of contracts/ipc.ts in its frames. A handshake must
 * come from our own page (Origin), to our own address (Host), with the token of this launch. One page at a time: a newer one
 * with the right token takes the place of the older.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { maxFrameBytes } from '../../shared/contracts/ipc.ts';
import type { FrameToRenderer } from '../../shared/contracts/ipc.ts';
import type { CallHandler } from '../host.ts';
import { readCallFrame } from './call-frames.ts';
import { isSameToken, socketProtocol, tokenOf } from './launch-token.ts';
import { isForUs } from './page-server.ts';

const socketPath = '/ipc';
/** The page was opened again elsewhere. */
const closeReplaced = 4000;
const closeStopping = 1001;
/** A frame beyond this closes the link; one between `maxFrameBytes` and this is answered `tooLarge`. */
const hardLimitBytes = 4 * maxFrameBytes;
/** Calls of one page that may wait for their answers; beyond, the socket is not read. */
const maxCallsInFlight = 32;
/** A page that takes no events any more is cut off, so that memory stays bounded; it asks anew when it comes back. */
const maxUnsentBytes = 4 * 1024 * 1024;

export interface CallSocketDeps {
  readonly server: Server;
  readonly origin: string;
  readonly token: string;
  readonly handler: CallHandler;
  /** Told when a page is there; for the window that was opened for it. */
  readonly onPage: () => void;
  /** Told when the page's link has ended, and no other page has taken its place. */
  readonly onPageGone: () => void;
}

export interface CallSocket {
  send(frame: FrameToRenderer): void;
  close(): void;
}

export function openCallSocket(deps: CallSocketDeps): CallSocket {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: hardLimitBytes, perMessageDeflate: false, handleProtocols: () => socketProtocol });
  let page: WebSocket | null = null;
  deps.server.on('upgrade', (request, stream, head) => {
    const status = refusalOf(request, deps);
    if (status !== null) return refuseHandshake(stream, status);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      page?.close(closeReplaced, 'replaced');
      page = socket;
      socket.once('close', () => {
        if (page !== socket) return;
        page = null;
        deps.onPageGone();
      });
      servePage(socket, deps.handler);
      deps.onPage();
    });
  });
  return {
    send: (frame) => {
      if (page) sendFrame(page, frame);
    },
    close: () => {
      page?.close(closeStopping, 'stopping');
      sockets.close();
    },
  };
}

/** The HTTP status that refuses this handshake, or null when it may go on. */
function refusalOf(request: IncomingMessage, { origin, token }: CallSocketDeps): number | null {
  if (!isForUs(request, origin)) return 421;
  if (request.url !== socketPath) return 404;
  if (request.headers.origin !== origin) return 403;
  const given = tokenOf(request.headers['sec-websocket-protocol']);
  return given !== null && isSameToken(given, token) ? null : 401;
}

function refuseHandshake(stream: Duplex, status: number): void {
  stream.on('error', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function servePage(socket: WebSocket, handler: CallHandler): void {
  let inFlight = 0;
  socket.on('error', () => socket.terminate());
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    const frame = readCallFrame(data, isBinary ? 'binary' : 'text');
    if (frame.kind === 'refusal') return sendFrame(socket, frame);
    inFlight += 1;
    if (inFlight >= maxCallsInFlight) socket.pause();
    void answerCall(handler, frame.name, frame.input, frame.callId).then((answer) => {
      inFlight -= 1;
      if (inFlight < maxCallsInFlight && socket.isPaused) socket.resume();
      sendFrame(socket, answer);
    });
  });
}

async function answerCall(handler: CallHandler, name: string, input: unknown, callId: number): Promise<FrameToRenderer> {
  try {
    return { ...(await handler(name, input)), callId };
  } catch {
    return { kind: 'refusal', callId, reason: 'internal' };
  }
}

function sendFrame(socket: WebSocket, frame: FrameToRenderer): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (socket.bufferedAmount > maxUnsentBytes) return socket.terminate();
  socket.send(JSON.stringify(frame));
}
