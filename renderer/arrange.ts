import type { KioskView } from '../shared/contracts/ipc.ts';
import type { DeviceContrast } from './contrast.svelte.ts';
import { ManualTimers } from './manual-timers.ts';
import { createModel } from './model.ts';
import type { Model } from './model.ts';
import type { Locate } from './position-watch.ts';
import { now, online } from './stories/samples.ts';
import { ScriptedTransport } from './stories/scripted-transport.ts';
import type { Answers } from './stories/answers.ts';

export interface Arranged {
  readonly model: Model;
  readonly main: ScriptedTransport;
  readonly timers: ManualTimers;
  /** Names of what was asked of main, in order. */
  asked(name: string): unknown[];
}

/** A device that asks for nothing special. */
const deviceContrast: DeviceContrast = { matches: false, addEventListener: () => undefined };

/** For tests: the page's whole model on a scripted main process, its first questions answered. */
export async function arrange(kiosk: KioskView, answers: Answers = {}, locate: Locate = () => Promise.resolve(null)): Promise<Arranged> {
  const timers = new ManualTimers(Date.parse(now));
  const main = new ScriptedTransport({ readKiosk: kiosk, readStatus: online, readTexts: { texts: {} }, endSession: { kind: 'ended' }, ...answers });
  let ids = 0;
  const newId = (): string => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`;
  const model = createModel({ transport: main, timers, newId, locate, deviceLanguages: ['en-US'], deviceContrast });
  model.clock.start();
  model.link.start();
  await settle();
  return { model, main, timers, asked: (name) => main.asked.filter((call) => call.name === name).map(({ input }) => input) };
}

/** Lets every promise that can resolve do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
