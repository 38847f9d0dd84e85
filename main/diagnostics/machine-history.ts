/**
 * G3: the steps of the sync machine, for the panel at once and for a restart after a moment. A ping from rest that comes back to rest leaves no
 * trace: it is most of what the machine does, and nothing of what anybody looks for.
 */
import type { SyncReport, SyncState } from '../../shared/contracts/daemon.ts';
import type { Connection } from '../database/connection.ts';
import { insertMachineSteps, latestMachineSteps, type MachineStep } from '../database/machine-history.ts';
import type { Timers } from '../timers.ts';

export interface MachineHistoryInput {
  readonly connection: Connection;
  readonly timers: Timers;
  readonly nowMs: () => number;
  /** A disk that takes nothing; the steps wait for the next chance. */
  readonly onNotStored: (error: unknown) => void;
}

/** Longer than a ping takes. */
const storeAfterMs = 10_000;
const mostKept = 200;

export class MachineHistory {
  readonly #input: MachineHistoryInput;
  /** Oldest first; the last `#unstored` of them are not in the database yet. */
  #steps: MachineStep[];
  #unstored = 0;
  #state: SyncState = 'stopped';
  #isStoreDue = false;

  constructor(input: MachineHistoryInput) {
    this.#input = input;
    this.#steps = latestMachineSteps(input.connection, mostKept).reverse();
  }

  /** The daemon reports; null: it is gone. */
  note(report: SyncReport | null): void {
    const to = report?.state ?? 'stopped';
    const from = this.#state;
    if (to === from) return;
    this.#state = to;
    const last = this.#steps.at(-1);
    if (this.#unstored > 0 && from === 'probing' && last?.to === 'probing' && last.from === to) {
      this.#steps.pop();
      this.#unstored -= 1;
      return;
    }
    this.#steps.push({ atMs: this.#input.nowMs(), from, to, recovery: report?.recovery ?? false, failure: report?.lastFailure?.kind ?? null });
    this.#unstored += 1;
    if (this.#steps.length > mostKept) this.#steps.shift();
    this.#unstored = Math.min(this.#unstored, this.#steps.length);
    this.#storeLater();
  }

  /** Newest first. */
  latest(limit: number): MachineStep[] {
    return this.#steps.slice(-limit).reverse();
  }

  /** Writes what waits. Throws what SQLite throws; it waits on then. */
  store(): void {
    if (this.#unstored === 0) return;
    insertMachineSteps(this.#input.connection, this.#steps.slice(-this.#unstored));
    this.#unstored = 0;
  }

  #storeLater(): void {
    if (this.#isStoreDue) return;
    this.#isStoreDue = true;
    this.#input.timers.after(storeAfterMs, () => {
      this.#isStoreDue = false;
      try {
        this.store();
      } catch (error) {
        this.#input.onNotStored(error);
      }
    });
  }
}
