import type { KioskView, StatusView } from '../../shared/contracts/ipc.ts';
import type { SetupView } from '../../shared/contracts/setup-calls.ts';
import type { ManualTimers } from '../manual-timers.ts';
import type { Model } from '../model.ts';
import type { Answers } from './answers.ts';
import type { ScriptedTransport } from './scripted-transport.ts';

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
