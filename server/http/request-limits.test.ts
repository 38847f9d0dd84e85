import { request } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { serverInProcess, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { buildApp } from '../app.ts';
import type { AppOptions } from './create-fastify.ts';
import { requestLimits } from './request-limits.ts';

/** A server that really listens. */
async function listening(options: Partial<AppOptions> = {}): Promise<{ port: number; server: ServerInProcess }> {
  const server = await serverInProcess();
  const app = await buildApp(server.deps, options);
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    app.server.closeAllConnections();
    await app.close();
    await server.close();
  });
  return { port: (app.server.address() as AddressInfo).port, server };
}

/** Sends `start`, then a byte now and then; hears everything until it is cut. */
function sendSlowly(port: number, start: string): { readonly socket: Socket; readonly heard: Promise<string> } {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  const heard = text(socket).catch(() => '');
  socket.write(start);
  const bytes = setInterval(() => {
    if (socket.writable) socket.write('x');
  }, 500);
  socket.once('close', () => clearInterval(bytes));
  onTestFinished(() => void socket.destroy());
  return { socket, heard };
}

/** A kiosk's request over a connection of its own. */
function ping(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port, path: '/api/v1/ping?nonce=nonce-1234', agent: false }, (response) => {
      text(response).then(() => resolve(response.statusCode ?? 0), reject);
    });
    sending.on('error', reject).end();
  });
}

const slowSenders = 200;
const kiosks = 50;

it('I5 answers kiosks while 200 senders dribble, and cuts those with 408 when their time is over', async () => {
  const { port, server } = await listening({ limits: { ...requestLimits, headersWithinMs: 4000, requestWithinMs: 6000, checkEveryMs: 200 } });
  const inHeaders = Array.from({ length: slowSenders / 2 }, () => sendSlowly(port, 'GET /api/v1/ping HTTP/1.1\r\nx-slow: '));
  const inBody = Array.from({ length: slowSenders / 2 }, () => sendSlowly(port, 'POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 3600\r\n\r\n{'));
  await wait(500);
  for (let round = 0; round < 3; round += 1) expect(await Promise.all(Array.from({ length: kiosks }, () => ping(port)))).toEqual(Array.from({ length: kiosks }, () => 200));
  // All of them are still there: nobody was answered because somebody was cut.
  expect([...inHeaders, ...inBody].filter(({ socket }) => socket.destroyed)).toEqual([]);
  for (const { heard } of [...inHeaders, ...inBody]) expect(await heard).toMatch(/^HTTP\/1\.1 408 [\s\S]*application\/problem\+json[\s\S]*"code":"requestTimeout"/);
  expect(await ping(port)).toBe(200);
  expect(server.logged.filter((line) => line.includes('"server.requestCut"'))).toHaveLength(slowSenders);
});

it('I6 answers what never becomes a request with problem details', async () => {
  const { port } = await listening();
  const flood = `GET / HTTP/1.1\r\nhost: a\r\n${Array.from({ length: 600 }, (_, index) => `x-${index}: ${'y'.repeat(40)}`).join('\r\n')}\r\n\r\n`;
  for (const [sent, code] of [
    [flood, 'headersTooLarge'],
    ['BLAH\r\n\r\n', 'unreadableBody'],
    ['POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n', 'unreadableBody'],
  ] as const) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write(sent);
    expect(await text(socket)).toMatch(new RegExp(`application/problem\\+json[\\s\\S]*"code":"${code}"`));
  }
});

it('I5 takes no more connections than it is told to', async () => {
  const { port } = await listening({ mostConnections: 3 });
  const held = Array.from({ length: 3 }, () => connect(port, '127.0.0.1'));
  onTestFinished(() => held.forEach((socket) => void socket.destroy()));
  await Promise.all(held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  await wait(50);
  await expect(ping(port)).rejects.toThrow();
  held[0]?.destroy();
  await wait(50);
  expect(await ping(port)).toBe(200);
});

it('A4 believes nobody but a trusted proxy about where a caller is', async () => {
  const seen = async (trustedProxies: readonly string[]): Promise<string> => {
    const { server } = await listening();
    const app = await buildApp(server.deps, { trustedProxies });
    app.get('/seen', (given, reply) => reply.send(given.ip));
    onTestFinished(() => app.close());
    return (await app.inject({ method: 'GET', url: '/seen', remoteAddress: '10.0.0.9', headers: { 'x-forwarded-for': '203.0.113.7, 10.0.0.8' } })).body;
  };
  expect(await seen([])).toBe('10.0.0.9');
  expect(await seen(['10.9.0.0/16'])).toBe('10.0.0.9');
  expect(await seen(['10.0.0.9'])).toBe('10.0.0.8');
  expect(await seen(['10.0.0.0/24'])).toBe('203.0.113.7');
});
