/**
 * The only place that speaks HTTP. Every phase of a request has a limit, nothing is retried and no redirect followed
 * here: retrying is the machine's business, and a redirect is somebody else's server. Answers are bounded in size
 * after decompression and checked against the route; every way to fail is a value.
 */
import { randomUUID } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { RequestError, TimeoutError } from 'got';
import type { z } from 'zod';
import type { SyncFailure } from '../shared/contracts/daemon.ts';
import type { ForeignSign } from '../shared/contracts/foreign-sign.ts';
import { contractHeader, epochHeader, runHeader, sealedMediaType, type RouteName } from '../shared/contracts/http.ts';
import { receivedRoutes } from '../shared/contracts/received.ts';
import type { Clock } from '../shared/lib/clock.ts';
import { unreachable } from '../shared/lib/outcome.ts';
import { routeAddress } from './server-address.ts';
import { readAnswer, type RawAnswer, type ServerReply } from './server-answer.ts';
import type { ServerTrust } from './server-trust.ts';
import { trustSystemRoots } from './system-roots.ts';
import { timeLimits } from './time-limits.ts';

/** No answer is larger, inflated; a page of 1,000 employees with small photos is below it. */
const maxAnswerBytes = 64 * 1024 * 1024;

/** `json`: for routes with a body in JSON; `sealed`: a compact JWE (D2). */
export type RequestBody = { kind: 'none' } | { kind: 'json'; value: unknown } | { kind: 'sealed'; jwe: string };

export interface ServerRequest {
  serverUrl: string;
  deviceToken: string | null;
  query: ReadonlyMap<string, string>;
  body: RequestBody;
  timeoutMs: number;
}

type RouteAnswers = { [R in RouteName]: z.infer<(typeof receivedRoutes)[R]['answer']> };
export type RouteAnswer<R extends RouteName> = RouteAnswers[R];

/** The contract's routes, seen so that one function can serve them all and still know each answer's type. */
const askable: { readonly [R in RouteName]: { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: string; answer: z.ZodType<RouteAnswers[R]> } } = receivedRoutes;

export interface ServerClient {
  /** Asks `route` once. Never rejects; aborting `signal` ends it as unreachable. */
  ask<R extends RouteName>(route: R, request: ServerRequest, signal?: AbortSignal): Promise<ServerReply<RouteAnswer<R>>>;
  /** E1: drops connections that are kept for later: after sleep, or under another network, they only look open. Requests under way go on. */
  forgetConnections(): void;
  /** Closes everything. */
  close(): void;
}

interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
}

/** How requests travel. */
interface Wire {
  /** H5: of this client, for as long as it lives. */
  readonly run: string;
  readonly agents: Agents;
  readonly trust: ServerTrust;
}

