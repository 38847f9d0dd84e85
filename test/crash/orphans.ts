/** What a killed process leaves behind. Linux alone (/proc): the crash test runs there. */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** The children of a living process, by their ids. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => readStatus(candidate)?.parent === pid);
}

/** Waits until all of them have ended by themselves; answers with those that have not when time is up. */
export async function leftAfter(pids: readonly number[], withinMs: number): Promise<number[]> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const left = pids.filter(isRunning);
    if (left.length === 0 || performance.now() > deadlineMs) return left;
    await pause(50);
  }
}

/** A zombie has ended; only nobody has asked for its exit code yet. */
function isRunning(pid: number): boolean {
  const status = readStatus(pid);
  return status !== null && status.state !== 'Z' && status.state !== 'X';
}

function readStatus(pid: number): { state: string; parent: number } | null {
  try {
    // The name may hold blanks and brackets; what counts stands behind the last one.
    const [state = '', parent = ''] = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}
