import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { TlsRenewal } from '../../server/operations/tls-renewal.ts';
import { serverLog, createLogger } from '../../server/log.ts';
import { makeTlsFiles, type TlsFiles } from '../../scripts/bench/tls-files.ts';
import { startProgram } from '../support/program.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

function arrangeFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

function made(folder: string): TlsFiles {
  const files = makeTlsFiles(folder);
  if (files === null) throw new Error('the openssl command is needed');
  return files;
}

function copy(from: TlsFiles, to: TlsFiles): void {
  copyFileSync(from.certFile, to.certFile);
  copyFileSync(from.keyFile, to.keyFile);
}

/** Which certificate the server shows to somebody new. */
async function shownBy(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

it.runIf(hasOpenssl)('D2 takes renewed TLS files for new connections, and keeps what it has where they do not fit', async () => {
  const folder = arrangeFolder();
  const [used, first, second] = [made(join(folder, 'used')), made(join(folder, 'first')), made(join(folder, 'second'))];
  copy(first, used);
  const server = createServer({ cert: readFileSync(used.certFile), key: readFileSync(used.keyFile) }, (_request, response) => response.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.close().closeAllConnections());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const lines: string[] = [];
  const renewal = new TlsRenewal(used, server, serverLog(createLogger({ write: (line) => void lines.push(line) })));
  const before = await shownBy(port);
  expect(renewal.look()).toBe('unchanged');

  copyFileSync(second.certFile, used.certFile);
  expect([renewal.look(), renewal.look()]).toEqual(['refused', 'refused']);
  expect(await shownBy(port)).toBe(before);
  expect(lines.filter((line) => line.includes('server.tlsNotRenewed'))).toHaveLength(1);

  copyFileSync(second.keyFile, used.keyFile);
  expect([renewal.look(), renewal.look()]).toEqual(['taken', 'unchanged']);
  const after = await shownBy(port);
  expect(after).not.toBe(before);

  writeFileSync(used.keyFile, 'no key at all');
  expect(renewal.look()).toBe('refused');
  expect(await shownBy(port)).toBe(after);
});

it.runIf(hasOpenssl)('D2 renews at once on SIGHUP, and goes on answering', async () => {
  const folder = arrangeFolder();
  const [used, next] = [made(join(folder, 'used')), made(join(folder, 'next'))];
  const server = startProgram('server/server.ts', [], { ZENTIME_SERVER_DATA_DIR: join(folder, 'data'), ZENTIME_HOST: '127.0.0.1', ZENTIME_SERVER_PORT: '0', ZENTIME_TLS_CERT: used.certFile, ZENTIME_TLS_KEY: used.keyFile });
  onTestFinished(() => server.end('SIGKILL').then(() => undefined));
  const ready = await server.waitFor('serverReady', 60_000);
  const port = Number(new URL(String(ready['url'])).port);
  const before = await shownBy(port);
  copy(next, used);
  server.signal('SIGHUP');
  const until = Date.now() + 20_000;
  while ((await shownBy(port)) === before && Date.now() < until) await new Promise((resume) => setTimeout(resume, 50));
  expect(await shownBy(port)).not.toBe(before);
  const status = await new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/healthz', ca: readFileSync(next.certFile) }, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
  });
  expect(status).toBe(200);
  expect((await server.end('SIGTERM')).code).toBe(0);
});
