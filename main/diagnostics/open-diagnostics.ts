/** G3: what the diagnostics panel stands on, put together: what is noted while the kiosk works, and what runs when somebody asks. */
import type { Clock } from '../../shared/lib/clock.ts';
import type { ToDaemon } from '../../shared/contracts/daemon.ts';
import { noteConnectivity, lastConnectivity } from '../database/connectivity-history.ts';
import type { Emit } from '../emit.ts';
import type { EventLog } from '../logger.ts';
import type { Storage } from '../open-storage.ts';
import type { Timers } from '../timers.ts';
import type { TimeSource } from '../trusted-clock.ts';
import { ClockDrift } from './clock-drift.ts';
import { MachineHistory } from './machine-history.ts';
import { UploadSelfTest } from './upload-self-test.ts';
import { DiagnosticsWatch } from './watch.ts';

export interface Diagnostics {
  readonly history: MachineHistory;
  readonly drift: ClockDrift;
  readonly watch: DiagnosticsWatch;
  readonly selfTest: UploadSelfTest;
  /** One bundle at a time. */
  readonly bundle: { isBeingMade: boolean };
  /** For good: what waits is written, and nothing is known of the connection any more. */
  close(): void;
}

export interface DiagnosticsInput {
  readonly storage: Storage;
  readonly time: TimeSource;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly timers: Timers;
  readonly emit: Emit;
  readonly log: EventLog;
  readonly testUpload: (message: Extract<ToDaemon, { kind: 'selfTest' }>) => boolean;
}

export function openDiagnostics({ storage, time, clock, timers, emit, log, testUpload }: DiagnosticsInput): Diagnostics {
  const { connection, settings, syncLog } = storage;
  const nowMs = (): number => time.now().bestKnownMs;
  const notStored = (error: unknown): void => log('main.defect', { where: 'diagnostics', why: error instanceof Error ? error.message : String(error) });
  const watch = new DiagnosticsWatch({ emit, timers, clock });
  syncLog.listen(() => watch.changed());
  try {
    noteUnknownSinceLastRun(connection, settings.read('connectivity')?.lastAuthenticatedAt ?? null, nowMs());
  } catch (error) {
    notStored(error);
  }
  const history = new MachineHistory({ connection, timers, nowMs, onNotStored: notStored });
  return {
    history,
    drift: new ClockDrift(),
    watch,
    selfTest: new UploadSelfTest({ timers, send: testUpload, onChanged: () => watch.changed() }),
    bundle: { isBeingMade: false },
    close: () => {
      try {
        history.store();
        noteConnectivity(connection, { atMs: nowMs(), state: 'unknown' });
      } catch (error) {
        notStored(error);
      }
    },
  };
}

/** While the program does not run nobody knows. After a kill the last answer is the last that is known of being on line. */
function noteUnknownSinceLastRun(connection: Storage['connection'], lastAnswer: string | null, nowMs: number): void {
  const last = lastConnectivity(connection);
  if (last === null || last.state === 'unknown') return;
  const lastAnswerMs = lastAnswer === null ? last.atMs : Math.max(last.atMs, Date.parse(lastAnswer));
  noteConnectivity(connection, { atMs: last.state === 'online' ? Math.min(lastAnswerMs, nowMs) : nowMs, state: 'unknown' });
}
