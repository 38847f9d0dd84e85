/** Real TLS with a certificate made for the run: what is spoken, and what is not. */
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls, type SecureVersion } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeTlsFiles, type TlsFiles } from '../../scripts/bench/tls-files.ts';
import { startProgram } from '../support/program.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const folder = makeTemporaryFolder();
process.once('exit', folder.remove);
const files = makeTlsFiles(folder.path);

async function serve(tls: TlsFiles, host = '127.0.0.1'): Promise<URL> {
  const { path: dataFolder, remove } = makeTemporaryFolder();
  const program = startProgram('server/server.ts', [], { ZENTIME_SERVER_DATA_DIR: dataFolder, ZENTIME_SERVER_PORT: '0', ZENTIME_HOST: host, ZENTIME_TLS_CERT: tls.certFile, ZENTIME_TLS_KEY: tls.keyFile, ZENTIME_DRAIN_SECONDS: '0' });
  onTestFinished(async () => {
    await program.end('SIGKILL');
    remove();
  });
  return new URL(String((await program.waitFor('serverReady', 30_000))['url']));
}

/** The version that both ends agree on, or why they do not. */
function handshake(url: URL, certFile: string, version: SecureVersion): Promise<string> {
  return new Promise((resolve) => {
    // The lowest security level: what is refused is refused by the server, not by this client.
    const socket = connectTls({ host: '127.0.0.1', port: Number(url.port), ca: readFileSync(certFile), servername: 'localhost', minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' }, () => {
      resolve(socket.getProtocol() ?? 'none');
      socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(`refused: ${error.code ?? error.message}`));
  });
}

describe.runIf(files !== null)('D2 a server with TLS', () => {
  const tls = (): TlsFiles => {
    if (files === null) throw new Error('openssl made no certificate');
    return files;
  };

  it('D2 answers over TLS 1.2 and 1.3 with a certificate that the client checks, and says so in its address', async () => {
    const url = await serve(tls());
    expect(url.protocol).toBe('https:');
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) expect(await handshake(url, tls().certFile, version)).toBe(version);
    const body = await new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: url.port, path: '/api/v1/ping?nonce=nonce-1234', ca: readFileSync(tls().certFile), agent: false }, (response) => void text(response).then(resolve, reject)).on('error', reject);
    });
    expect(body).toContain('"service":"zentime"');
  });

  it('D2 refuses TLS 1.1 and plain HTTP, and goes on', async () => {
    const url = await serve(tls());
    expect(await handshake(url, tls().certFile, 'TLSv1.1')).toMatch(/^refused: ERR_SSL_/);
    const plain = connectPlain(Number(url.port), '127.0.0.1').on('error', () => undefined);
    plain.write('GET /api/v1/ping?nonce=nonce-1234 HTTP/1.1\r\nhost: a\r\n\r\n');
    expect(await text(plain).catch(() => '')).not.toContain('zentime');
    expect(await handshake(url, tls().certFile, 'TLSv1.3')).toBe('TLSv1.3');
  });

  it('D2 listens where others can reach it with TLS alone', async () => {
    expect((await serve(tls(), '0.0.0.0')).protocol).toBe('https:');
    const refused = startProgram('server/server.ts', [], { ZENTIME_SERVER_PORT: '0', ZENTIME_HOST: '0.0.0.0', ZENTIME_SERVER_DATA_DIR: folder.path });
    expect((await refused.ended).code).toBe(1);
    expect(refused.stderr()).toContain('TLS is required');
  });
});
