/** A8: what the daemon's client says of real certificates that are wrong in one way each, shown to it in a real handshake. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createServer as createPlainServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createServerClient } from '../../daemon/server-client.ts';
import { readServerTrust } from '../../daemon/server-trust.ts';
import { makeTlsFiles, type TlsFiles } from '../../scripts/bench/tls-files.ts';
import type { ForeignSign } from '../../shared/contracts/foreign-sign.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const folder = makeTemporaryFolder();
process.once('exit', folder.remove);
const inFolder = (name: string): string => join(folder.path, name);
const authority = makeTlsFiles(inFolder('authority'));

interface Wanted {
  readonly subjectAltName: string;
  readonly from: string;
  readonly until: string;
}

const good: Wanted = { subjectAltName: 'IP:127.0.0.1', from: '20200101000000Z', until: '20990101000000Z' };

function openssl(args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { cwd: folder.path, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}

/** What an authority signs for a server; `openssl ca` alone takes dates. */
function signed(name: string, by: TlsFiles, { subjectAltName, from, until }: Wanted): TlsFiles {
  const files = { certFile: inFolder(`${name}.pem`), keyFile: inFolder(`${name}-key.pem`) };
  writeFileSync(inFolder('issued.txt'), '');
  writeFileSync(inFolder('names.txt'), `subjectAltName=${subjectAltName}`);
  writeFileSync(inFolder('ca.cnf'), '[ca]\ndefault_ca=d\n[d]\ndatabase=issued.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n');
  openssl(['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', files.keyFile, '-out', 'request.csr', '-subj', '/CN=zentime']);
  openssl(['ca', '-batch', '-config', 'ca.cnf', '-cert', by.certFile, '-keyfile', by.keyFile, '-in', 'request.csr', '-startdate', from, '-enddate', until, '-extfile', 'names.txt', '-notext', '-out', files.certFile]);
  return files;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function failureAt(port: number): Promise<unknown> {
  const client = createServerClient(systemClock, readServerTrust({ ZENTIME_SERVER_CA: authority?.certFile }));
  onTestFinished(() => client.close());
  const reply = await client.ask('ping', { serverUrl: `https://127.0.0.1:${port}`, deviceToken: null, query: new Map([['nonce', '12345678']]), body: { kind: 'none' }, timeoutMs: 10_000 });
  return reply.kind === 'failed' ? reply.failure : reply.kind;
}

describe.runIf(authority !== null)('A8 a certificate in a real handshake', () => {
  let issuer: TlsFiles;
  let stranger: TlsFiles;
  beforeAll(() => {
    if (authority === null) throw new Error('openssl made no certificate');
    issuer = authority;
    stranger = makeTlsFiles(inFolder('stranger')) ?? authority;
  });

  const wrongInOneWay: readonly [string, ForeignSign, () => TlsFiles][] = [
    ['that ran out', 'certificateExpired', () => signed('expired', issuer, { ...good, until: '20210101000000Z' })],
    ['that begins later', 'certificateNotYetValid', () => signed('early', issuer, { ...good, from: '20980101000000Z' })],
    ['for another name', 'certificateOtherName', () => signed('other', issuer, { ...good, subjectAltName: 'DNS:elsewhere.example' })],
    ['of an authority that nobody pinned', 'certificateUntrusted', () => signed('unknown', stranger, good)],
    ['that vouches for itself', 'certificateUntrusted', () => stranger],
  ];

  it.each(wrongInOneWay)('A8 is called what it is: one %s', async (_which, sign, files) => {
    const { certFile, keyFile } = files();
    const port = await listen(createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }));
    expect(await failureAt(port)).toEqual({ kind: 'notOurServer', sign });
  });

  it('A8 says no more than that it is not our server where nobody speaks TLS at all', async () => {
    expect(await failureAt(await listen(createPlainServer((_request, response) => response.end('hello'))))).toEqual({ kind: 'notOurServer' });
  });

  it('A8 takes a good one', async () => {
    const { certFile, keyFile } = signed('good', issuer, good);
    const port = await listen(createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (_request, response) => response.end('not of ours')));
    expect(await failureAt(port)).not.toHaveProperty('sign', expect.stringMatching(/^certificate/));
  });
});
