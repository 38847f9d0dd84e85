/**
 * The kiosk's page in a Chromium of its own, touched as a person touches it, and timed inside the page by the browser's own
 * performance marks: from the touch to the second frame after what it led to stands on the screen.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { z } from 'zod';

const switches = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const shownWithinMs = 30_000;

/** Frames of a stretch of time: how many lasted too long, and the longest, as the browser says (long animation frames). */
export interface Frames {
  readonly over50: number;
  readonly longestMs: number;
  /** The longest pause between two animation frames: also what other processes on the same cores took away. */
  readonly longestPauseMs: number;
}
const frames = z.object({ over50: z.number(), longestMs: z.number(), longestPauseMs: z.number() });

export interface FeltPage {
  readonly page: Page;
  /** Touches `testId` and waits for `shown` (a selector): milliseconds from the touch to the second frame that shows it. */
  touch(testId: string, shown: string): Promise<number>;
  /** Frames since the last time this was asked. */
  takeFrames(): Promise<Frames>;
  close(): Promise<void>;
}

/** Runs in the page before anything of it. What it finds it keeps in marks and measures, which it clears each time. */
const probe = `
  const felt = { frames: { over50: 0, longestMs: 0, longestPauseMs: 0 }, last: 0 };
  window.felt = felt;
  addEventListener('click', () => performance.mark('touched'), { capture: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.duration > 50) felt.frames.over50 += 1;
      felt.frames.longestMs = Math.max(felt.frames.longestMs, entry.duration);
    }
  }).observe({ type: 'long-animation-frame', buffered: false });
  const onFrame = (now) => {
    if (felt.last > 0) felt.frames.longestPauseMs = Math.max(felt.frames.longestPauseMs, now - felt.last);
    felt.last = now;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  felt.takeFrames = () => {
    const taken = felt.frames;
    felt.frames = { over50: 0, longestMs: 0, longestPauseMs: 0 };
    felt.last = 0;
    return taken;
  };
  felt.shown = (selector) => new Promise((resolve) => {
    const seen = () => {
      if (document.querySelector(selector) === null) return false;
      requestAnimationFrame(() => requestAnimationFrame(() => {
        performance.mark('shown');
        const { duration } = performance.measure('felt', 'touched', 'shown');
        performance.clearMarks();
        performance.clearMeasures();
        resolve(duration);
      }));
      return true;
    };
    if (performance.getEntriesByName('touched').length > 0 && seen()) return;
    const observer = new MutationObserver(() => {
      if (performance.getEntriesByName('touched').length > 0 && seen()) observer.disconnect();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
`;

export async function openFeltPage(folder: string, executablePath: string, url: string): Promise<FeltPage> {
  const profile = mkdtempSync(join(folder, 'profile-'));
  const browser = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: switches, chromiumSandbox: false, viewport: { width: 1280, height: 800 }, hasTouch: true });
  await browser.addInitScript(probe);
  const page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(url);
  return {
    page,
    touch: async (testId, shown) => {
      const target = page.getByTestId(testId);
      await target.waitFor({ timeout: shownWithinMs });
      await page.evaluate(`performance.clearMarks(); window.feltShown = window.felt.shown(${JSON.stringify(shown)}); undefined`);
      await target.tap({ timeout: shownWithinMs });
      return z.number().parse(await page.evaluate('window.feltShown'));
    },
    takeFrames: async () => frames.parse(await page.evaluate('window.felt.takeFrames()')),
    close: async () => {
      await browser.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
