/** G3: the self-test of the upload as the panel sees it: one at a time, step by step, and always with an end. */
import { randomInt } from 'node:crypto';
import type { SelfTestView } from '../../shared/contracts/diagnostics-calls.ts';
import { selfTestSteps, type SelfTestReason, type SelfTestStep, type ToDaemon, type ToMain } from '../../shared/contracts/daemon.ts';
import { toInstant } from '../instant.ts';
import type { Timers } from '../timers.ts';

export type SelfTestOrder = Omit<Extract<ToDaemon, { kind: 'selfTest' }>, 'kind' | 'callId'>;
type Told = Extract<ToMain, { kind: 'selfTestStep' }>;

export interface UploadSelfTestInput {
  readonly timers: Timers;
  /** False where no daemon is there to take it. */
  readonly send: (message: Extract<ToDaemon, { kind: 'selfTest' }>) => boolean;
  readonly onChanged: () => void;
}

/** Longer than all limits of a test together. */
const longestMs = 60_000;

export class UploadSelfTest {
  readonly #input: UploadSelfTestInput;
  #view: SelfTestView | null = null;
  #callId = 0;
  #cancelBackstop: () => void = () => undefined;

  constructor(input: UploadSelfTestInput) {
    this.#input = input;
  }

  /** The test that runs, or the last one. */
  get view(): SelfTestView | null {
    return this.#view;
  }

  start(order: SelfTestOrder, nowMs: number): 'started' | 'running' {
    if (this.#view?.isRunning === true) return 'running';
    this.#callId = randomInt(1, 2 ** 31);
    this.#view = { startedAt: toInstant(nowMs), isRunning: true, steps: selfTestSteps.map((step, index) => ({ step, outcome: index === 0 ? 'running' : 'notReached', reason: null, tookMs: null })) };
    this.#cancelBackstop = this.#input.timers.after(longestMs, () => this.daemonLost());
    if (!this.#input.send({ kind: 'selfTest', callId: this.#callId, ...order })) this.daemonLost();
    this.#input.onChanged();
    return 'started';
  }

  take({ callId, step, outcome, reason, tookMs }: Told): void {
    if (this.#view?.isRunning !== true || callId !== this.#callId) return;
    this.#put(step, { outcome, reason, tookMs });
    const next = selfTestSteps[selfTestSteps.indexOf(step) + 1];
    if (outcome === 'failed' || next === undefined) this.#end();
    else this.#put(next, { outcome: 'running', reason: null, tookMs: null });
    this.#input.onChanged();
  }

  /** Whoever was testing is gone: where it stood is where it failed. */
  daemonLost(): void {
    const running = this.#view?.steps.find(({ outcome }) => outcome === 'running');
    if (running === undefined) return;
    this.#put(running.step, { outcome: 'failed', reason: 'daemonAway', tookMs: null });
    this.#end();
    this.#input.onChanged();
  }

  #put(step: SelfTestStep, change: { outcome: SelfTestView['steps'][number]['outcome']; reason: SelfTestReason | null; tookMs: number | null }): void {
    if (this.#view === null) return;
    this.#view = { ...this.#view, steps: this.#view.steps.map((one) => (one.step === step ? { step, ...change } : one)) };
  }

  #end(): void {
    this.#cancelBackstop();
    if (this.#view !== null) this.#view = { ...this.#view, isRunning: false };
  }
}
