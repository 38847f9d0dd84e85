/** The kiosk's side of a simulation, as the daemon and the invariants see it: a model, or the real main process in this one. */
import type { DaemonCallAnswer, DaemonCallInput, DaemonCallName, SyncReport } from '../../shared/contracts/daemon.ts';
import type { ModelServer } from './model-server.ts';

/** A punch that is on the device. One that was confirmed and is not here any more has been cleared. */
export interface PunchOnDevice {
  punchId: string;
  status: 'pending' | 'synced' | 'failed';
  text: string;
}

/** K9: what travels beside punches, on the device. */
export interface RecordOnDevice {
  recordId: string;
  status: 'pending' | 'settled';
}

export interface MainSide {
  /** What a daemon must never do, as far as this side can tell. */
  readonly violations: readonly string[];
  /** Somebody punches; null when nothing was confirmed. */
  punch(): Promise<{ punchId: string; text: string } | null>;
  /** Somebody undoes, asks, fills in a form ...; null when nothing was confirmed. */
  keepRecord(): { recordId: string; text: string } | null;
  recordsOnDevice(): RecordOnDevice[];
  answer<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): DaemonCallAnswer<N> | Promise<DaemonCallAnswer<N>>;
  takeReport(report: SyncReport): void;
  /** K7: what a daemon that starts now is told. */
  atStart(): { nextSyncAtMs: number | null; startInRecovery: boolean; deviceToken: string };
  punchesOnDevice(): PunchOnDevice[];
  /** True when cursor and people are the server's. */
  isUpToDateWith(server: ModelServer): boolean;
  close(): void;
}
