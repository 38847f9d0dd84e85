/** What a crash test kills things in: a server with the demo's people, a kiosk that was set up and stopped, and a ledger. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demo } from '../../server/demo.ts';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import { saveTimeclock } from '../../server/use-cases/save-timeclock.ts';
import { startKiosk } from '../support/kiosk-process.ts';
import { askUntil } from '../support/kiosk-caller.ts';
import { ScriptedRenderer } from '../support/scripted-renderer.ts';
import { seedServer } from '../support/seed-server.ts';
import type { Administrator } from '../support/server-books.ts';
import { startServer, type ServerProcess } from '../support/server-process.ts';

export interface CrashWorld {
  readonly kioskFolder: string;
  readonly phaseFile: string;
  readonly ledgerFile: string;
  /** Of people whom a PIN alone tells apart. */
  readonly pins: readonly string[];
  readonly administrator: Administrator;
  /** The one that runs now. */
  readonly server: ServerProcess;
  /** Starts it again on its data and port, after it was killed. */
  restartServer(): Promise<void>;
  /** Ends the server and removes every file. */
  remove(): Promise<void>;
}

/** As short as the contract lets an interval be: syncs and taps shall meet. */
const syncIntervalSeconds = 5;

export async function makeCrashWorld(): Promise<CrashWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'zentime-crash-'));
  const kioskFolder = join(folder, 'kiosk-data');
  const serverFolder = join(folder, 'server-data');
  mkdirSync(kioskFolder);
  await seedServer(serverFolder, async (deps) => {
    const quick = { ...defaultTimeclock({ timeclockId: demo.timeclocks.dock, name: 'Dock 4', timeZone: demo.timeZone, punchTemplate: { kind: 'fourEntries' } }), syncIntervalSeconds };
    await saveTimeclock(deps, demo.tenantId, quick);
  });
  let server = await startServer({ dataFolder: serverFolder, port: 0 });
  await setKioskUp(kioskFolder, join(folder, 'setup.json'), server.url);
  return {
    kioskFolder,
    phaseFile: join(folder, 'phases'),
    ledgerFile: join(folder, 'ledger'),
    pins: pinsOfOne(),
    administrator: demo.administrator,
    get server() {
      return server;
    },
    restartServer: async () => void (server = await startServer({ dataFolder: serverFolder, port: server.port })),
    remove: async () => {
      await server.program.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The kiosk sets itself up by a file and is stopped again. */
async function setKioskUp(kioskFolder: string, setupFile: string, serverUrl: string): Promise<void> {
  writeFileSync(setupFile, JSON.stringify({ serverUrl, company: demo.company, alias: demo.alias, timeclockId: demo.timeclocks.dock, ...demo.administrator }));
  const kiosk = await startKiosk(kioskFolder, { ZENTIME_SETUP_FILE: setupFile });
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
