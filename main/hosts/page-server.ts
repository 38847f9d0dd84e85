/**
 * Loopback HTTP: the built page and nothing else. Every request must name the loopback address as its host, or a page
 * of the internet could reach it under a name of its own (DNS rebinding).
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findPageFile, readPageFile } from './page-files.ts';
import type { PageFiles } from './page-files.ts';
import { pageHeaders, securityHeaders } from './page-headers.ts';

export const loopback = '127.0.0.1';

export type ListenOutcome = { kind: 'listening'; server: Server; origin: string } | { kind: 'portInUse'; port: number } | { kind: 'portNotAllowed'; port: number };

/** Serves `files` on the loopback address; `port` 0 takes any free one. */
export function servePage(files: PageFiles, port: number): Promise<ListenOutcome> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000, maxHeaderSize: 16_384 });
  server.maxConnections = 64;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve({ kind: 'portInUse', port });
      else if (error.code === 'EACCES') resolve({ kind: 'portNotAllowed', port });
      else reject(error);
    });
    server.listen(port, loopback, () => {
      const origin = `http://${loopback}:${portOf(server.address())}`;
      server.on('request', (request, response) => answer(request, response, files, origin));
      resolve({ kind: 'listening', server, origin });
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the page server has no port');
  return address.port;
}

/** True when the request was sent to our own origin under its own name. */
export function isForUs(request: IncomingMessage, origin: string): boolean {
  return `http://${request.headers.host ?? ''}` === origin;
}

function answer(request: IncomingMessage, response: ServerResponse, files: PageFiles, origin: string): void {
  if (!isForUs(request, origin)) return refuse(response, 421);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response.setHeader('allow', 'GET, HEAD'), 405);
  const file = findPageFile(files, (request.url ?? '/').split('?')[0] ?? '/');
  if (!file) return refuse(response, 404);
  const content = readPageFile(file);
  response.writeHead(200, { ...pageHeaders(file), 'content-length': content.length });
  response.end(request.method === 'HEAD' ? undefined : content);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', connection: 'close' });
  response.end();
}
