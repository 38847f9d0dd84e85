/** Waiting as an argument: tests and the replay decide when time has passed. */
export interface Timers {
  /** Runs `work` once after `delayMs`; returns the way to call it off. A timer does not keep the process alive. */
  after(delayMs: number, work: () => void): () => void;
  /** Lets everything that waits (taps above all) go first. */
  pause(): Promise<void>;
}

export const systemTimers: Timers = {
  after(delayMs, work) {
    const timer = setTimeout(work, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
  pause: () => new Promise((resolve) => setImmediate(resolve)),
};
