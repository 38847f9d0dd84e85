import type { CallAnswer, CallName, KioskView, SetupView, StatusView } from '../../shared/contracts/ipc.ts';
import type { ManualTimers } from '../manual-timers.ts';
import type { Model } from '../model.ts';
import type { ScriptedTransport } from './scripted-transport.ts';

/** What main answers in a story; a call that has no answer here never gets one. */
export type Answers = { readonly [N in CallName]?: CallAnswer<N> };

/** What a story may act upon once the page stands. */
export interface Stage {
  readonly model: Model;
  readonly transport: ScriptedTransport;
  readonly timers: ManualTimers;
}

/** One screen in one state. */
export interface Story {
  readonly name: string;
  readonly kiosk: KioskView;
  readonly status: StatusView;
  readonly setup?: SetupView;
  readonly answers?: Answers;
  readonly act?: (stage: Stage) => Promise<void> | void;
}