/** @param trust whose certificates count (D2) */
export function createServerClient(clock: Clock, trust: ServerTrust = { kind: 'system' }): ServerClient {
  // Kept alive: a recovery's batches share one warm TLS session.
  const options = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2 };
  const agents: Agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  const run = randomUUID();
  let areRootsTrusted = false;
  return {
    async ask<R extends RouteName>(route: R, request: ServerRequest, signal?: AbortSignal): Promise<ServerReply<RouteAnswer<R>>> {
      const { method, path, answer } = askable[route];
      const address = routeAddress(request.serverUrl, path, request.query);
      if (address.kind !== 'usable') return { kind: 'failed', failure: { kind: address.kind === 'tlsRequired' ? 'tlsRequired' : 'notOurServer' } };
      const isOverTls = address.url.protocol === 'https:';
      if (isOverTls && trust.kind === 'unusable') return { kind: 'failed', failure: { kind: 'notOurServer', sign: 'authorityUnreadable' } };
      if (isOverTls && trust.kind === 'system' && !areRootsTrusted) {
        trustSystemRoots();
        areRootsTrusted = true;
      }
      const startedMs = clock.monotonicMs();
      try {
        const raw = await exchange({ agents, trust, run }, method, address.url, request, signal);
        return readAnswer(raw, answer, Math.max(0, clock.monotonicMs() - startedMs));
      } catch (error) {
        const failure = failureOf(error);
        // One that was silent makes the others suspect: the next request must not wait on another dead one.
        if (failure.kind === 'timeout' || failure.kind === 'unreachable') dropIdle(agents);
        return { kind: 'failed', failure };
      }
    },
    forgetConnections: () => dropIdle(agents),
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function dropIdle({ http, https }: Agents): void {
  for (const agent of [http, https]) for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

async function exchange({ agents, trust, run }: Wire, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: URL, request: ServerRequest, signal: AbortSignal | undefined): Promise<RawAnswer> {
  const stream = got.stream(url, {
    method,
    headers: { accept: 'application/json, application/problem+json', ...authorisation(request, run), ...mediaType(request.body) },
    agent: agents,
    ...(trust.kind === 'pinned' ? { https: { certificateAuthority: [...trust.certificates] } } : {}),
    timeout: timeLimits(request.timeoutMs),
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    ...content(request.body),
    ...(signal === undefined ? {} : { signal }),
  });
  // A request that may have a body waits to be written to until it is told that there is none.
  if (method !== 'GET' && request.body.kind === 'none') stream.end();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<unknown>) {
    if (!(chunk instanceof Uint8Array)) throw new Error('The HTTP client gave text where it should give bytes.');
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  const response = stream.response;
  if (response === undefined) throw new Error('An answer ended without having begun.');
  return {
    status: response.statusCode,
    epoch: header(response.headers[epochHeader]),
    contract: header(response.headers[contractHeader]),
    retryAfter: header(response.headers['retry-after']),
    date: header(response.headers.date),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** Thrown and caught in this file: more bytes than any of our answers has. */
class AnswerTooLarge extends Error {}

function authorisation(request: ServerRequest, run: string): Record<string, string> {
  return request.deviceToken === null ? {} : { authorization: `Bearer ${request.deviceToken}`, [runHeader]: run };
}

function mediaType(body: RequestBody): Record<string, string> {
  switch (body.kind) {
    case 'none':
      return {};
    case 'json':
      return { 'content-type': 'application/json' };
    case 'sealed':
      return { 'content-type': sealedMediaType };
    default:
      return unreachable(body, 'request body');
  }
}

function content(body: RequestBody): { body?: string } {
  switch (body.kind) {
    case 'none':
      return {};
    case 'json':
      return { body: JSON.stringify(body.value) };
    case 'sealed':
      return { body: body.jwe };
    default:
      return unreachable(body, 'request body');
  }
}

function header(value: string | string[] | undefined): string | null {
  if (value === undefined) return null;
  return Array.isArray(value) ? (value[0] ?? null) : value;
}

/** Codes of TLS that mean: whoever answers there is not the server that we may trust. */
const certificateSigns: Readonly<Record<string, ForeignSign>> = {
  CERT_HAS_EXPIRED: 'certificateExpired',
  CERT_NOT_YET_VALID: 'certificateNotYetValid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificateOtherName',
  HOSTNAME_MISMATCH: 'certificateOtherName',
};
const untrustedCertificate = /^(DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_)/;
const foreignCertificate = /^(CERT_|ERR_TLS_CERT|ERR_SSL|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|EPROTO$|HOSTNAME_MISMATCH)/;

function failureOf(error: unknown): SyncFailure {
  if (error instanceof AnswerTooLarge) return { kind: 'badAnswer' };
  if (error instanceof TimeoutError) return { kind: 'timeout' };
  if (!(error instanceof RequestError)) throw error;
  if (foreignCertificate.test(error.code)) return foreign(error.code);
  // The answer began and then broke off, lied about its length, or could not be inflated.
  if (error.response !== undefined && error.code !== 'ERR_ABORTED') return { kind: 'badAnswer' };
  return { kind: 'unreachable' };
}

/** A8: a server that has no TLS at all has no certificate to speak of. */
function foreign(code: string): SyncFailure {
  const sign = certificateSigns[code] ?? (untrustedCertificate.test(code) ? 'certificateUntrusted' : null);
  return sign === null ? { kind: 'notOurServer' } : { kind: 'notOurServer', sign };
}
