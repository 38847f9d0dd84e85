/**
 * How long and how large a request may be before anything of ours sees it, and what its sender hears. A slow sender costs a socket and
 * no more, and only for so long.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { problemStatus } from '../../shared/contracts/problems.ts';
import { problem, problemBody, problemMediaType, type Problem } from '../errors.ts';
import type { ServerLog } from '../log.ts';

export interface RequestLimits {
  /** For the headers of a request, and for a connection that says nothing. */
  readonly headersWithinMs: number;
  /** For a whole request; a kiosk on a bad line needs some of it. */
  readonly requestWithinMs: number;
  /** How often the two are looked at: what is over time is cut that much later at most. */
  readonly checkEveryMs: number;
  readonly headerBytes: number;
  /** Of bodies in JSON; routes that take more say so. */
  readonly bodyBytes: number;
  /** How long an idle connection is kept for the next request: longer than the usual load balancer keeps its own. */
  readonly keepAliveMs: number;
  readonly tlsHandshakeWithinMs: number;
}

export const requestLimits: RequestLimits = {
  headersWithinMs: 10_000,
  requestWithinMs: 30_000,
  checkEveryMs: 1000,
  headerBytes: 16 * 1024,
  bodyBytes: 64 * 1024,
  keepAliveMs: 75_000,
  tlsHandshakeWithinMs: 10_000,
};

function problemOf(error: ConnectionError): Problem {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('requestTimeout');
    case 'HPE_HEADER_OVERFLOW':
      return problem('headersTooLarge');
    default:
      return problem('unreadableBody');
  }
}

/** Answers what never became a request, as far as its sender still listens, and closes the connection. */
export function answerBrokenRequest(log: ServerLog, error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const refusal = problemOf(error);
  log.log('server.requestCut', { code: refusal.code, sentBytes: socket.bytesRead });
  if (!socket.writable) return void socket.destroy();
  const status = problemStatus[refusal.code];
  const body = JSON.stringify(problemBody(refusal));
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, `content-type: ${problemMediaType}`, `content-length: ${Buffer.byteLength(body)}`, 'cache-control: no-store', 'connection: close'];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
