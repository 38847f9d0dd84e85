/**
 * A whole kiosk for the end-to-end tests: a real server process and a real main process on folders of their own, and the real
 * page in a window. `ZENTIME_E2E_HOST=electron` runs the same tests in Electron; without it the browser host's page is opened in
 * the system's Chromium.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { provisionDemoKiosk } from '../../scripts/demo/provision.ts';
import { demo } from '../../server/demo.ts';
import { openKioskWindow } from './kiosk-window.ts';
import type { KioskWindow } from './kiosk-window.ts';
import { readAllPunches } from './server-books.ts';
import type { StoredPunch } from './server-books.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export interface RunningKiosk {
  readonly page: Page;
  /** The kiosk's own data folder. */
  readonly folder: string;
  /** Where the server is, also while it is away. */
  readonly serverUrl: string;
  /** What the page complained about: errors on its console, and exceptions. */
  readonly complaints: readonly string[];
  takeServerAway(): Promise<void>;
  bringServerBack(): Promise<void>;
  /** Every punch that the server has. */
  books(): Promise<StoredPunch[]>;
  /** Waits until the server has as many punches, and answers them. */
  booksWith(count: number, withinMs: number): Promise<StoredPunch[]>;
  close(): Promise<void>;
}

/** @param setup 'done': the kiosk has set itself up as the demo's first timeclock, and its PIN screen stands there */
export async function startRunningKiosk(setup: 'done' | 'by hand'): Promise<RunningKiosk> {
  const folder = makeTemporaryFolder();
  const dataFolder = join(folder.path, 'server');
  let server: ServerProcess = await startServer({ dataFolder, port: 0, args: ['--demo'] });
  const { url: serverUrl, port } = server;
  if (setup === 'done') await provisionDemoKiosk(folder.path, serverUrl);
  const window = await openKioskWindow({ ZENTIME_DATA_DIR: folder.path, ZENTIME_SERVER_URL: serverUrl }).catch(async (error: unknown) => {
    await server.program.end('SIGTERM');
    folder.remove();
    throw error;
  });
  if (setup === 'done') await window.page.getByTestId('pin-key-1').waitFor({ timeout: 30_000 });
  const books = (): Promise<StoredPunch[]> => readAllPunches(serverUrl, demo.administrator);
  return {
    page: window.page,
    folder: join(folder.path, 'kiosk'),
    serverUrl,
    complaints: listenForComplaints(window),
    takeServerAway: async () => {
      await server.program.end('SIGTERM');
    },
    bringServerBack: async () => {
      server = await startServer({ dataFolder, port, args: ['--demo'] });
    },
    books,
    booksWith: (count, withinMs) => untilThereAre(books, count, withinMs),
    close: async () => {
      await window.close();
      await server.program.end('SIGTERM');
      folder.remove();
    },
  };
}

function listenForComplaints({ page }: KioskWindow): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

async function untilThereAre(books: () => Promise<StoredPunch[]>, count: number, withinMs: number): Promise<StoredPunch[]> {
  const pollMs = 200;
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += pollMs) {
    const punches = await books();
    if (punches.length >= count) return punches;
    await wait(pollMs);
  }
  throw new Error(`the server did not get ${count} punches within ${withinMs} ms; it has ${(await books()).length}`);
}
