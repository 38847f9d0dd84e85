import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { contractVersion } from '../shared/contracts/version.ts';
import { systemClock } from '../shared/lib/clock.ts';
import { createServerClient, type ServerClient, type ServerRequest } from './server-client.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const instant = '2026-11-23T06:58:05.000Z';
const ping = { service: 'zentime', contractVersion: '1.0', nonce: '12345678', serverEpoch: 'epoch-1', serverInstant: instant, authenticated: true, seenAddress: null };
const problem = (code: string, status: number) => JSON.stringify({ type: `urn:zentime:problem:${code}`, title: code, status, code });
const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

function newClient(): ServerClient {
  const client = createServerClient(systemClock);
  open.push(() => client.close());
  return client;
}

async function listen(handler: Handler): Promise<string> {
  const server: Server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}

/** Stands between client and server; frozen connections stay open and say nothing any more, new ones work. */
async function openFreezingProxy(port: number, onSent: (chunk: Buffer) => void = () => undefined): Promise<{ url: string; freeze: () => void }> {
  const pairs: [Socket, Socket][] = [];
  const proxy = createTcpServer((near) => {
    const far = connect(port, '127.0.0.1');
    pairs.push([near, far]);
    near.on('data', onSent).pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  open.push(() => {
    proxy.close();
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  });
  const address = proxy.address();
  return {
    url: typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '',
    freeze: () => {
      for (const [near, far] of pairs) near.unpipe(far).pause();
    },
  };
}

function request(serverUrl: string, changes: Partial<ServerRequest> = {}): ServerRequest {
  return { serverUrl, deviceToken: 'the-token', query: new Map([['nonce', '12345678']]), body: { kind: 'none' }, timeoutMs: 500, ...changes };
}

async function askPing(handler: Handler) {
  return await newClient().ask('ping', request(await listen(handler)));
}

const answering =
  (status: number, headers: Record<string, string>, body: string | Buffer): Handler =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);
const ours = { 'zentime-epoch': 'epoch-1', 'zentime-contract': contractVersion, 'content-type': 'application/json' };
/** Of a server that is ahead of this kiosk, and of one that does not name its version yet. */
const newer = { ...ours, 'zentime-contract': '99.0' };
const older = { 'zentime-epoch': 'epoch-1', 'content-type': 'application/json' };

describe('server client', () => {
  it('D9 sends a request that has no body at once, whatever its method', async () => {
    const methods: (string | undefined)[] = [];
    const serverUrl = await listen((incoming, response) => {
      methods.push(incoming.method);
      incoming.resume().on('end', () => response.writeHead(200, ours).end(JSON.stringify({ deviceToken: 'a-new-token'.padEnd(40, '0'), tokenExpiresAt: instant })));
    });
    expect(await newClient().ask('renewToken', request(serverUrl))).toMatchObject({ kind: 'answered', answer: { tokenExpiresAt: instant } });
    expect(methods).toEqual(['POST']);
  });

  it('E3 takes an answer of our server, and says how long it took', async () => {
    const reply = await askPing(answering(200, ours, JSON.stringify(ping)));
    expect(reply).toMatchObject({ kind: 'answered', answer: ping, serverEpoch: 'epoch-1' });
    expect(reply.kind === 'answered' && reply.roundTripMs > 0 && reply.roundTripMs < 500).toBe(true);
  });

  it('D2 sends the token, the query and a sealed body as the contract has them', async () => {
    const seen: { url: string | undefined; authorization: string | undefined; type: string | undefined; body: string }[] = [];
    const serverUrl = await listen((incoming, response) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (text: string) => (body += text));
      incoming.on('end', () => {
        seen.push({ url: incoming.url, authorization: incoming.headers.authorization, type: incoming.headers['content-type'], body });
        response.writeHead(503, { 'retry-after': '7' }).end();
      });
    });
    await newClient().ask('uploadBatch', request(`${serverUrl}/base/`, { query: new Map([['lane', 'recovery']]), body: { kind: 'sealed', jwe: 'a.b.c' } }));
    expect(seen).toEqual([{ url: '/base/api/v1/batches?lane=recovery', authorization: 'Bearer the-token', type: 'application/jose', body: 'a.b.c' }]);
  });

  it.each<[string, Handler, object]>([
    ['a portal page', answering(200, { 'content-type': 'text/html' }, '<html>Please sign in</html>'), { kind: 'notOurServer', sign: 'portal' }],
    ['a forged answer without our header', answering(200, {}, JSON.stringify(ping)), { kind: 'notOurServer' }],
    ['a portal that asks for a sign-in in so many words', answering(511, { 'content-type': 'text/html' }, '<html>'), { kind: 'notOurServer', sign: 'portal' }],
    ['a redirect', answering(302, { location: 'http://127.0.0.1:1/' }, ''), { kind: 'notOurServer', sign: 'portal' }],
    ['half a JSON', answering(200, ours, JSON.stringify(ping).slice(0, 40)), { kind: 'badAnswer' }],
    ['another shape', answering(200, ours, '{"service":"other"}'), { kind: 'badAnswer' }],
    ['a length that is not true', (_, response) => void response.writeHead(200, { ...ours, 'content-length': '500' }).write('{', () => response.destroy()), { kind: 'badAnswer' }],
    ['a connection that is reset', (incoming) => void incoming.socket.destroy(), { kind: 'unreachable' }],
    ['silence', () => undefined, { kind: 'timeout' }],
    ['an answer that stops half way', (_, response) => void response.writeHead(200, ours).write('{'), { kind: 'timeout' }],
    ['our refusal of the token', answering(401, ours, problem('tokenExpired', 401)), { kind: 'unauthorised', code: 'tokenExpired' }],
    ['a 401 of a proxy', answering(401, {}, 'who are you'), { kind: 'notOurServer' }],
    ['overload', answering(503, { ...ours, 'retry-after': '7' }, problem('overloaded', 503)), { kind: 'serverError', status: 503, code: 'overloaded', retryAfterMs: 7000 }],
    ['too many requests', answering(429, { ...ours, 'retry-after': '30' }, problem('tooManyRequests', 429)), { kind: 'serverError', status: 429, code: 'tooManyRequests', retryAfterMs: 30_000 }],
    ['a gateway without a server', answering(502, {}, '<html>'), { kind: 'serverError', status: 502, code: null, retryAfterMs: null }],
    ['too large', answering(413, {}, '<html>'), { kind: 'tooLarge' }],
    ['an unknown cursor', answering(410, ours, problem('cursorUnknown', 410)), { kind: 'cursorUnknown' }],
    ['a code that we do not know', answering(500, ours, problem('somethingNew', 500)), { kind: 'serverError', status: 500, code: null, retryAfterMs: null }],
    ['a newer server in a shape that we do not know', answering(200, newer, '{"service":"other"}'), { kind: 'badAnswer', server: 'newer' }],
    ['an older server in a shape that is not ours any more', answering(200, older, '{"service":"other"}'), { kind: 'badAnswer', server: 'older' }],
    ['a newer server that serves our routes no more', answering(404, newer, problem('notFound', 404)), { kind: 'badAnswer', server: 'newer' }],
    ['an older server that does not serve them yet', answering(404, older, problem('notFound', 404)), { kind: 'badAnswer', server: 'older' }],
    ['an older server that does not take what we say', answering(422, older, problem('invalidMessage', 422)), { kind: 'badAnswer', server: 'older' }],
    ['a newer server that refuses by a word that we do not know', answering(403, newer, problem('somethingNew', 403)), { kind: 'badAnswer', server: 'newer' }],
    ['a newer server in words that we know', answering(401, newer, problem('tokenExpired', 401)), { kind: 'unauthorised', code: 'tokenExpired' }],
    ['a server of our version that does not find it', answering(404, ours, problem('notFound', 404)), { kind: 'serverError', status: 404, code: 'notFound', retryAfterMs: null }],
  ])('E3 J3 types %s', async (_name, handler, failure) => {
    expect(await askPing(handler)).toEqual({ kind: 'failed', failure });
  });

  it('J3 reads no more of an answer than any of ours can be, inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
    const reply = await newClient().ask('ping', request(await listen(answering(200, { ...ours, 'content-encoding': 'gzip' }, bomb)), { timeoutMs: 20_000 }));
    expect(reply).toEqual({ kind: 'failed', failure: { kind: 'badAnswer' } });
  });

  it('D2 sends nothing in plain text off loopback', async () => {
    expect(await newClient().ask('ping', request('http://192.0.2.1'))).toEqual({ kind: 'failed', failure: { kind: 'tlsRequired' } });
  });

  it('D2 trusts nobody who cannot speak TLS where TLS is meant', async () => {
    const serverUrl = await listen(answering(200, ours, JSON.stringify(ping)));
    expect(await newClient().ask('ping', request(serverUrl.replace('http:', 'https:'), { timeoutMs: 5_000 }))).toEqual({ kind: 'failed', failure: { kind: 'notOurServer' } });
  });

  it('E3 calls a closed port unreachable, and an aborted request too', async () => {
    expect(await newClient().ask('ping', request('http://127.0.0.1:1'))).toEqual({ kind: 'failed', failure: { kind: 'unreachable' } });
    const serverUrl = await listen(() => undefined);
    const abort = new AbortController();
    const asking = newClient().ask('ping', request(serverUrl), abort.signal);
    abort.abort();
    expect(await asking).toEqual({ kind: 'failed', failure: { kind: 'unreachable' } });
  });

  it.each([
    ['a request over one of them was silent', () => undefined, ['timeout', 'answered']],
    ['the network changed', (client: ServerClient) => client.forgetConnections(), ['answered', 'answered']],
  ])('E1 E3 waits on no connection that only looks open, once %s', async (_why, happen, expected) => {
    const serverUrl = await listen((_, response) => void response.writeHead(200, ours).end(JSON.stringify(ping)));
    const { url, freeze } = await openFreezingProxy(Number(new URL(serverUrl).port));
    const client = newClient();
    await Promise.all([1, 2].map(() => client.ask('ping', request(url))));
    freeze();
    happen(client);
    const kindOf = async (): Promise<string> => {
      const reply = await client.ask('ping', request(url));
      return reply.kind === 'answered' ? reply.kind : reply.failure.kind;
    };
    expect([await kindOf(), await kindOf()]).toEqual(expected);
  });

  it('E3 asks with few bytes, so that asking often costs little', async () => {
    let bytes = 0;
    const { url } = await openFreezingProxy(Number(new URL(await listen((_, response) => void response.writeHead(200, ours).end(JSON.stringify(ping)))).port), (chunk) => (bytes += chunk.length));
    await newClient().ask('ping', request(url, { deviceToken: 'ztd_'.padEnd(47, 'x') }));
    expect(bytes).toBeGreaterThan(100);
    expect(bytes).toBeLessThan(500);
  });

  it('E3 finds the server by name, whichever kind of address answers', async () => {
    const serverUrl = await listen((_, response) => void response.writeHead(200, ours).end(JSON.stringify(ping)));
    expect(await newClient().ask('ping', request(serverUrl.replace('127.0.0.1', 'localhost'), { timeoutMs: 3_000 }))).toMatchObject({ kind: 'answered' });
  });

  it('F2 keeps its connection between requests', async () => {
    const sockets = new Set<unknown>();
    const serverUrl = await listen((incoming, response) => {
      sockets.add(incoming.socket);
      response.writeHead(200, ours).end(JSON.stringify(ping));
    });
    const client = newClient();
    for (let count = 0; count < 3; count += 1) await client.ask('ping', request(serverUrl));
    expect(sockets.size).toBe(1);
  });
});
