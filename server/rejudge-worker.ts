/** Judges again in the background, a slice at a time, with pauses in which requests go first; started with the server and stopped with it. */
import type { ServerDeps } from './app-deps.ts';
import { DatabaseUnavailable } from './database/unavailable.ts';
import { workOffRejudge } from './use-cases/work-off-rejudge.ts';

/** A slice is meant to take this long: no request waits much longer for it. */
const sliceMs = 20;
const mostPerSlice = 50;
const whenEmptyMs = 500;
const whenUnavailableMs = 5000;

export class RejudgeWorker {
  readonly #deps: ServerDeps;
  #limit = 5;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #state: 'running' | 'stopped' = 'running';

  constructor(deps: ServerDeps) {
    this.#deps = deps;
    this.#schedule(whenEmptyMs);
  }

  /** Resolves when the slice in hand is done; none follows. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(afterMs: number): void {
    if (this.#state === 'stopped') return;
    this.#timer = setTimeout(() => {
      this.#running = this.#slice();
    }, afterMs);
    this.#timer.unref();
  }

  async #slice(): Promise<void> {
    const startedMs = performance.now();
    try {
      const done = await workOffRejudge(this.#deps, this.#limit);
      const tookMs = performance.now() - startedMs;
      if (done >= this.#limit) this.#limit = Math.min(mostPerSlice, Math.max(1, Math.floor((this.#limit * sliceMs) / Math.max(1, tookMs))));
      // As long again for requests as for this.
      this.#schedule(done === 0 ? whenEmptyMs : Math.ceil(tookMs));
    } catch (cause) {
      if (!(cause instanceof DatabaseUnavailable)) this.#deps.log.defect(cause);
      this.#schedule(whenUnavailableMs);
    }
  }
}
