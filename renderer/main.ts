import './zod-without-eval.ts';
import { mount } from 'svelte';
import App from './App.svelte';
import { openTransport } from './ipc.ts';
import { createModel } from './model.ts';
import './page.css';
import { browserLocate } from './position-watch.ts';
import { browserTimers } from './timers.ts';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');
const model = createModel({
  transport: openTransport(window),
  timers: browserTimers,
  newId: () => crypto.randomUUID(),
  locate: browserLocate(navigator),
  deviceLanguages: navigator.languages,
  deviceContrast: window.matchMedia('(prefers-contrast: more)'),
});
mount(App, { target, props: { model } });
model.status.hearNetwork(window);
model.clock.start();
model.link.start();
