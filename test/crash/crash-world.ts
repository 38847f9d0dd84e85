/**
 * What a kill test kills things in: a server with the demo's people, a kiosk that was set up, and a ledger kept by a process of its
 * own. Kiosk and server come back on the same data as often as they die. Whatever a test leaves running ends with the world.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { demo } from '../../server/demo.ts';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import { saveTimeclock } from '../../server/use-cases/save-timeclock.ts';
import { startProgram, type Program } from '../support/program.ts';
import { ScriptedRenderer } from '../support/scripted-renderer.ts';
import { setUpDemoKiosk } from '../support/set-up-by-calls.ts';
import { seedServer } from '../support/seed-server.ts';
import { readAllPunches, type StoredPunch } from '../support/server-books.ts';
import { daemonVariable, folderVariable } from './aim.ts';
import type { Bundles } from './bundle.ts';
import { brokenLinks } from './chain.ts';
import { readKioskPunches, type KioskPunch } from './kiosk-books.ts';
import { startLedgerKeeper, type LedgerKeeper } from './ledger-keeper.ts';
import { readLedger, type Ledger } from './ledger.ts';
import { childrenOf, leftAfter } from './orphans.ts';

export interface LivingKiosk {
  readonly program: Program;
  readonly url: string;
}

export interface Books {
  /** What people were told. */
  readonly ledger: Ledger;
  readonly onServer: readonly StoredPunch[];
  /** Where the server's chain of the device does not hold. */
  readonly brokenLinks: readonly string[];
  readonly onKiosk: readonly KioskPunch[];
}

export interface CrashWorld {
  /** Where tests and programs meet (aim.ts). */
  readonly folder: string;
  /** Punches at the kiosk and keeps the ledger. */
  readonly keeper: LedgerKeeper;
  /** The kiosk, on the same data every time; null when it died before it was usable. */
  startKiosk(): Promise<LivingKiosk | null>;
  /** Ends it by this signal, and waits. */
  endKiosk(signal: NodeJS.Signals): Promise<void>;
  /** Starts the server again on its data and port, if it is gone. */
  reviveServer(): Promise<void>;
  /** Resolves when the kiosk, or the server, that lives now has ended. */
  kioskEnded(): Promise<unknown>;
  serverEnded(): Promise<unknown>;
  /** All books; kiosk and keeper are at rest. */
  readBooks(): Promise<Books>;
  /** Daemons that outlived their main. */
  orphans(): Promise<number[]>;
  /** Ends what is running and removes every file. */
  remove(): Promise<void>;
}

/** As short as the contract lets an interval be: syncs and taps shall meet. */
const syncIntervalSeconds = 5;
const startWithinMs = 120_000;
/** By then a daemon whose main is gone has ended. */
const orphanWithinMs = 10_000;

interface Places {
  readonly kiosk: string;
  readonly server: string;
  readonly meeting: string;
  readonly ledger: string;
  readonly compiled: string;
}

export interface CrashWorldParts {
  /** Decides what the people do. */
  readonly seed: number;
  /** Between two people. */
  readonly longestPauseMs: number;
  readonly bundles: Bundles;
}

