/**
 * A real server process and a real kiosk on folders of their own, with many employees: what every benchmark starts from. The
 * kiosk reaches its server through a relay, over TLS where a certificate can be made; nothing in either of them is switched off.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { demo } from '../../server/demo.ts';
import { generatedPerson, seedFolder } from '../../server/seed-people.ts';
import { askUntil } from '../../test/support/kiosk-caller.ts';
import { startProgram, type Program } from '../../test/support/program.ts';
import { ScriptedRenderer } from '../../test/support/scripted-renderer.ts';
import { setUpDemoKiosk } from '../../test/support/set-up-by-calls.ts';
import { startCountingRelay, type CountingRelay } from './counting-relay.ts';
import { childrenOf } from './process-cpu.ts';
import { slowDisk } from './slow-disk.ts';
import { makeTlsFiles, type TlsFiles } from './tls-files.ts';

export interface BenchKiosk {
  readonly program: Program;
  readonly url: string;
  /** Ends main, and with it its daemon. */
  stop(): Promise<void>;
}

export interface BenchWorld {
  readonly folder: string;
  /** Where the kiosk's database lies. */
  readonly kioskFolder: string;
  readonly employees: number;
  readonly transport: 'TLS' | 'plain HTTP on loopback';
  readonly relay: CountingRelay;
  readonly server: Program;
  /** Starts the kiosk's main process, which forks its daemon. @param fsyncDelayMs a slower disk for both; 0 leaves it as it is */
  startKiosk(fsyncDelayMs?: number): Promise<BenchKiosk>;
  /** Ends everything and removes every file. */
  remove(): Promise<void>;
}

const startWithinMs = 60_000;
const setUpWithinMs = 120_000;
/** What ships; the sources themselves where nothing was built. */
const builtEntry = 'dist/main/hosts/browser.js';
const kioskEntry = existsSync(join(import.meta.dirname, '../..', builtEntry)) ? builtEntry : 'main/hosts/browser.ts';

/** @param parent folder on the disk that is to be measured */
export async function makeBenchWorld(parent: string, employees: number): Promise<BenchWorld> {
  const folder = mkdtempSync(join(parent, 'zentime-bench-'));
  const serverFolder = join(folder, 'server-data');
  const dataRoot = join(folder, 'kiosk-data');
  mkdirSync(dataRoot);
  const people = Array.from({ length: employees }, (_, index) => generatedPerson(index + 1));
  const seeded = await seedFolder(serverFolder, { timeclock: demo.timeclocks.dock, people });
  if (seeded.kind !== 'seeded') throw new Error(`the people could not be seeded: ${seeded.kind}`);
  const tls = makeTlsFiles(folder);
  const server = await startServer(serverFolder, tls);
  const relay = await startCountingRelay(server.port);
  const trust = tls === null ? {} : { NODE_EXTRA_CA_CERTS: tls.certFile };
  const startKiosk = async (environment: Readonly<Record<string, string>> = {}, fsyncDelayMs = 0): Promise<BenchKiosk> => {
    const program = startProgram(kioskEntry, [], { ZENTIME_DATA_DIR: dataRoot, ...trust, ...environment }, fsyncDelayMs === 0 ? [] : slowDisk(fsyncDelayMs));
    const ready = await program.waitFor('kioskReady', startWithinMs);
    const pid = fsyncDelayMs === 0 ? program.pid : childrenOf(program.pid)[0];
    return {
      program,
      url: z.url().parse(ready['url']),
      stop: async () => {
        if (pid !== undefined) process.kill(pid, 'SIGTERM');
        await program.ended;
      },
    };
  };
  await setUp(startKiosk, `${tls === null ? 'http' : 'https'}://127.0.0.1:${relay.port}`);
  return {
    folder,
    kioskFolder: join(dataRoot, 'kiosk'),
    employees,
    transport: tls === null ? 'plain HTTP on loopback' : 'TLS',
    relay,
    server: server.program,
    startKiosk: (fsyncDelayMs) => startKiosk({}, fsyncDelayMs),
    remove: async () => {
      await relay.end();
      await server.program.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function startServer(dataFolder: string, tls: TlsFiles | null): Promise<{ program: Program; port: number }> {
  const files = tls === null ? {} : { ZENTIME_TLS_CERT: tls.certFile, ZENTIME_TLS_KEY: tls.keyFile };
  const program = startProgram('server/server.ts', [], { ZENTIME_SERVER_DATA_DIR: dataFolder, ZENTIME_HOST: '127.0.0.1', ZENTIME_SERVER_PORT: '0', ...files });
  const ready = await program.waitFor('serverReady', startWithinMs);
  return { program, port: Number(new URL(z.url().parse(ready['url'])).port) };
}

/** The kiosk is set up, downloads everybody, ends its first sync, and is stopped again. */
async function setUp(startKiosk: (environment: Readonly<Record<string, string>>) => Promise<BenchKiosk>, serverUrl: string): Promise<void> {
  const kiosk = await startKiosk({});
  const renderer = await ScriptedRenderer.connect(kiosk.url);
  await setUpDemoKiosk(renderer, serverUrl);
  await askUntil(renderer, 'readKiosk', {}, (view) => view.kind === 'ready', setUpWithinMs);
  await askUntil(renderer, 'readStatus', {}, (status) => status.online === true && status.state === 'waiting', setUpWithinMs);
  renderer.close();
  await kiosk.program.end('SIGTERM');
}
