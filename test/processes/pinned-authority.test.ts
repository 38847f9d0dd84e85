/** D2: real TLS between the daemon's client and a real server, under the system's trust, the right pin, a wrong one, and one that cannot be read. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createServerClient } from '../../daemon/server-client.ts';
import { readServerTrust } from '../../daemon/server-trust.ts';
import { makeTlsFiles } from '../../scripts/bench/tls-files.ts';
import type { ForeignSign } from '../../shared/contracts/foreign-sign.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { askUntil } from '../support/kiosk-caller.ts';
import { startKiosk } from '../support/kiosk-process.ts';
import { startProgram, type Program } from '../support/program.ts';
import { ScriptedRenderer } from '../support/scripted-renderer.ts';
import { setUpDemoKiosk } from '../support/set-up-by-calls.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const folder = makeTemporaryFolder();
process.once('exit', folder.remove);
const own = makeTlsFiles(join(folder.path, 'own'));
const foreign = makeTlsFiles(join(folder.path, 'foreign'));

/** A certificate that the authority `own` signed for 127.0.0.1, as a server on premises has. */
function signedBy(caFile: string, caKey: string): { certFile: string; keyFile: string } {
  const [certFile, keyFile, request, names] = ['server.pem', 'server-key.pem', 'server.csr', 'names.txt'].map((name) => join(folder.path, name)) as [string, string, string, string];
  writeFileSync(names, 'subjectAltName=IP:127.0.0.1');
  spawnSync('openssl', ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile, '-out', request, '-subj', '/CN=zentime']);
  const signed = spawnSync('openssl', ['x509', '-req', '-in', request, '-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-days', '2', '-extfile', names, '-out', certFile], { encoding: 'utf8' });
  if (signed.status !== 0) throw new Error(signed.stderr);
  return { certFile, keyFile };
}

describe.runIf(own !== null && foreign !== null)('D2 a server whose authority is pinned', () => {
  let server: Program;
  let url = '';

  beforeAll(async () => {
    if (own === null) throw new Error('openssl made no certificate');
    const { certFile, keyFile } = signedBy(own.certFile, own.keyFile);
    const environment = { ZENTIME_SERVER_DATA_DIR: join(folder.path, 'server'), ZENTIME_SERVER_PORT: '0', ZENTIME_TLS_CERT: certFile, ZENTIME_TLS_KEY: keyFile, ZENTIME_DRAIN_SECONDS: '0' };
    server = startProgram('server/server.ts', ['--demo'], environment);
    url = String((await server.waitFor('serverReady', 30_000))['url']);
  }, 60_000);
  afterAll(() => server.end('SIGKILL'));

  async function ping(pin: string | null): Promise<string> {
    const client = createServerClient(systemClock, readServerTrust(pin === null ? {} : { ZENTIME_SERVER_CA: pin }));
    onTestFinished(() => client.close());
    const reply = await client.ask('ping', { serverUrl: url, deviceToken: null, query: new Map([['nonce', '12345678']]), body: { kind: 'none' }, timeoutMs: 10_000 });
    return reply.kind === 'answered' ? 'our server' : reply.failure.kind;
  }

  it('A8 says what is wrong with the certificate, or with the file that was to vouch for it', async () => {
    const signs = [foreign?.certFile ?? '', null, join(folder.path, 'nowhere.pem')].map(async (pin) => {
      const client = createServerClient(systemClock, readServerTrust(pin === null ? {} : { ZENTIME_SERVER_CA: pin }));
      onTestFinished(() => client.close());
      return await client.ask('ping', { serverUrl: url, deviceToken: null, query: new Map([['nonce', '12345678']]), body: { kind: 'none' }, timeoutMs: 10_000 });
    });
    const failed = (sign: ForeignSign): unknown => ({ kind: 'failed', failure: { kind: 'notOurServer', sign } });
    expect(await Promise.all(signs)).toEqual([failed('certificateUntrusted'), failed('certificateUntrusted'), failed('authorityUnreadable')]);
  });

  it('D2 answers to a kiosk that has its authority pinned, and is a stranger to every other', async () => {
    expect(await ping(own?.certFile ?? '')).toBe('our server');
    expect(await ping(foreign?.certFile ?? '')).toBe('notOurServer');
    expect(await ping(null)).toBe('notOurServer');
  });

  it.each([
    ['is not there', () => join(folder.path, 'nowhere.pem')],
    ['holds no certificate', () => own?.keyFile ?? ''],
    [
      'holds half of one',
      () => {
        const broken = join(folder.path, 'broken.pem');
        writeFileSync(broken, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
        return broken;
      },
    ],
  ])('D2 J3 a pin that %s trusts nobody', async (_which, file) => {
    expect(readServerTrust({ ZENTIME_SERVER_CA: file() }).kind).toBe('unusable');
    expect(await ping(file())).toBe('notOurServer');
  });

  it('D2 E3 a whole kiosk: set up and on line with the right pin; with a wrong one off line for another reason than a server that is away', async () => {
    const data = makeTemporaryFolder();
    onTestFinished(data.remove);
    const failureWith = async (environment: Record<string, string>, prepare: (page: ScriptedRenderer) => Promise<void> = () => Promise.resolve()): Promise<string> => {
      const kiosk = await startKiosk(data.path, { ZENTIME_SERVER_URL: url, ...environment });
      const page = await ScriptedRenderer.connect(kiosk.url);
      try {
        await prepare(page);
        const view = await askUntil(page, 'readStatus', {}, (status) => status.online !== null, 60_000);
        return view.online === true ? 'on line' : (view.lastFailure?.kind ?? '');
      } finally {
        page.close();
        await kiosk.program.end('SIGTERM');
      }
    };
    expect(await failureWith({ ZENTIME_SERVER_CA: own?.certFile ?? '' }, (page) => setUpDemoKiosk(page, url))).toBe('on line');
    expect(await failureWith({ ZENTIME_SERVER_CA: foreign?.certFile ?? '' })).toBe('notOurServer');
    await server.end('SIGTERM');
    expect(await failureWith({ ZENTIME_SERVER_CA: own?.certFile ?? '' })).toBe('unreachable');
  });
});