export async function makeCrashWorld({ seed, longestPauseMs, bundles }: CrashWorldParts): Promise<CrashWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'zentime-crash-'));
  const at: Places = { kiosk: join(folder, 'kiosk-data'), server: join(folder, 'server-data'), meeting: join(folder, 'meeting'), ledger: join(folder, 'ledger'), compiled: join(folder, 'compiled') };
  for (const made of [at.kiosk, at.meeting]) mkdirSync(made);
  await seedServer(at.server, async (deps) => {
    const quick = { ...defaultTimeclock({ timeclockId: demo.timeclocks.dock, name: 'Dock 4', timeZone: demo.timeZone, punchTemplate: { kind: 'fourEntries' } }), syncIntervalSeconds };
    await saveTimeclock(deps, demo.tenantId, quick);
  });
  const programs = new Programs(at, bundles);
  await programs.reviveServer();
  await programs.setKioskUp().catch(async (cause: unknown) => {
    await programs.endAll();
    throw cause;
  });
  const keeper = startLedgerKeeper(at.ledger, seed, pinsOfOne(), longestPauseMs);
  return {
    folder: at.meeting,
    keeper,
    startKiosk: () => programs.startKiosk(),
    endKiosk: (signal) => programs.endKiosk(signal),
    reviveServer: () => programs.reviveServer(),
    kioskEnded: () => programs.kioskEnded(),
    serverEnded: () => programs.serverEnded(),
    orphans: () => programs.orphans(),
    readBooks: async () => ({ ledger: readLedger(at.ledger), onServer: await readAllPunches(programs.serverUrl, demo.administrator), brokenLinks: brokenLinks(at.server), onKiosk: await readKioskPunches(join(at.kiosk, 'kiosk')) }),
    remove: async () => {
      await programs.endKiosk('SIGTERM');
      await keeper.stop();
      await programs.endAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The kiosk and the server of a world, living or not. */
class Programs {
  readonly #at: Places;
  readonly #bundles: Bundles;
  #kiosk: Program | null = null;
  #server: Program | null = null;
  #port = 0;
  readonly #orphans: Promise<number[]>[] = [];

  constructor(at: Places, bundles: Bundles) {
    this.#at = at;
    this.#bundles = bundles;
  }

  get serverUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async startKiosk(environment: Record<string, string> = {}): Promise<LivingKiosk | null> {
    // Hundreds of starts: Node keeps what it compiled, which takes a third off each.
    const program = startProgram(this.#bundles.kiosk, [], { ZENTIME_DATA_DIR: this.#at.kiosk, [folderVariable]: this.#at.meeting, [daemonVariable]: this.#bundles.daemon, NODE_COMPILE_CACHE: this.#at.compiled, ...environment });
    this.#kiosk = program;
    void program.exited.then(() => (this.#kiosk === program ? (this.#kiosk = null) : null));
    const ready = await Promise.race([program.waitFor('kioskReady', startWithinMs).catch((cause: unknown) => ({ cause })), program.exited]);
    if ('url' in ready) return { program, url: z.url().parse(ready.url) };
    const { signal } = await program.exited;
    if (signal === 'SIGKILL') return null;
    throw 'cause' in ready ? ready.cause : new Error(`the kiosk ended by itself: ${program.stderr()}`);
  }

  async endKiosk(signal: NodeJS.Signals): Promise<void> {
    const program = this.#kiosk;
    if (program === null) return;
    const children = childrenOf(program.pid);
    program.signal(signal);
    // A daemon that is about to notice may outlive it for a moment.
    await program.exited;
    this.#orphans.push(leftAfter(children, orphanWithinMs));
  }

  async reviveServer(): Promise<void> {
    if (this.#server !== null) return;
    const program = startProgram(this.#bundles.server, [], {
      ZENTIME_SERVER_DATA_DIR: this.#at.server,
      ZENTIME_HOST: '127.0.0.1',
      ZENTIME_SERVER_PORT: String(this.#port),
      ZENTIME_DRAIN_SECONDS: '0',
      [folderVariable]: this.#at.meeting,
      NODE_COMPILE_CACHE: this.#at.compiled,
    });
    this.#server = program;
    void program.ended.then(() => (this.#server === program ? (this.#server = null) : null));
    const ready = await program.waitFor('serverReady', startWithinMs);
    this.#port = Number(new URL(z.url().parse(ready['url'])).port);
  }

  kioskEnded(): Promise<unknown> {
    return this.#kiosk?.exited ?? Promise.resolve();
  }

  serverEnded(): Promise<unknown> {
    return this.#server?.exited ?? Promise.resolve();
  }

  async orphans(): Promise<number[]> {
    return (await Promise.all(this.#orphans)).flat();
  }

  async endAll(): Promise<void> {
    await this.#kiosk?.end('SIGTERM');
    await this.#server?.end('SIGTERM');
  }

  /** The kiosk is set up and stopped again. */
  async setKioskUp(): Promise<void> {
    const kiosk = await this.startKiosk();
    if (kiosk === null) throw new Error('the kiosk was killed before anybody aimed at it');
    const renderer = await ScriptedRenderer.connect(kiosk.url);
    await setUpDemoKiosk(renderer, this.serverUrl);
    renderer.close();
    await this.endKiosk('SIGTERM');
  }
}

/** PINs that belong to one person at the dock. */
function pinsOfOne(): string[] {
  const atDock = demo.people.filter((person) => person.assignments.some((assignment) => assignment.timeclockId === demo.timeclocks.dock)).map((person) => person.pin);
  return atDock.filter((pin) => atDock.filter((other) => other === pin).length === 1);
}
