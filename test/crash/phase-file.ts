/** Reads where main stands, or stood when it died, from the file that main/crash-phase.ts writes. */
import { readFileSync, watch, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** Phases that the run must have hit: none of them may end with zero kills. */
export const aimedPhases = ['punching', 'uploading', 'settling', 'downloading'] as const;
export type AimedPhase = (typeof aimedPhases)[number];

/** `starting`: the process has not reported yet; `idle`: no sync and no punch at that moment. */
const deathPhase = z.enum(['starting', 'idle', ...aimedPhases]);
export type DeathPhase = z.infer<typeof deathPhase>;

/** Empties the file, for the next life of the process. */
export function clearPhases(path: string): void {
  writeFileSync(path, '');
}

/** Every phase so far, in order. */
export function readPhases(path: string): DeathPhase[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => deathPhase.parse(line));
}

/** The phase in which the process died. */
export function phaseAtDeath(path: string): DeathPhase {
  return readPhases(path).at(-1) ?? 'starting';
}

/**
 * Comes back in the moment when the process enters `phase` for the nth time (1 is the next), or when time is up. The file is
 * watched, not polled, so that the two cores stay with the processes under test.
 */
export function waitForPhase(path: string, phase: AimedPhase, nth: number, withinMs: number): Promise<'entered' | 'timeUp'> {
  const entries = (): number => readPhases(path).filter((line) => line === phase).length;
  const goal = entries() + nth;
  return new Promise((resolve) => {
    const settle = (outcome: 'entered' | 'timeUp'): void => {
      clearTimeout(timer);
      watcher.close();
      resolve(outcome);
    };
    const timer = setTimeout(() => settle('timeUp'), withinMs);
    const watcher = watch(path, () => {
      if (entries() >= goal) settle('entered');
    });
  });
}
