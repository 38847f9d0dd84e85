/** The kiosk's side of a simulation, as daemon, happenings and invariants see it: a model, or the real main process in this one. */
import type { SyncStatus } from '../../shared/contracts/entities.ts';
import type { DaemonCallAnswer, DaemonCallInput, DaemonCallName, DaemonConfiguration, SyncReport, ToMain } from '../../shared/contracts/daemon.ts';
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import type { CallOutcome } from '../../daemon/main-link.ts';
import type { KnownToDevice } from './server-side.ts';
import type { DeviceClock } from './simulated-time.ts';

export type ServerTime = Extract<ToMain, { kind: 'serverTime' }>;

/** A punch that is on the device. One that was confirmed and is not here any more has been cleared. */
export interface PunchOnDevice {
  readonly punchId: string;
  readonly sequenceNumber: number;
  readonly status: SyncStatus;
  /** Pending with the server's reason (D4). */
  readonly isRefused: boolean;
}

/** K9: what travels beside punches, and is on the device. */
export interface RecordOnDevice {
  readonly recordId: string;
  readonly status: 'pending' | 'settled';
  readonly isRefused: boolean;
}

/** What somebody at the kiosk was told. `text`: the punch as canonical JSON. */
export type PunchOutcome = { readonly kind: 'confirmed'; readonly punchId: string; readonly text: string } | { readonly kind: 'notSaved' } | { readonly kind: 'nothing' };

export interface MainSide {
  readonly deviceId: string;
  readonly timeclockId: number;
  readonly clock: DeviceClock;
  /** Changes with everything that is stored. */
  readonly version: number;
  /** What must never be, as far as this side can tell. */
  readonly violations: readonly string[];
  /** D10: whether a restored server gets cleared punches back as well. */
  readonly bringsBackCleared: boolean;
  readonly cursor: string | null;
  /** False between a kill and the next boot. */
  readonly isAlive: boolean;
  /** One of the people comes, stands there for a while, and taps. */
  punch(person: number, lingerMs: number): Promise<PunchOutcome>;
  /** Somebody undoes, asks, or fills in a form; the record's id, null when nothing was confirmed. `chance`: 0 to 999. */
  keepRecord(chance: number): string | null;
  recordsOnDevice(): readonly RecordOnDevice[];
  /** Never resolves for a daemon that is killed with it. */
  answer<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Promise<CallOutcome<DaemonCallAnswer<N>>>;
  takeReport(report: SyncReport): void;
  takeServerTime(time: ServerTime): void;
  /** K7: what a daemon that starts now is told. */
  configuration(): DaemonConfiguration;
  /** SIGKILL: what is not durable is gone. */
  kill(): void;
  /** The same at the n-th durable step from now; `onKilled` is told in that very moment. */
  killAtStep(steps: number, onKilled: () => void): void;
  boot(): Promise<void>;
  /** No room for a byte more, in the journal's file system or in the database's file. */
  fillDisk(what: 'journal' | 'database'): void;
  freeDisk(): void;
  /** False where there was no room for it. */
  signIn(credentials: DeviceCredentials): boolean;
  punchesOnDevice(): readonly PunchOnDevice[];
  /** Canonical JSON of a punch that is on the device. */
  textOf(punchId: string): string | null;
  known(): KnownToDevice;
  /** H5: what is wrong with the device's own chain. */
  brokenChain(): string[];
  close(): void;
}
