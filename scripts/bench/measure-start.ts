/**
 * Cold start: from spawning the host's process to a PIN pad that takes digits, in a Chromium with a new profile; beside
 * Chromium alone, started the same way, showing an empty page. The browser starts when the host has said where its page is.
 */
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { BenchWorld } from './bench-world.ts';
import type { Figure } from './figure.ts';
import { median } from './statistics.ts';

const switches = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const padWithinMs = 60_000;
const emptyPage = '<!doctype html><meta charset="utf-8"><title>empty</title><body><button>IN</button>';

export async function measureStart(world: BenchWorld, executablePath: string, rounds: number): Promise<Figure[]> {
  const page = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(emptyPage));
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  const emptyUrl = `http://127.0.0.1:${(page.address() as AddressInfo).port}/`;
  const samples = { pad: [] as number[], host: [] as number[], empty: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const emptyMs = await inNewChromium(world, executablePath, async (tab) => {
      await tab.goto(emptyUrl);
      await painted(tab);
    });
    const { hostMs, padMs } = await startKioskAndPad(world, executablePath);
    // The first round fills the system's file cache for both.
    if (round === 0) continue;
    samples.empty.push(emptyMs);
    samples.host.push(hostMs);
    samples.pad.push(padMs);
  }
  page.close();
  const limit = { name: 'Chromium showing an empty page', value: median(samples.empty) };
  return [
    { name: 'cold start to a usable PIN pad', unit: 'ms', ours: median(samples.pad), sample: rounds, limit, goal: 3 },
    { name: 'of that: until the host says where its page is', unit: 'ms', ours: median(samples.host), sample: rounds, limit: null, goal: null },
  ];
}

async function startKioskAndPad(world: BenchWorld, executablePath: string): Promise<{ hostMs: number; padMs: number }> {
  const startedMs = performance.now();
  const kiosk = await world.startKiosk();
  const hostMs = performance.now() - startedMs;
  const pageMs = await inNewChromium(world, executablePath, async (tab) => {
    await tab.goto(kiosk.url);
    await tab.locator('[data-testid="pin-key-1"]:enabled').waitFor({ state: 'visible', timeout: padWithinMs });
    await painted(tab);
  });
  await kiosk.program.end('SIGTERM');
  return { hostMs, padMs: hostMs + pageMs };
}

/** Milliseconds from starting Chromium to the end of `work`. */
async function inNewChromium(world: BenchWorld, executablePath: string, work: (tab: Page) => Promise<void>): Promise<number> {
  const profile = mkdtempSync(join(world.folder, 'profile-'));
  const startedMs = performance.now();
  const browser: BrowserContext = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: switches, chromiumSandbox: false });
  try {
    await work(browser.pages()[0] ?? (await browser.newPage()));
    return performance.now() - startedMs;
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function painted(tab: Page): Promise<void> {
  await tab.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
}
