/**
 * A kiosk and its server in this process, on clocks that move when they are told to, and the real page in a real window on top: days and
 * weeks pass between two touches. The page sees the same time as they do.
 */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { answerCalls } from '../../main/calls.ts';
import { startBrowserHost } from '../../main/hosts/browser-host.ts';
import { readPageFiles } from '../../main/hosts/page-files.ts';
import type { SyncReport } from '../../shared/contracts/daemon.ts';
import type { EventBody } from '../../shared/contracts/ipc.ts';
import type { Heard } from './kiosk-in-process.ts';
import { launchChromium } from './kiosk-window.ts';
import { arrangeServer, type ServerInProcess } from './server-in-process.ts';
import { arrangeSyncedKiosk, type SyncedKiosk } from './synced-kiosk.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export interface KioskPage {
  readonly server: ServerInProcess;
  readonly kiosk: SyncedKiosk;
  readonly page: Page;
  /** Time passes for server, kiosk and page; the kiosk syncs now and then while it is on line. */
  goTo(instant: string): Promise<void>;
  takeServerAway(): void;
  /** And the kiosk recovers. */
  bringServerBack(): Promise<void>;
  close(): Promise<void>;
}

const root = new URL('../..', import.meta.url).pathname;
const report: SyncReport = { state: 'waiting', recovery: false, online: true, progress: null, lastFailure: null, nextSyncAtMs: null };
const monthMs = 30 * 86_400_000;

export async function openKioskPage(timeclockId: number): Promise<KioskPage> {
  const folder = makeTemporaryFolder();
  const files = readPageFiles(join(root, 'dist', 'renderer'));
  if (files === null) throw new Error('The page is not built. Run: node scripts/build.ts --stale-only');
  const started = await startBrowserHost({ dataFolder: folder.path, page: files, port: 0, daemonEntry: '', window: 'none', environment: {}, onQuit: () => undefined });
  if (started.kind !== 'started') throw new Error(started.kind);
  const { host } = started;
  const server = await arrangeServer();
  const kiosk = await arrangeSyncedKiosk(server, timeclockId, { onEvent: ({ name, body }: Heard) => host.emit(name, body as EventBody<typeof name>) });
  host.onCall(answerCalls(kiosk.kiosk));
  const browser: Browser = await launchChromium();
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, hasTouch: true, locale: 'en-US' })).newPage();
  const showTime = (): Promise<void> => page.clock.setFixedTime(kiosk.clock.wallMs());
  const sync = async (mode: 'normal' | 'recovery'): Promise<void> => {
    kiosk.kiosk.state.authenticatedAnswer(kiosk.kiosk.time.now().bestKnownMs);
    await kiosk.sync(mode);
  };
  await showTime();
  kiosk.kiosk.state.takeReport(report);
  await page.goto(host.url);
  return {
    server,
    kiosk,
    page,
    goTo: async (instant) => {
      const atMs = Date.parse(instant);
      while (kiosk.clock.wallMs() < atMs) {
        const byMs = Math.min(monthMs, atMs - kiosk.clock.wallMs());
        for (const clock of [server.clock, kiosk.clock]) clock.advance(byMs);
        if (!kiosk.isOffline) await sync('normal');
      }
      await showTime();
    },
    takeServerAway: () => {
      kiosk.isOffline = true;
      kiosk.kiosk.state.takeReport({ ...report, state: 'offline', online: false });
    },
    bringServerBack: async () => {
      kiosk.isOffline = false;
      kiosk.kiosk.state.takeReport(report);
      await sync('recovery');
    },
    close: async () => {
      await browser.close();
      await host.close();
      folder.remove();
    },
  };
}
