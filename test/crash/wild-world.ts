/**
 * What the wild run runs in: the server and three kiosks as they ship, over TLS, each kiosk behind a hostile wire of its own, and at each
 * a keeper that punches for the same people. Whoever is killed comes back by itself, as under a service manager.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { z } from 'zod';
import { makeTlsFiles } from '../../scripts/bench/tls-files.ts';
import { demo } from '../../server/demo.ts';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import { saveTimeclock } from '../../server/use-cases/save-timeclock.ts';
import { openHostileWire, type HostileWire } from '../support/hostile-wire.ts';
import { startKiosk } from '../support/kiosk-process.ts';
import { startProgram, type Program } from '../support/program.ts';
import { ScriptedRenderer } from '../support/scripted-renderer.ts';
import { setUpDemoKiosk } from '../support/set-up-by-calls.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { seedServer } from '../support/seed-server.ts';
import { soonestMidnight } from './soonest-midnight.ts';
import { startLedgerKeeper, type LedgerKeeper } from './ledger-keeper.ts';
import { childrenOf } from './orphans.ts';

const startWithinMs = 120_000;
const backAfterMs = 50;
const syncIntervalSeconds = 5;

/** Keeps a program running: starts it again when it ends, until it is told to rest. */
class Kept {
  readonly #start: () => Promise<Program>;
  readonly #onUp: () => void;
  #program: Program | null = null;
  #wish: 'run' | 'drain' | 'rest' = 'rest';
  #running: Promise<void> = Promise.resolve();

  constructor(start: () => Promise<Program>, onUp: () => void = () => undefined) {
    this.#start = start;
    this.#onUp = onUp;
  }

  get program(): Program | null {
    return this.#program;
  }

  /** `drain`: nobody punches when it comes up. */
  run(wish: 'run' | 'drain' = 'run'): void {
    this.#wish = wish;
    this.#running = this.#keep();
  }

  async rest(signal: NodeJS.Signals): Promise<void> {
    this.#wish = 'rest';
    this.#program?.signal('SIGCONT');
    this.#program?.signal(signal);
    await this.#running;
  }

  async #keep(): Promise<void> {
    while (this.#isWanted()) {
      // One that was killed before it was up has ended, too.
      const program = await this.#start().catch(() => null);
      if (program === null) {
        await pause(backAfterMs);
        continue;
      }
      this.#program = program;
      if (!this.#isWanted()) program.signal('SIGTERM');
      else if (this.#wish === 'run') this.#onUp();
      await program.exited;
      this.#program = null;
      if (this.#isWanted()) await pause(backAfterMs);
    }
  }

  #isWanted(): boolean {
    return this.#wish !== 'rest';
  }
}

export interface WildKiosk {
  readonly wire: HostileWire;
  readonly keeper: LedgerKeeper;
  readonly ledgerPath: string;
  readonly dataFolder: string;
  readonly main: Kept;
  /** The sync daemon that runs now, if one does. */
  daemonPid(): number | null;
  /** Where its page is now; null while it is down. */
  url(): string | null;
  /** Resolves when the keeper has noticed that the kiosk is gone. */
  atRest(): Promise<unknown>;
}

export interface WildWorld {
  readonly server: Kept;
  serverUrl(): string;
  readonly serverFolder: string;
  readonly kiosks: readonly WildKiosk[];
  readonly timeZone: string;
  remove(): Promise<void>;
}

export async function makeWildWorld(seed: number, kiosks: number): Promise<WildWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'zentime-wild-'));
  const tls = makeTlsFiles(join(folder, 'tls'));
  if (tls === null) throw new Error('openssl made no certificate');
  // For whoever reads the server's books in this process.
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(tls.certFile, 'utf8')]);
  const serverFolder = join(folder, 'server-data');
  const timeZone = soonestMidnight(Date.now());
  await seedServer(serverFolder, async (deps) => {
    const quick = { ...defaultTimeclock({ timeclockId: demo.timeclocks.dock, name: 'Dock 4', timeZone, punchTemplate: { kind: 'fourEntries' } }), syncIntervalSeconds };
    await saveTimeclock(deps, demo.tenantId, quick);
  });
  let port = 0;
  const server = new Kept(async () => {
    const program = startProgram('server/server.ts', [], {
      ZENTIME_SERVER_DATA_DIR: serverFolder,
      ZENTIME_HOST: '127.0.0.1',
      ZENTIME_SERVER_PORT: String(port),
      ZENTIME_DRAIN_SECONDS: '0',
      ZENTIME_TLS_CERT: tls.certFile,
      ZENTIME_TLS_KEY: tls.keyFile,
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    });
    const ready = await program.waitFor('serverReady', startWithinMs);
    port = Number(new URL(z.url().parse(ready['url'])).port);
    return program;
  });
  server.run();
  while (port === 0) await pause(20);
  const made: WildKiosk[] = [];
  for (let number = 1; number <= kiosks; number++) made.push(await makeWildKiosk({ folder: join(folder, `kiosk-${number}`), compiled: join(folder, 'compiled'), seed: seed * 10 + number, port: () => port, certFile: tls.certFile }));
  return {
    server,
    serverUrl: () => `https://127.0.0.1:${port}`,
    serverFolder,
    kiosks: made,
    timeZone,
    remove: async () => {
      for (const kiosk of made) {
        await kiosk.main.rest('SIGKILL');
        await kiosk.keeper.stop();
        await kiosk.wire.close();
      }
      await server.rest('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface KioskPlan {
  readonly folder: string;
  readonly compiled: string;
  readonly seed: number;
  readonly port: () => number;
  readonly certFile: string;
}

/** Sets itself up through its wire, which is open so far. */
async function makeWildKiosk({ folder, compiled, seed, port, certFile }: KioskPlan): Promise<WildKiosk> {
  mkdirSync(folder);
  const wire = await openHostileWire(port, seededRandom(seed));
  const environment = { NODE_EXTRA_CA_CERTS: certFile, NODE_COMPILE_CACHE: compiled };
  const first = await startKiosk(folder, environment);
  const renderer = await ScriptedRenderer.connect(first.url);
  await setUpDemoKiosk(renderer, `https://127.0.0.1:${wire.port}`);
  renderer.close();
  await first.program.end('SIGTERM');
  const ledgerPath = join(folder, 'ledger');
  const keeper = startLedgerKeeper(ledgerPath, seed, pinsOfOne(), wildPauseMs);
  let url: string | null = null;
  let punching: Promise<unknown> = Promise.resolve();
  const main = new Kept(
    async () => {
      const kiosk = await startKiosk(folder, environment);
      url = kiosk.url;
      void kiosk.program.exited.then(() => (url = null));
      return kiosk.program;
    },
    () => {
      const here = url;
      if (here !== null) punching = punching.then(() => keeper.order({ kind: 'punchAt', url: here, openTap: 'sendAgain' }));
    },
  );
  main.run();
  return { wire, keeper, ledgerPath, dataFolder: join(folder, 'kiosk'), main, url: () => url, atRest: () => punching, daemonPid: () => (main.program === null ? null : (childrenOf(main.program.pid)[0] ?? null)) };
}

/** Longest pause between two people at a kiosk. */
const wildPauseMs = 400;

/** PINs that belong to one person at the dock: the same people at every kiosk. */
function pinsOfOne(): string[] {
  const atDock = demo.people.filter((person) => person.assignments.some((assignment) => assignment.timeclockId === demo.timeclocks.dock)).map((person) => person.pin);
  return atDock.filter((pin) => atDock.filter((other) => other === pin).length === 1);
}
