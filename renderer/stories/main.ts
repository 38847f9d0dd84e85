/**
 * The story page: `stories.html?story=NAME&language=ar` shows one state of one screen with a scripted main process and a
 * clock that stands still. It lists all names in `window.storyNames`, changes the story by `window.showStory(name, language)`, and sets
 * `data-ready` on the body when a story stands. Each story is acted in English and its language changed at the end, in the middle of the
 * screen (J2). `window.layoutFaults()`, `forcedColourFaults()`, `motionFaults()` and `untranslatedTexts()` say what is wrong with it; `window.paintBrand(colour)` paints it.
 */
import '../zod-without-eval.ts';
import { mount, unmount } from 'svelte';
import App from '../App.svelte';
import { ManualTimers } from '../manual-timers.ts';
import { createModel } from '../model.ts';
import '../page.css';
import { blockedStories } from './blocked-stories.ts';
import { busyStories } from './busy-stories.ts';
import { diagnosticsStories } from './diagnostics-stories.ts';
import { exportStories } from './export-stories.ts';
import { adminStories } from './admin-stories.ts';
import { formStories } from './form-stories.ts';
import { applyBrand } from '../brand.ts';
import { forcedColourFaults } from './forced-colour-faults.ts';
import { layoutFaults } from './layout-faults.ts';
import { motionFaults } from './motion-faults.ts';
import { dateStories } from './date-stories.ts';
import { personStories } from './person-stories.ts';
import { pinStories } from './pin-stories.ts';
import { placeStories } from './place-stories.ts';
import { questionStories } from './question-stories.ts';
import { pseudoLanguage, pseudoTexts } from './pseudo-locale.ts';
import { early, now } from './samples.ts';
import { ScriptedTransport } from './scripted-transport.ts';
import type { Stage, Story } from './story.ts';
import { setupAgainStories } from './setup-again-stories.ts';
import { timeStories } from './time-stories.ts';
import { knownNames, untranslated } from './untranslated.ts';

declare global {
  interface Window {
    storyNames?: readonly string[];
    layoutFaults?: typeof layoutFaults;
    forcedColourFaults?: typeof forcedColourFaults;
    motionFaults?: typeof motionFaults;
    showStory?: typeof showStory;
    untranslatedTexts?: () => readonly string[];
    knownNames?: () => readonly string[];
    paintBrand?: (colour: string) => void;
  }
}

const stories: readonly Story[] = [
  ...busyStories,
  ...pinStories,
  ...formStories,
  ...personStories,
  ...dateStories,
  ...timeStories,
  ...questionStories,
  ...placeStories,
  ...blockedStories,
  ...adminStories,
  ...exportStories,
  ...diagnosticsStories,
  ...setupAgainStories,
];
window.storyNames = stories.map(({ name }) => name);
window.layoutFaults = layoutFaults;
window.forcedColourFaults = forcedColourFaults;
window.motionFaults = motionFaults;
window.showStory = showStory;
window.untranslatedTexts = () => (told === null ? [] : untranslated(told.story, told.stage.transport.said));
window.knownNames = () => (told === null ? [] : knownNames(told.story, told.stage.transport.said));
window.paintBrand = (colour) => applyBrand(document.documentElement.style, colour, told?.stage.model.contrast.theme ?? 'normal');

let shown: ReturnType<typeof mount> | null = null;
let told: { readonly story: Story; readonly stage: Stage } | null = null;

/** Takes the story that stood away and sets another up; resolves when it stands. */
async function showStory(name: string, language: string): Promise<void> {
  const target = document.getElementById('app');
  const story = stories.find((candidate) => candidate.name === name);
  if (!target || !story) throw new Error(`no story ${name}`);
  if (shown) await unmount(shown);
  const stage = arrange(story);
  shown = mount(App, { target, props: { model: stage.model } });
  stage.model.clock.start();
  stage.model.link.start();
  told = { story, stage };
  await nextTask();
  stage.model.useLanguage('en');
  await nextTask();
  await story.act?.(stage);
  await nextTask();
  stage.model.useLanguage(language);
  await nextTask();
  if (language === pseudoLanguage) stage.model.i18n.overlay(language, pseudoTexts());
  await nextTask();
  document.body.dataset['ready'] = name;
}

function arrange(story: Story): Stage {
  const transport = new ScriptedTransport({
    readKiosk: story.kiosk,
    readStatus: story.status,
    ...(story.setup ? { readSetup: story.setup } : {}),
    readTexts: { texts: {} },
    endSession: { kind: 'ended' },
    ...story.answers,
  });
  const timers = new ManualTimers(Date.parse(story.name.startsWith('pin') ? early : now));
  const model = createModel({ transport, timers, newId: () => crypto.randomUUID(), locate: () => Promise.resolve(null), deviceLanguages: ['en'], deviceContrast: window.matchMedia('(prefers-contrast: more)') });
  return { model, transport, timers };
}

/** Everything that was promised so far has been answered. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

const asked = new URLSearchParams(window.location.search);
void showStory(asked.get('story') ?? 'pin', asked.get('language') ?? 'en');
