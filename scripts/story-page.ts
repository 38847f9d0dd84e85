/** The story page, built and served on a loopback port, in a Chromium of its own: for pictures and for the tests over all stories. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { contentSecurityPolicy } from '../shared/lib/content-security-policy.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist', 'stories');
const kinds: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

export interface StoryPage {
  readonly browser: Browser;
  readonly names: readonly string[];
  /** Opens the story page in a browser context that gives it its size and colours. */
  open(context: BrowserContext): Promise<Page>;
  close(): Promise<void>;
}

/** Builds, serves, opens. `chromiumPath` is what `findChromium` gave; `--no-sandbox` because tests run as root too. */
export async function openStoryPage(chromiumPath: string): Promise<StoryPage> {
  await build({ configFile: join(root, 'renderer', 'vite.config.ts'), mode: 'stories', logLevel: 'warn' });
  const server = await serve();
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'] });
  const open = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${origin(server)}/stories.html`);
    await page.waitForSelector('body[data-ready]');
    return page;
  };
  const close = async (): Promise<void> => {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
  };
  return { browser, names: await readNames(browser, open), open, close };
}

/** Shows a story on an open story page, its fonts loaded. */
export async function showStory(page: Page, name: string, language: string): Promise<void> {
  await page.evaluate(`window.showStory(${JSON.stringify(name)}, ${JSON.stringify(language)})`);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}

async function readNames(browser: Browser, open: StoryPage['open']): Promise<readonly string[]> {
  const context = await browser.newContext();
  const page = await open(context);
  const names: unknown = await page.evaluate('window.storyNames');
  await context.close();
  if (!Array.isArray(names)) throw new Error('the story page lists no stories');
  return names.filter((name) => typeof name === 'string');
}

/** With the policy of the shipped page, so that a story cannot do what the kiosk may not. */
function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    readFile(join(folder, path)).then(
      (body) => response.writeHead(200, { 'content-type': kinds[extname(path)] ?? 'application/octet-stream', 'content-security-policy': contentSecurityPolicy, 'cache-control': 'max-age=600' }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function origin(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the story server has no port');
  return `http://127.0.0.1:${address.port}`;
}
