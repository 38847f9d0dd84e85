/**
 * One connection that asks by the bytes themselves. A load generator shares the machine with what it measures, and Node's own HTTP client takes
 * three times as much of it. It understands what our server and the floor answer (a length, or chunks without anything behind them) and refuses the rest.
 */
import { connect as connectPlain } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';

export interface Answer {
  readonly status: number;
  /** Of its body. */
  readonly bytes: number;
}

export interface Line {
  /** One question at a time. @param body ASCII */
  ask(method: 'GET' | 'POST', path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer>;
  end(): void;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(cause: Error): void;
}

const headEnd = '\r\n\r\n';

/** @param trust what to trust, one for all lines, for each of its own costs as much as its handshake; null for plain HTTP */
export function openLine(port: number, trust: SecureContext | null): Line {
  const place = { host: '127.0.0.1', port };
  const socket = trust === null ? connectPlain(place) : connectTls({ ...place, secureContext: trust });
  let waiting: Waiting | null = null;
  let received = '';
  const fail = (cause: Error): void => {
    waiting?.reject(cause);
    waiting = null;
  };
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (text: string) => {
    received += text;
    const end = received.indexOf(headEnd);
    if (end < 0) return;
    const bytes = bodyBytes(received.slice(0, end + 2), received, end + headEnd.length);
    if (bytes === 'unknown') return fail(new Error(`an answer of unknown length: ${received.slice(0, end)}`));
    if (bytes === 'more') return;
    // 'HTTP/1.1 200 OK'
    const status = Number(received.slice(9, 12));
    received = '';
    waiting?.resolve({ status, bytes });
  });
  return {
    ask: (method, path, headers, body) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        const named = Object.entries({ host: `127.0.0.1:${port}`, ...headers, 'content-length': String(body.length) });
        socket.write(`${method} ${path} HTTP/1.1\r\n${named.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`, 'latin1');
      }),
    end: () => socket.destroy(),
  };
}

/** How long the body is that begins at `start`, once all of it is here. */
function bodyBytes(head: string, received: string, start: number): number | 'more' | 'unknown' {
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1];
  if (length !== undefined) return received.length < start + Number(length) ? 'more' : Number(length);
  return /\r\ntransfer-encoding: *chunked\r\n/i.test(head) ? chunkedBytes(received, start) : 'unknown';
}

/** The same of a body in chunks (RFC 9112, 7.1). */
function chunkedBytes(received: string, start: number): number | 'more' {
  let bytes = 0;
  for (let at = start; ;) {
    const lineEnd = received.indexOf('\r\n', at);
    if (lineEnd < 0) return 'more';
    const size = parseInt(received.slice(at, lineEnd), 16);
    at = lineEnd + 2 + size + 2;
    if (received.length < at) return 'more';
    if (size === 0) return bytes;
    bytes += size;
  }
}
