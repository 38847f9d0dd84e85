/** Time as an argument of everything in the renderer that waits or counts. */
export interface Timers {
  /** The device's wall clock, in ms since the epoch. */
  nowMs(): number;
  /** Runs `task` once after `delayMs`; returns the way to call it off. */
  after(delayMs: number, task: () => void): () => void;
}

export const browserTimers: Timers = {
  nowMs: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
