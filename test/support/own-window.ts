/** The kiosk's window as the browser host itself opens it, in a Chromium without a screen: to be looked at, and to have its page's process hurt. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { z } from 'zod';
import type { CallHandler, PageNews } from '../../main/host.ts';
import { startBrowserHost } from '../../main/hosts/browser-host.ts';
import { readPageFiles } from '../../main/hosts/page-files.ts';
import type { KioskInProcess } from './kiosk-in-process.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export interface OwnWindow {
  readonly news: readonly PageNews[];
  /** The page that stands there now, or within the time; its PIN pad is shown. */
  page(withinMs: number): Promise<Page>;
  /** Sends a signal to the processes of the page that `page` found last. */
  hurt(signal: NodeJS.Signals): void;
  close(): Promise<void>;
}

const root = new URL('../..', import.meta.url).pathname;
/** L3: `--no-sandbox` in tests alone, where they run as root. */
const switches = ['--no-sandbox', '--headless=new', '--disable-gpu', '--remote-debugging-port=0'];
const processInfo = z.object({ processInfo: z.array(z.object({ type: z.string(), id: z.int() })) });

export async function openOwnWindow(arranged: KioskInProcess, handler: CallHandler): Promise<OwnWindow> {
  const folder = makeTemporaryFolder();
  const files = readPageFiles(join(root, 'dist', 'renderer'));
  if (files === null) throw new Error('The page is not built. Run: node scripts/build.ts --stale-only');
  const environment = { ...process.env, DISPLAY: ':0' };
  const started = await startBrowserHost({ dataFolder: folder.path, page: files, port: 0, daemonEntry: '', window: 'kiosk', environment, chromium: { switches, isRoot: false }, onQuit: () => undefined });
  if (started.kind !== 'started') throw new Error(started.kind);
  const { host } = started;
  const news: PageNews[] = [];
  host.onPage((one) => news.push(one));
  host.onCall(handler);
  arranged.events.length = 0;
  const opened = await host.openWindow();
  if (opened.kind !== 'opened') throw new Error(opened.why);
  const portFile = join(folder.path, 'chromium', 'DevToolsActivePort');
  let browser: Browser | null = null;
  let pageProcesses: readonly number[] = [];
  return {
    news,
    page: async (withinMs) => {
      const deadlineMs = performance.now() + withinMs;
      for (;;) {
        try {
          browser = await chromium.connectOverCDP(`http://127.0.0.1:${readFileSync(portFile, 'utf8').split('\n')[0] ?? ''}`, { timeout: 2000 });
          const page = browser.contexts()[0]?.pages()[0];
          await page?.getByTestId('pin-key-1').waitFor({ timeout: 2000 });
          pageProcesses = await processesOf(browser);
          if (page !== undefined) return page;
        } catch (error) {
          if (performance.now() > deadlineMs) throw error;
        }
        await wait(50);
      }
    },
    hurt: (signal) => {
      rmSync(portFile, { force: true });
      for (const pid of pageProcesses) process.kill(pid, signal);
    },
    close: async () => {
      await host.close();
      await browser?.close().catch(() => undefined);
      folder.remove();
    },
  };
}

async function processesOf(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const read = processInfo.parse(await session.send('SystemInfo.getProcessInfo'));
  return read.processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}
