/** The kiosk's window, under either host. */
import { _electron, chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { findElectron } from '../../scripts/demo/electron-binary.ts';
import { findChromium } from '../../scripts/find-chromium.ts';
import { startProgram } from './program.ts';

export interface KioskWindow {
  readonly page: Page;
  close(): Promise<void>;
}

const readyWithinMs = 30_000;
const viewport = { width: 1280, height: 800 };
/** L3: `--no-sandbox` in tests alone, where they run as root. */
const testFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Which host the end-to-end tests run on. */
export const testedHost: 'browser' | 'electron' = process.env['ZENTIME_E2E_HOST'] === 'electron' ? 'electron' : 'browser';

export function openKioskWindow(environment: Record<string, string>): Promise<KioskWindow> {
  return testedHost === 'electron' ? openInElectron(environment) : openInChromium(environment);
}

async function openInElectron(environment: Record<string, string>): Promise<KioskWindow> {
  const executablePath = findElectron();
  if (executablePath === null) throw new Error("Electron's binary is not there. Run: node node_modules/electron/install.js");
  const inherited = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined || /^(VITEST|NODE_OPTIONS$|NODE_ENV$|ZENTIME_)/.test(name) ? [] : [[name, value]])));
  const application = await _electron.launch({ executablePath, args: ['.'], env: { ...inherited, ...environment, ZENTIME_WINDOW: 'app' }, timeout: readyWithinMs });
  const page = await application.firstWindow({ timeout: readyWithinMs });
  await page.setViewportSize(viewport);
  return { page, close: () => application.close() };
}

async function openInChromium(environment: Record<string, string>): Promise<KioskWindow> {
  const program = startProgram('main/hosts/browser.ts', [], environment);
  const ready = await program.waitFor('kioskReady', readyWithinMs);
  const browser = await launchChromium();
  const context = await browser.newContext({ viewport, hasTouch: true, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(String(ready['url']));
  return {
    page,
    close: async () => {
      await browser.close();
      const { code } = await program.end('SIGTERM');
      if (code !== 0) throw new Error(`the kiosk ended with ${String(code)}:\n${program.stderr()}`);
    },
  };
}

export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('Chromium was not found. Name it in CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: testFlags });
}
