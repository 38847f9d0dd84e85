/**
 * Where main stands, for the crash test that kills it: one line a change, appended to a file by a plain synchronous write, so
 * that the file's last line is the phase in which the process died. Off unless ZENTIME_PHASE_FILE names a file; changes nothing else.
 */
import { openSync, writeSync } from 'node:fs';

/** What a sync is doing, seen from main: a batch is out at the server, its verdicts are being stored, changes are coming in. */
export type SyncPhase = 'idle' | 'uploading' | 'settling' | 'downloading';
export type CrashPhase = SyncPhase | 'punching';

export interface PhaseReport {
  /** A sync goes over to `phase`; it holds until the next one is named. */
  sync(phase: SyncPhase): void;
  /** A punch begins, also in the middle of a sync. Returns the way to say that it has ended. */
  punch(): () => void;
}

/** Reports to nobody. */
export const silentPhases: PhaseReport = { sync: () => undefined, punch: () => () => undefined };

/** @param path the value of ZENTIME_PHASE_FILE; a file that cannot be written is a defect of the test, and throws */
export function reportPhases(path: string | undefined): PhaseReport {
  if (path === undefined || path === '') return silentPhases;
  const file = openSync(path, 'a');
  return phasesTo((phase) => void writeSync(file, `${phase}\n`));
}

/** @param write told of every change, in order */
export function phasesTo(write: (phase: CrashPhase) => void): PhaseReport {
  let syncPhase: SyncPhase = 'idle';
  return {
    sync: (phase) => {
      syncPhase = phase;
      write(phase);
    },
    punch: () => {
      write('punching');
      return () => write(syncPhase);
    },
  };
}
