import { mkdirSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBrowserHost } from '../../main/hosts/browser-host.ts';
import type { BrowserHost } from '../../main/hosts/browser-host.ts';
import { readPageFiles } from '../../main/hosts/page-files.ts';
import { frameToRenderer, maxFrameBytes } from '../../shared/contracts/ipc.ts';
import { makePageFolder } from '../support/page-folder.ts';
import { openSocketBridge } from '../support/socket-bridge.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { describeHost } from './host.suite.ts';
import type { HostUnderTest } from './host.suite.ts';

const echoDaemon = new URL('echo-daemon.mjs', import.meta.url).pathname;

async function launch(folder: string, daemonEntry: string, onQuit: (exitCode: number) => void = () => undefined): Promise<BrowserHost> {
  const dataFolder = join(folder, 'kiosk');
  mkdirSync(dataFolder, { recursive: true });
  const page = readPageFiles(makePageFolder(folder));
  if (!page) throw new Error('the page folder has no index.html');
  const outcome = await startBrowserHost({ dataFolder, page, port: 0, daemonEntry, window: 'none', environment: {}, onQuit });
  if (outcome.kind !== 'started') throw new Error(outcome.kind);
  return outcome.host;
}

async function underTest(folder: string, daemonEntry: string, remove: () => void): Promise<HostUnderTest> {
  const quits: number[] = [];
  const host = await launch(folder, daemonEntry, (exitCode) => quits.push(exitCode));
  const bridges: { close(): void }[] = [];
  return {
    host,
    quits,
    page: async () => {
      const bridge = await openSocketBridge(host.url);
      bridges.push(bridge);
      return bridge;
    },
    fetch: (path) => rawGet(host.url, path, {}),
    relaunch: () => underTest(folder, daemonEntry, () => undefined),
    close: async () => {
      for (const bridge of bridges) bridge.close();
      await host.close();
      remove();
    },
  };
}

/** `fetch` would tidy the path up before it is sent; this does not. */
function rawGet(url: string, path: string, headers: Record<string, string>): Promise<{ status: number; headers: Headers; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    get({ hostname, port, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)])), body }));
    }).on('error', reject);
  });
}

describeHost('the browser host', (daemonEntry) => {
  const { path, remove } = makeTemporaryFolder();
  return underTest(path, daemonEntry, remove);
});

describe('the socket of the browser host', () => {
  const folder = makeTemporaryFolder();
  let host: BrowserHost;
  let origin: string;
  let token: string;
  const sockets: WebSocket[] = [];
  afterAll(() => folder.remove());

  beforeEach(async () => {
    host = await launch(folder.path, echoDaemon);
    host.onCall((name) => Promise.resolve({ kind: 'answer', answer: name }));
    origin = new URL(host.url).origin;
    token = new URL(host.url).hash.slice('#token='.length);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await host.close();
  });

  interface Handshake {
    protocols?: string[];
    headers?: Record<string, string>;
    path?: string;
  }

  /** The status that refused the handshake, or the open socket. */
  function shake({ protocols = ['zentime', `token.${token}`], headers = {}, path = '/ipc' }: Handshake): Promise<number | WebSocket> {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, protocols, { headers: { origin, ...headers } });
    sockets.push(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(socket));
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('error', reject);
    });
  }

  async function open(): Promise<WebSocket> {
    const socket = await shake({});
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    return socket;
  }

  const nextFrame = (socket: WebSocket): Promise<unknown> => new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(frameToRenderer.parse(JSON.parse(data.toString('utf8'))))));
  const closeOf = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));

  it('J3 takes the right token, and answers with the sub-protocol that is no secret', async () => {
    expect((await open()).protocol).toBe('zentime');
  });

  it.each<[string, Handshake, number]>([
    ['no token', { protocols: ['zentime'] }, 401],
    ['a wrong token', { protocols: ['zentime', 'token.wrong'] }, 401],
    ['another origin', { headers: { origin: 'http://evil.example' } }, 403],
    ['no origin of a page', { headers: { origin: 'null' } }, 403],
    ['another host name', { headers: { host: 'evil.example' } }, 421],
    ['another path', { path: '/other' }, 404],
  ])('J3 refuses a handshake with %s', async (_what, handshake, status) => {
    expect(await shake(handshake)).toBe(status);
  });

  it('J3 refuses a page request under another host name', async () => {
    expect((await rawGet(host.url, '/', { host: 'evil.example' })).status).toBe(421);
  });

  it('J3 answers other methods with 405', async () => {
    expect((await fetch(origin, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('J3 never sends the token with a page', async () => {
    expect((await rawGet(host.url, '/', {})).body).not.toContain(token);
  });

  it.each<[string, string | Buffer, { callId: number; reason: string }]>([
    ['what is no JSON', 'hello', { callId: -1, reason: 'invalid' }],
    ['a frame of another shape', '{"kind":"event","callId":3}', { callId: 3, reason: 'invalid' }],
    ['a frame with more fields than agreed', '{"kind":"call","callId":4,"name":"x","input":{},"more":1}', { callId: 4, reason: 'invalid' }],
    ['a binary frame', Buffer.from('{"kind":"call","callId":5,"name":"x","input":{}}'), { callId: -1, reason: 'invalid' }],
    ['a name that is too long', JSON.stringify({ kind: 'call', callId: 6, name: 'n'.repeat(65), input: {} }), { callId: 6, reason: 'invalid' }],
    ['a frame that is too large', JSON.stringify({ kind: 'call', callId: 7, name: 'x', input: 'i'.repeat(maxFrameBytes) }), { callId: 7, reason: 'tooLarge' }],
  ])('J3 answers %s with a refusal, and goes on', async (_what, sent, refusal) => {
    const socket = await open();
    const refused = nextFrame(socket);
    socket.send(sent);
    expect(await refused).toEqual({ kind: 'refusal', ...refusal });
    const answered = nextFrame(socket);
    socket.send('{"kind":"call","callId":9,"name":"readKiosk","input":{}}');
    expect(await answered).toEqual({ kind: 'answer', callId: 9, answer: 'readKiosk' });
  });

  it('J3 closes the link on a frame beyond any reason', async () => {
    const socket = await open();
    const closed = closeOf(socket);
    socket.send('x'.repeat(5 * maxFrameBytes));
    expect(await closed).toBe(1009);
  });

  it('L5 lets a newer page take the place of the older', async () => {
    const older = await open();
    const closed = closeOf(older);
    const newer = await open();
    expect(await closed).toBe(4000);
    const event = nextFrame(newer);
    host.emit('textsChanged', { language: 'ar' });
    expect(await event).toEqual({ kind: 'event', name: 'textsChanged', body: { language: 'ar' } });
  });

  it('J3 answers many calls at once, also more than may wait together', async () => {
    const socket = await open();
    const answers: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        answers.push(data);
        if (answers.length === 200) resolve();
      });
    });
    for (let callId = 0; callId < 200; callId += 1) socket.send(JSON.stringify({ kind: 'call', callId, name: 'x', input: {} }));
    await all;
    expect(answers).toHaveLength(200);
  });

  it('J3 says when the port is taken', async () => {
    const page = readPageFiles(makePageFolder(folder.path));
    if (!page) throw new Error('no page');
    const port = Number(new URL(host.url).port);
    expect(await startBrowserHost({ dataFolder: folder.path, page, port, daemonEntry: echoDaemon, window: 'none', environment: {}, onQuit: () => undefined })).toEqual({ kind: 'portInUse', port });
  });
});
