/** Everything that is wrong with one story in one look: what axe finds, what the layout shows, what was not translated. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';
import { z } from 'zod';
import { showStory } from '../../scripts/story-page.ts';
import { spokenFaults } from './spoken-faults.ts';
import type { StoryPage } from '../../scripts/story-page.ts';

export interface StoryLook {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** The system's scale in percent; 100 unless it says so. */
  readonly zoom?: number;
  readonly language: string;
  readonly colorScheme: 'light' | 'dark';
  readonly contrast: 'no-preference' | 'more';
  readonly forcedColors?: 'active' | 'none';
  /** `all`: every rule of WCAG 2.2 AA; `contrast`: colours alone, where another look has the same page. With more contrast, 7 to 1. */
  readonly axe: 'all' | 'contrast' | 'none';
  readonly layout: 'all' | 'none';
  readonly brand?: string;
  readonly isPseudo?: true;
  /** Nothing may move, less motion being asked for in every look. */
  readonly isStill?: true;
  /** What a screen reader says is looked at too. */
  readonly isSpoken?: true;
}

const ruleSets = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Loaded once a page: its 600 kB are what takes the time, not its rules. */
const axeSource = readFileSync(createRequire(import.meta.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'), 'utf8');
const violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().optional() })) }));
const texts = z.array(z.string());

/** Goes through all stories in one look. */
export async function faultsOfAll(stories: StoryPage, look: StoryLook): Promise<string[]> {
  const context = await openContext(stories, look);
  const faults: string[] = [];
  context.on('console', (message) => (message.type() === 'error' ? faults.push(`console: ${message.text()}`) : 0));
  context.on('weberror', (event) => faults.push(`defect: ${event.error().message}`));
  const page = await stories.open(context);
  if (look.axe !== 'none') await page.evaluate(axeSource);
  for (const story of stories.names) faults.push(...(await faultsOf(page, story, look)).map((fault) => `${story}: ${fault}`));
  await context.close();
  return faults;
}

/** Nothing moves: colours are measured as they stay. */
function openContext({ browser }: StoryPage, { width, height, zoom = 100, colorScheme, contrast, forcedColors = 'none' }: StoryLook): Promise<BrowserContext> {
  const scale = zoom / 100;
  return browser.newContext({ viewport: { width: width / scale, height: height / scale }, deviceScaleFactor: scale, colorScheme, contrast, forcedColors, reducedMotion: 'reduce' });
}

async function faultsOf(page: Page, story: string, look: StoryLook): Promise<string[]> {
  await showStory(page, story, look.language);
  if (look.brand !== undefined) await page.evaluate(`window.paintBrand(${JSON.stringify(look.brand)})`);
  const layout = look.layout === 'all' ? texts.parse(await page.evaluate('window.layoutFaults()')) : [];
  const forced = look.forcedColors === 'active' ? [...texts.parse(await page.evaluate('window.forcedColourFaults()')), ...(await focusFaults(page))] : [];
  const spoken = look.isSpoken ? await spokenFaults(page, look.language) : [];
  const moving = look.isStill ? texts.parse(await page.evaluate('window.motionFaults()')) : [];
  const untranslated = look.isPseudo ? texts.parse(await page.evaluate('window.untranslatedTexts()')) : [];
  return [...layout, ...forced, ...spoken, ...moving, ...untranslated, ...(look.axe === 'none' ? [] : await violationsOf(page, look))];
}

/** The first stop of Tab has a ring in the system's colour. */
async function focusFaults(page: Page): Promise<string[]> {
  await page.keyboard.press('Tab');
  const ring = await page.evaluate(`(() => {
    const at = document.activeElement;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at);
    const probe = Object.assign(document.createElement('i'), { style: 'color: Highlight' });
    document.body.append(probe);
    const isSeen = at === document.body || (outlineStyle === 'solid' && parseFloat(outlineWidth) >= 3 && outlineColor === getComputedStyle(probe).color);
    probe.remove();
    return isSeen ? '' : at.tagName + ' ' + outlineStyle + ' ' + outlineWidth + ' ' + outlineColor;
  })()`);
  return ring === '' ? [] : [`the focus cannot be seen: ${String(ring)}`];
}

async function violationsOf(page: Page, look: StoryLook): Promise<string[]> {
  const ofColours = look.contrast === 'more' ? 'color-contrast-enhanced' : 'color-contrast';
  const runOnly = look.axe === 'all' ? { type: 'tag', values: ruleSets } : { type: 'rule', values: [ofColours] };
  const options = { runOnly, rules: { [ofColours]: { enabled: true } }, resultTypes: ['violations'] };
  const found = await page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`);
  return violations.parse(found).flatMap(({ id, nodes }) => nodes.map(({ target }) => `axe ${id} at ${target.join(' ')}`));
}
