/** Steps of the sync that wait until a test says how they come out, one at a time. */
import type { SyncSteps } from '../../daemon/sync-steps.ts';

export type StepName = keyof SyncSteps;
type StepOutcome<N extends StepName> = Awaited<ReturnType<SyncSteps[N]>>;
type StepInput<N extends StepName> = Parameters<SyncSteps[N]>[0];

interface Asked<N extends StepName> {
  input: StepInput<N>;
  settle: (outcome: StepOutcome<N>) => void;
}

export class ScriptedSteps {
  /** Every step that was asked for, in order. */
  readonly asked: StepName[] = [];
  readonly inputs: { [N in StepName]: StepInput<N>[] } = { probe: [], beginSync: [], uploadBatch: [], completeUpload: [], fetchPage: [], applyChanges: [], clear: [], renewToken: [], completeSync: [] };
  readonly #open: { [N in StepName]?: Asked<N> | undefined } = {};

  readonly steps: SyncSteps = {
    probe: (input) => this.#ask('probe', input),
    beginSync: (input) => this.#ask('beginSync', input),
    uploadBatch: (input) => this.#ask('uploadBatch', input),
    completeUpload: (input) => this.#ask('completeUpload', input),
    fetchPage: (input) => this.#ask('fetchPage', input),
    applyChanges: (input) => this.#ask('applyChanges', input),
    renewToken: (input) => this.#ask('renewToken', input),
    clear: () => this.#ask('clear', undefined),
    completeSync: (input) => {
      this.inputs.completeSync.push(input);
      return Promise.resolve({ kind: 'done' });
    },
  };

  /** The step that was asked for last and is not answered yet. */
  isOpen(name: StepName): boolean {
    return this.#open[name] !== undefined;
  }

  /** Lets the open step come out so, and the machine act on it. */
  async settle<N extends StepName>(name: N, outcome: StepOutcome<N>): Promise<void> {
    const open = this.#open[name];
    if (open === undefined) throw new Error(`No ${name} is under way.`);
    Object.assign(this.#open, { [name]: undefined });
    open.settle(outcome);
    await new Promise((resolve) => setImmediate(resolve));
  }

  #ask<N extends StepName>(name: N, input: StepInput<N>): Promise<StepOutcome<N>> {
    this.asked.push(name);
    this.inputs[name].push(input);
    return new Promise((settle) => Object.assign(this.#open, { [name]: { input, settle } }));
  }
}
