/**
 * The story page: `stories.html?story=NAME&language=ar` shows one state of one screen with a scripted main process and a
 * clock that stands still. It lists all names in `window.storyNames` and sets `data-ready` on the body when a story stands.
 */
import '../zod-without-eval.ts';
import { mount } from 'svelte';
import App from '../App.svelte';
import { ManualTimers } from '../manual-timers.ts';
import { createModel } from '../model.ts';
import '../page.css';
import { personStories } from './person-stories.ts';
import { pinStories } from './pin-stories.ts';
import { placeStories } from './place-stories.ts';
import { early, now } from './samples.ts';
import { ScriptedTransport } from './scripted-transport.ts';
import type { Story } from './story.ts';

declare global {
  interface Window {
    storyNames?: readonly string[];
  }
}

const stories: readonly Story[] = [...pinStories, ...personStories, ...placeStories];
window.storyNames = stories.map(({ name }) => name);

async function show(story: Story, language: string): Promise<void> {
  const target = document.getElementById('app');
  if (!target) throw new Error('the page has no #app');
  const transport = new ScriptedTransport({
    readKiosk: story.kiosk,
    readStatus: story.status,
    ...(story.setup ? { readSetup: story.setup } : {}),
    readTexts: { texts: {} },
    endSession: { kind: 'ended' },
    ...story.answers,
  });
  const timers = new ManualTimers(Date.parse(story.name.startsWith('pin') ? early : now));
  const model = createModel({ transport, timers, newId: () => crypto.randomUUID(), deviceLanguages: [language] });
  mount(App, { target, props: { model } });
  model.clock.start();
  model.link.start();
  await nextTask();
  model.useLanguage(language);
  await nextTask();
  await story.act?.({ model, transport, timers });
  await nextTask();
  document.body.dataset['ready'] = story.name;
}

/** Everything that was promised so far has been answered. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

const asked = new URLSearchParams(window.location.search);
const story = stories.find(({ name }) => name === (asked.get('story') ?? 'pin'));
if (story) void show(story, asked.get('language') ?? 'en');
