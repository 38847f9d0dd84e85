/**
 * What a crash test kills things in: a server with the demo's people, a kiosk that was set up and stopped, and a ledger kept
 * by a process of its own. Whatever a test leaves running ends with the world.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demo } from '../../server/demo.ts';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import { saveTimeclock } from '../../server/use-cases/save-timeclock.ts';
import { startKiosk, type KioskProcess } from '../support/kiosk-process.ts';
import { askUntil } from '../support/kiosk-caller.ts';
import type { Program } from '../support/program.ts';
import { ScriptedRenderer } from '../support/scripted-renderer.ts';
import { seedServer } from '../support/seed-server.ts';
import { readAllPunches, type StoredPunch } from '../support/server-books.ts';
import { startServer } from '../support/server-process.ts';
import { brokenLinks } from './chain.ts';
import { startLedgerKeeper, type LedgerKeeper } from './ledger-keeper.ts';
import { readLedger, type Ledger } from './ledger.ts';

export interface CrashWorld {
  /** Where the kiosk says in which phase it is (main/crash-phase.ts). */
  readonly phaseFile: string;
  /** The kiosk, on the same data every time. */
  startKiosk(): Promise<KioskProcess>;
  /** Punches at the kiosk and keeps the ledger. */
  readonly keeper: LedgerKeeper;
  /** Kills the server amid whatever it does. */
  killServer(): Promise<void>;
  /** Starts it again on its data and port. */
  restartServer(): Promise<void>;
  /** Both books: what people were told, and what the server has; and where the server's chain of the device does not hold. */
  readBooks(): Promise<{ ledger: Ledger; onServer: StoredPunch[]; brokenLinks: string[] }>;
  /** Ends what is running and removes every file. */
  remove(): Promise<void>;
}

/** As short as the contract lets an interval be: syncs and taps shall meet. */
const syncIntervalSeconds = 5;

/** @param seed decides what the people do */
export async function makeCrashWorld(seed: number): Promise<CrashWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'zentime-crash-'));
  const at = { kiosk: join(folder, 'kiosk-data'), server: join(folder, 'server-data'), phases: join(folder, 'phases'), ledger: join(folder, 'ledger'), setup: join(folder, 'setup.json'), compiled: join(folder, 'compiled') };
  mkdirSync(at.kiosk);
  await seedServer(at.server, async (deps) => {
    const quick = { ...defaultTimeclock({ timeclockId: demo.timeclocks.dock, name: 'Dock 4', timeZone: demo.timeZone, punchTemplate: { kind: 'fourEntries' } }), syncIntervalSeconds };
    await saveTimeclock(deps, demo.tenantId, quick);
  });
  let server = await startServer({ dataFolder: at.server, port: 0 });
  await setKioskUp(at.kiosk, at.setup, at.compiled, server.url).catch(async (cause: unknown) => {
    await server.program.end('SIGTERM');
    throw cause;
  });
  const keeper = startLedgerKeeper(at.ledger, seed, pinsOfOne());
  let kiosk: Program | null = null;
  return {
    phaseFile: at.phases,
    keeper,
    startKiosk: async () => {
      // Sixty starts: Node keeps what it compiled, which takes a third off each.
      const started = await startKiosk(at.kiosk, { ZENTIME_PHASE_FILE: at.phases, NODE_COMPILE_CACHE: at.compiled });
      kiosk = started.program;
      return started;
    },
    killServer: async () => {
      await server.program.end('SIGKILL');
    },
    restartServer: async () => void (server = await startServer({ dataFolder: at.server, port: server.port })),
    readBooks: async () => ({ ledger: readLedger(at.ledger), onServer: await readAllPunches(server.url, demo.administrator), brokenLinks: brokenLinks(at.server) }),
    remove: async () => {
      await kiosk?.end('SIGTERM');
      await keeper.stop();
      await server.program.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The kiosk sets itself up by a file and is stopped again. */
async function setKioskUp(kioskFolder: string, setupFile: string, compiled: string, serverUrl: string): Promise<void> {
  writeFileSync(setupFile, JSON.stringify({ serverUrl, company: demo.company, alias: demo.alias, timeclockId: demo.timeclocks.dock, ...demo.administrator }));
  const kiosk = await startKiosk(kioskFolder, { ZENTIME_SETUP_FILE: setupFile, NODE_COMPILE_CACHE: compiled });
  const renderer = await ScriptedRenderer.connect(kiosk.url);
  await askUntil(renderer, 'readKiosk', {}, (view) => view.kind === 'ready', 30_000);
  renderer.close();
  await kiosk.program.end('SIGTERM');
}

/** PINs that belong to one person at the dock. */
function pinsOfOne(): string[] {
  const atDock = demo.people.filter((person) => person.assignments.some((assignment) => assignment.timeclockId === demo.timeclocks.dock)).map((person) => person.pin);
  return atDock.filter((pin) => atDock.filter((other) => other === pin).length === 1);
}
