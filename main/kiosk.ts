/** Everything that use cases work with: the parts that have a life, composed once in main.ts. */
import type { ExportTarget, ExportView } from '../shared/contracts/export-calls.ts';
import type { ExportFileFormat } from '../shared/contracts/export-format.ts';
import type { ProvisioningView } from '../shared/contracts/provisioning-calls.ts';
import type { Carried } from './afresh/set-aside.ts';
import type { Connection } from './database/connection.ts';
import type { Journal } from './database/journal.ts';
import type { PunchStore } from './database/punch-store.ts';
import type { RecordStore } from './database/record-store.ts';
import type { Settings } from './database/settings.ts';
import type { SyncLog } from './database/sync-log.ts';
import type { Durably } from './durable-steps.ts';
import type { Pacing } from './chunks.ts';
import type { Staging } from './download.ts';
import type { Diagnostics } from './diagnostics/open-diagnostics.ts';
import type { Emit } from './emit.ts';
import type { GuessLimit } from './guess-limit.ts';
import type { KioskState } from './kiosk-state.ts';
import type { EventLog } from './logger.ts';
import type { Safekeeping } from './safekeeping/safekeeping.ts';
import type { ServerRelay } from './server-relay.ts';
import type { OperatorSessions } from './operator-sessions.ts';
import type { Sessions } from './sessions.ts';
import type { SignInFailures } from './sign-in-failures.ts';
import type { SettingsFaults } from './settings-faults.ts';
import type { SetupProgress } from './setup-progress.ts';
import type { Timers } from './timers.ts';
import type { TimeSource } from './trusted-clock.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What this device says of itself on every punch (C4). */
export interface DeviceFacts {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly platform: string;
  readonly appVersion: string;
  readonly zoneDataEdition: string;
}

/** What use cases may tell the daemon. */
export interface DaemonControl {
  syncNow(): void;
  /** Something that may have changed the network: a reason to look, no more (E1). */
  networkHint(): void;
  /** Something that the daemon works with has changed: address, token, interval. */
  configure(): void;
}

/** The download at the end of setup, as use cases steer it. */
export interface DownloadControl {
  isRunning(): boolean;
  /** Begins, resumes, or tries again at once; nothing while it runs. */
  start(): void;
  /** Calls the next automatic try off. */
  cancelRetry(): void;
  /** For good: main is stopping. What is under way ends at its next step. */
  stop(): void;
}

/** A9: the kiosk that sets itself up from a file, as use cases steer it. */
export interface ProvisioningControl {
  readonly view: ProvisioningView;
  /** Begins, or tries again at once; nothing while it runs. */
  start(): void;
  /** Until it is started again: somebody sets the kiosk up by hand. */
  pause(): void;
  /** For good: main is stopping. */
  stop(): void;
}

/** E8: what an operator ordered. */
export interface ExportOrder {
  readonly targetId: string;
  readonly formats: readonly ExportFileFormat[];
  readonly madeBy: { readonly userId: string; readonly username: string };
  /** Told as the export goes on: whoever waits for its end is not sent away as somebody who does nothing. */
  readonly onProgress: () => void;
}

/** E8: the export that runs, as use cases steer it. */
export interface ExportControl {
  /** The export that runs, or the last one. */
  readonly current: ExportView | null;
  /** Where one could go now; ids of an earlier look end with this one. */
  offerTargets(): Promise<ExportTarget[]>;
  /** Begins in the background; `exportChanged` says how it goes. */
  start(order: ExportOrder): { readonly kind: 'started'; readonly exportId: string } | { readonly kind: 'busy' } | { readonly kind: 'unknownTarget' };
  cancel(): 'cancelling' | 'nothingRuns';
  /** Main is stopping: what was begun is taken back before the database closes. */
  stop(): Promise<void>;
}

export interface Kiosk {
  readonly connection: Connection;
  readonly journal: Journal;
  readonly punchStore: PunchStore;
  /** K9: use cases store by `keepRecord` of outbox.ts. */
  readonly recordStore: RecordStore;
  readonly settings: Settings;
  readonly syncLog: SyncLog;
  /** H6: backups, the kept identity, the room on the disk. */
  readonly safekeeping: Safekeeping;
  readonly time: TimeSource;
  readonly timers: Timers;
  /** How long work is cut into short pieces. */
  readonly pacing: Pacing;
  readonly sessions: Sessions;
  /** B6, K11: what slows guessing, at the PIN pad and at the form. */
  readonly guesses: { readonly pin: GuessLimit; readonly form: GuessLimit };
  /** G1, K16: who works on the administration, by a session id that main issues. */
  readonly operators: OperatorSessions;
  /** K15: failed sign-ins there. */
  readonly signInFailures: SignInFailures;
  /** E8 */
  readonly exports: ExportControl;
  readonly state: KioskState;
  /** C7, C8: where the device is. */
  readonly whereabouts: Whereabouts;
  readonly settingsFaults: SettingsFaults;
  readonly setup: SetupProgress;
  readonly provisioning: ProvisioningControl;
  /** What downloads everything at the end of setup. */
  readonly download: DownloadControl;
  /** G3: what support looks at. */
  readonly diagnostics: Diagnostics;
  /** When somebody last asked for a sync, by the monotonic clock (K8). */
  readonly syncRequests: { lastMs: number | null };
  /** What is being staged; null when nothing is: only what was begun can be applied (D6). `faults`: what of it could not be used so far (J3). */
  readonly staging: { present: Staging | null };
  readonly relay: ServerRelay;
  readonly daemon: DaemonControl;
  /** Folder of database, journal and all that lies beside them. */
  readonly dataFolder: string;
  /** A10: sets this kiosk's data aside in `set-aside/<folder>` and begins setup. Decided, durably, when it returns; throws where the disk does not take it. */
  readonly beginAfresh: (folder: string, facts: Carried) => void;
  /** Asks the host for the program's end (G2). */
  readonly quit: (exitCode: number) => void;
  readonly durably: Durably;
  readonly log: EventLog;
  readonly emit: Emit;
  readonly device: DeviceFacts;
  /** The server's address that setup offers first. */
  readonly defaultServerUrl: string;
  /** Random id (UUIDv4). */
  readonly newId: () => string;
  /** Time-ordered id (UUIDv7) of a punch made at `atMs`. */
  readonly newPunchId: (atMs: number, sequenceNumber: number) => string;
  /** Time-ordered id of a record made at `atMs`. */
  readonly newRecordId: (atMs: number) => string;
}
