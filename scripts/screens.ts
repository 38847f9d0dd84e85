/**
 * `npm run screens -- [NAME ...] [--look=LOOK] [--readme]`: a PNG of every story at 1280x800, 1024x600 and 800x1280, dark, in Arabic, in high
 * contrast, in the system's own colours, at 200 % and in the pseudo-locale, under results/screens/. With --readme also the two pictures of the readme. Names limit it to stories that contain one of them,
 * --look to one of the looks below.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { findChromium } from './find-chromium.ts';
import { openStoryPage, showStory } from './story-page.ts';
import type { StoryPage } from './story-page.ts';

interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly language: string;
  readonly colorScheme: 'light' | 'dark';
  readonly contrast?: 'more';
  readonly forcedColors?: 'active';
  /** The system's scale in percent. */
  readonly zoom?: number;
}

const looks: readonly Look[] = [
  { name: 'landscape', width: 1280, height: 800, language: 'en', colorScheme: 'light' },
  { name: 'portrait', width: 800, height: 1280, language: 'en', colorScheme: 'light' },
  { name: 'small', width: 1024, height: 600, language: 'fr', colorScheme: 'light' },
  { name: 'dark', width: 1280, height: 800, language: 'es', colorScheme: 'dark' },
  { name: 'arabic', width: 1280, height: 800, language: 'ar', colorScheme: 'light' },
  { name: 'contrast', width: 1280, height: 800, language: 'en', colorScheme: 'light', contrast: 'more' },
  { name: 'contrast-dark', width: 1280, height: 800, language: 'fr', colorScheme: 'dark', contrast: 'more' },
  { name: 'forced', width: 1280, height: 800, language: 'en', colorScheme: 'dark', forcedColors: 'active' },
  { name: 'zoomed', width: 1280, height: 800, language: 'en', colorScheme: 'light', zoom: 200 },
  { name: 'pseudo', width: 1280, height: 800, language: 'en-XA', colorScheme: 'light' },
];
const readmePictures: readonly { story: string; file: string }[] = [
  { story: 'pin-entering', file: 'pin.png' },
  { story: 'punch', file: 'punch.png' },
];
const root = fileURLToPath(new URL('..', import.meta.url));

async function photograph(stories: StoryPage, names: readonly string[], look: Look): Promise<void> {
  const folder = join(root, 'results', 'screens', look.name);
  mkdirSync(folder, { recursive: true });
  const page = await openAs(stories, look);
  for (const name of names) {
    await showStory(page, name, look.language);
    await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', fullPage: look.zoom !== undefined });
  }
  await page.context().close();
}

async function photographReadme(stories: StoryPage): Promise<void> {
  const folder = join(root, 'docs', 'images');
  mkdirSync(folder, { recursive: true });
  const [look] = looks;
  if (!look) return;
  const page = await openAs(stories, look);
  for (const { story, file } of readmePictures) {
    await showStory(page, story, 'en');
    await page.screenshot({ path: join(folder, file), animations: 'disabled' });
  }
  await page.context().close();
}

async function openAs(stories: StoryPage, { width, height, colorScheme, contrast, forcedColors, zoom = 100 }: Look): Promise<Page> {
  const scale = zoom / 100;
  const viewport = { width: width / scale, height: height / scale };
  const context = await stories.browser.newContext({ viewport, deviceScaleFactor: scale, colorScheme, contrast: contrast ?? 'no-preference', forcedColors: forcedColors ?? 'none' });
  return stories.open(context);
}

async function main(wanted: readonly string[]): Promise<number> {
  const chromiumPath = findChromium();
  if (chromiumPath === null) {
    console.error('No Chromium was found. Install one, or name it in CHROMIUM_PATH.');
    return 1;
  }
  const stories = await openStoryPage(chromiumPath);
  const parts = wanted.filter((part) => !part.startsWith('--'));
  const names = stories.names.filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
  const wantedLooks = looks.filter(({ name }) => !wanted.some((part) => part.startsWith('--look=')) || wanted.includes(`--look=${name}`));
  for (const look of wantedLooks) await photograph(stories, names, look);
  if (wanted.includes('--readme')) await photographReadme(stories);
  await stories.close();
  console.log(`${names.length} screens in ${wantedLooks.length} looks are in results/screens/`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
