/** The clocks of this machine, as its system tells them to every process alike. */
import { uptime } from 'node:os';
import type { Clock } from '../shared/lib/clock.ts';

export interface MachineClock extends Clock {
  /** Since the machine was started, in ms: goes on in sleep and knows nothing of the wall clock. Null where the system has no such clock. */
  uptimeMs(): number | null;
}

/** `hrtime` reads the system's own monotonic clock, so that what the daemon noted means the same here. On Linux and some others it stands still in sleep. */
export const machineClock: MachineClock = {
  wallMs: () => Date.now(),
  monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
  uptimeMs: readUptime,
};

function readUptime(): number | null {
  try {
    return uptime() * 1000;
  } catch {
    return null;
  }
}

/** A clock of a test or a simulator, under which no machine ever sleeps. */
export function sleepless(clock: Clock): MachineClock {
  return { wallMs: () => clock.wallMs(), monotonicMs: () => clock.monotonicMs(), uptimeMs: () => null };
}
