/** Every screen in every state, as `npm run screens` draws them: nothing that axe finds, nothing cut off, nothing too small to touch. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findChromium } from '../../scripts/find-chromium.ts';
import { openStoryPage, showStory } from '../../scripts/story-page.ts';
import type { StoryPage } from '../../scripts/story-page.ts';

const ruleSets = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const looks = [
  { name: 'English on 1280x800', width: 1280, height: 800, language: 'en', colorScheme: 'light', contrast: 'no-preference', axe: true },
  { name: 'Spanish on 1280x800, dark', width: 1280, height: 800, language: 'es', colorScheme: 'dark', contrast: 'no-preference', axe: true },
  { name: 'Arabic on 1280x800, high contrast', width: 1280, height: 800, language: 'ar', colorScheme: 'light', contrast: 'more', axe: false },
  { name: 'French on 1024x600', width: 1024, height: 600, language: 'fr', colorScheme: 'light', contrast: 'no-preference', axe: false },
  { name: 'Arabic on 800x1280', width: 800, height: 1280, language: 'ar', colorScheme: 'dark', contrast: 'no-preference', axe: false },
  { name: 'Spanish on 1920x1080', width: 1920, height: 1080, language: 'es', colorScheme: 'light', contrast: 'no-preference', axe: false },
] as const;
type Look = (typeof looks)[number];

let stories: StoryPage;
beforeAll(async () => {
  const chromiumPath = findChromium();
  if (chromiumPath === null) throw new Error('No Chromium was found. Install one, or name it in CHROMIUM_PATH.');
  stories = await openStoryPage(chromiumPath);
});
afterAll(() => stories.close());

/** Everything that is wrong with one story in one look. */
async function faultsOf(page: Page, story: string, look: Look): Promise<string[]> {
  await showStory(page, story, look.language);
  const layout = z.array(z.string()).parse(await page.evaluate('window.layoutFaults()'));
  if (!look.axe) return layout.map((fault) => `${story}: ${fault}`);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(ruleSets).analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `axe ${id} at ${target.join(' ')}`));
  return [...layout, ...found].map((fault) => `${story}: ${fault}`);
}

describe('all stories', () => {
  it.each(looks)(
    'J1 can be read, reached and touched in $name',
    async (look) => {
      const context = await stories.browser.newContext({ viewport: { width: look.width, height: look.height }, colorScheme: look.colorScheme, contrast: look.contrast });
      const faults: string[] = [];
      context.on('console', (message) => (message.type() === 'error' ? faults.push(`console: ${message.text()}`) : 0));
      context.on('weberror', (event) => faults.push(`defect: ${event.error().message}`));
      const page = await stories.open(context);
      for (const story of stories.names) faults.push(...(await faultsOf(page, story, look)));
      await context.close();
      expect(stories.names.length).toBeGreaterThan(60);
      expect(faults).toEqual([]);
    },
    300_000,
  );
});
