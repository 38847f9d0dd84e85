import { Agent, get } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { serverInProcess, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { buildApp } from '../app.ts';
import type { ServerApp } from '../app-deps.ts';
import { Stopping } from './readiness.ts';
import { stopGracefully } from './stop.ts';

async function listening(): Promise<{ app: ServerApp; server: ServerInProcess; stopping: Stopping; port: number }> {
  const server = await serverInProcess();
  onTestFinished(() => server.close());
  const stopping = new Stopping();
  const app = await buildApp(server.deps, { stopping });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, server, stopping, port: (app.server.address() as AddressInfo).port };
}

/** A request whose body never comes. */
async function halfRequest(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  socket.write('POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{');
  await wait(100);
  return socket;
}

it('I1 cuts what does not end within the limit, and says so by its exit code', async () => {
  const { app, server, stopping, port } = await listening();
  await halfRequest(port);
  expect(await stopGracefully({ app, log: server.deps.log, stopping, drainMs: 0, limitMs: 200 })).toBe(1);
  expect(server.logged.join('')).toContain('server.stopCut');
});

it('I1 tells whoever asks that it is stopping, then takes nobody new, answers what comes on open connections, and ends well', async () => {
  const { app, server, stopping, port } = await listening();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const stopped = stopGracefully({ app, log: server.deps.log, stopping, drainMs: 300, limitMs: 5000 });
  expect(await ask(agent, port, '/readyz')).toEqual({ status: 503, connection: 'keep-alive', body: '{"status":"notReady","reason":"stopping"}' });
  await wait(400);
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  expect(await ask(agent, port, '/healthz')).toEqual({ status: 200, connection: 'close', body: '{"status":"alive"}' });
  expect(await stopped).toBe(0);
});

it('I1 does not wait for connections over which nothing comes', async () => {
  const { app, server, stopping, port } = await listening();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  await ask(agent, port, '/healthz');
  expect(await stopGracefully({ app, log: server.deps.log, stopping, drainMs: 0, limitMs: 3000 })).toBe(0);
});

/** One request over the agent's kept connection. */
function ask(agent: Agent, port: number, path: string): Promise<{ status: number | undefined; connection: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, connection: response.headers.connection, body }), reject);
    }).on('error', reject);
  });
}
