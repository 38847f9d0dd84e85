/** Every screen in every state, as `npm run screens` draws them: nothing that axe finds, nothing cut off, nothing too small to touch. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pseudoLanguage } from '../../renderer/stories/pseudo-locale.ts';
import { findChromium } from '../../scripts/find-chromium.ts';
import { openStoryPage, showStory } from '../../scripts/story-page.ts';
import type { StoryPage } from '../../scripts/story-page.ts';
import { focused, patience } from '../support/focus.ts';
import { englishTexts } from '../support/kiosk-touches.ts';
import { faultsOfAll } from '../support/story-faults.ts';
import type { StoryLook } from '../support/story-faults.ts';

const landscape = { width: 1280, height: 800, contrast: 'no-preference', layout: 'all', axe: 'all' } as const;
const layoutOnly = { ...landscape, axe: 'none' } as const;
const colours = { ...landscape, axe: 'contrast', layout: 'none' } as const;

/** Every language under every rule, every theme under the rules for colours, every size under the rules of layout. */
const looks: readonly StoryLook[] = [
  { ...landscape, name: 'English', language: 'en', colorScheme: 'light' },
  { ...landscape, name: 'Spanish, dark, on 1920x1080', width: 1920, height: 1080, language: 'es', colorScheme: 'dark' },
  { ...landscape, name: 'Arabic, high contrast', language: 'ar', colorScheme: 'light', contrast: 'more' },
  { ...landscape, name: 'French on 1024x600', width: 1024, height: 600, language: 'fr', colorScheme: 'light' },
  // Without axe, which takes the colour of letters (-webkit-text-fill-color) from before the system's colours replace it.
  { ...landscape, axe: 'none', layout: 'none', name: 'English in the colours of the system, in which nothing moves', language: 'en', colorScheme: 'dark', forcedColors: 'active', isStill: true },
  { ...colours, name: 'Spanish in pure red, dark and high contrast', language: 'es', colorScheme: 'dark', contrast: 'more', brand: '#ff0000' },
  { ...colours, name: 'English in pale yellow', language: 'en', colorScheme: 'light', brand: '#fff3a0' },
  { ...layoutOnly, name: 'Arabic on 800x1280, as it is read out', width: 800, height: 1280, language: 'ar', colorScheme: 'dark', isSpoken: true },
  { ...layoutOnly, name: 'French at 200 % (640x400), high contrast', zoom: 200, language: 'fr', colorScheme: 'light', contrast: 'more' },
  { ...layoutOnly, name: 'Arabic on 800x1280 at 200 % (400x640)', width: 800, height: 1280, zoom: 200, language: 'ar', colorScheme: 'light' },
  { ...layoutOnly, name: 'the pseudo-locale', language: pseudoLanguage, colorScheme: 'light', isPseudo: true },
  { ...layoutOnly, name: 'the pseudo-locale on 800x1280', width: 800, height: 1280, language: pseudoLanguage, colorScheme: 'light' },
];

let stories: StoryPage;
beforeAll(async () => {
  const chromiumPath = findChromium();
  if (chromiumPath === null) throw new Error('No Chromium was found. Install one, or name it in CHROMIUM_PATH.');
  stories = await openStoryPage(chromiumPath);
});
afterAll(() => stories.close());

describe.concurrent('all stories', () => {
  it.for(looks)('J1 J2 can be read, reached and touched in $name', { timeout: 300_000 }, async (look, { expect }) => {
    expect(await faultsOfAll(stories, look)).toEqual([]);
  });

  it('J1 B7 go on being read where they were, once somebody has asked for more time', async ({ expect }) => {
    const context = await stories.browser.newContext();
    const page = await stories.open(context);
    await showStory(page, 'form-idle-warning', 'en');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await focused(page)).description, patience).toContain(englishTexts['form.title']);
    await showStory(page, 'idle-warning', 'en');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await focused(page)).tag, patience).toBe('H1');
    await context.close();
  });

  it('J1 are all there', () => {
    expect(stories.names.length).toBeGreaterThan(160);
  });
});
