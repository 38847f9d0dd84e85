/** H6: what keeps the stored data safe while the kiosk runs: backups, the device's identity beside the database, the room on the disk. */
import type { CareNotice } from '../../shared/contracts/ipc.ts';
import { readChainHead } from '../database/chain-head.ts';
import { findReceipt } from '../database/export-rows.ts';
import { hasRecord } from '../database/outbox.ts';
import { findPunch } from '../database/punches.ts';
import type { Settings } from '../database/settings.ts';
import type { Storage } from '../open-storage.ts';
import type { EventLog } from '../logger.ts';
import type { Timers } from '../timers.ts';
import { listBackups, madeAtMsOf } from './backup-files.ts';
import { DiskWatch, fullBytes, type DiskFiles } from './disk-watch.ts';
import { openIdentityKeep, type IdentityKeep } from './identity-keep.ts';
import { pruneAside } from './prune-aside.ts';
import { makeBackup, type BackupInput, type BackupOutcome } from './make-backup.ts';

export interface SafekeepingInput {
  readonly storage: Storage;
  readonly timers: Timers;
  readonly wallMs: () => number;
  /** H4: null while the time is not known. */
  readonly bestKnownMs: () => number | null;
  readonly log: EventLog;
  readonly onChanged: () => void;
  readonly diskFiles?: DiskFiles;
  readonly check?: BackupInput['check'];
}

/** A night's backup counts for the day: one at a start is due only where the night was missed. */
const dueAfterMs = 20 * 3_600_000;
/** How long administrators see that data was restored. */
const restoredShownMs = 7 * 86_400_000;
const failuresShownFrom = 2;

export class Safekeeping implements IdentityKeep {
  readonly disk: DiskWatch;
  readonly #input: SafekeepingInput;
  readonly #settings: Settings;
  readonly #identity: IdentityKeep;
  #underWay: Promise<BackupOutcome> | null = null;
  #pruning: Promise<void> | null = null;

  constructor(input: SafekeepingInput) {
    const { storage, timers, log, onChanged, diskFiles } = input;
    this.#input = input;
    this.#settings = storage.settings;
    this.disk = new DiskWatch({ dataFolder: storage.folder, timers, log, onChanged, ...(diskFiles === undefined ? {} : { files: diskFiles }) });
    this.#identity = openIdentityKeep({ settings: storage.settings, head: () => readChainHead(storage.connection, storage.settings), dataFolder: storage.folder, key: storage.key, log });
  }

  start(): void {
    this.#identity.keep();
    this.disk.start();
  }

  /** Waits for what is under way: it reads the database, or its file. */
  async stop(): Promise<void> {
    this.disk.stop();
    await this.#underWay;
    await this.#pruning;
  }

  keep(): void {
    this.#identity.keep();
  }

  /** True when the last backup is older than a night, or nobody knows of one. */
  isBackupDue(): boolean {
    const [newest] = listBackups(this.#input.storage.folder);
    if (newest === undefined) return true;
    const ageMs = this.#input.wallMs() - madeAtMsOf(newest);
    // One from the future was made under a wrong clock, and says nothing.
    return ageMs < 0 || ageMs > dueAfterMs;
  }

  /** Makes a backup beside everything else; one at a time. */
  backUp(): Promise<BackupOutcome> {
    this.#underWay ??= this.#backUp().finally(() => (this.#underWay = null));
    return this.#underWay;
  }

  /** What an administrator should look after, worst first; nothing personal. */
  care(): CareNotice[] {
    const restored = this.#settings.read('restored');
    const failures = this.#settings.read('backups')?.failures ?? 0;
    const state = this.disk.state();
    const notices: [CareNotice, boolean][] = [
      ['diskFull', state === 'full'],
      ['restored', restored !== null && this.#input.wallMs() - restored.atMs < restoredShownMs],
      ['diskLow', state === 'low'],
      ['backupsFail', failures >= failuresShownFrom],
    ];
    return notices.filter(([, applies]) => applies).map(([notice]) => notice);
  }

  /** Lets go of what was set aside long enough ago and holds nothing that the server lacks; one at a time. */
  pruneAside(): Promise<void> {
    this.#pruning ??= this.#pruneAside().finally(() => (this.#pruning = null));
    return this.#pruning;
  }

  async #pruneAside(): Promise<void> {
    const { storage, bestKnownMs, log } = this.#input;
    const { connection, folder: dataFolder, key } = storage;
    try {
      const punch = (sequenceNumber: number, punchId: string): boolean => findPunch(connection, punchId) !== undefined || findReceipt(connection, sequenceNumber)?.punchId === punchId;
      const knows = { punch, record: (recordId: string) => hasRecord(connection, recordId) };
      await pruneAside({ dataFolder, key, nowMs: bestKnownMs(), knows, log });
    } catch (error) {
      log('aside.notPruned', { why: error instanceof Error ? error.message : String(error) });
    }
  }

  async #backUp(): Promise<BackupOutcome> {
    const { storage, wallMs, check } = this.#input;
    const roomBytes = (): number | null => {
      const free = this.disk.freeBytes();
      return free === null ? null : free - 2 * fullBytes;
    };
    this.#identity.keep();
    const { connection, folder: dataFolder, key } = storage;
    const outcome = await makeBackup({ connection, dataFolder, key, madeAtMs: wallMs(), roomBytes, ...(check === undefined ? {} : { check }) });
    this.#note(outcome);
    return outcome;
  }

  #note(outcome: BackupOutcome): void {
    const { log, onChanged } = this.#input;
    const before = this.#settings.read('backups') ?? { madeAtMs: null, bytes: 0, punches: 0, failures: 0, lastFailure: null };
    if (outcome.kind === 'made') log('backup.made', { name: outcome.name, bytes: outcome.facts.bytes, punches: outcome.facts.punches, dropped: outcome.dropped });
    else log('backup.notMade', { reason: outcome.why, why: outcome.detail });
    try {
      if (outcome.kind === 'made') this.#settings.write('backups', { madeAtMs: outcome.facts.madeAtMs, bytes: outcome.facts.bytes, punches: outcome.facts.punches, failures: 0, lastFailure: null });
      else this.#settings.write('backups', { ...before, failures: before.failures + 1, lastFailure: outcome.why });
    } catch (error) {
      log('main.defect', { where: 'backups', why: error instanceof Error ? error.message : String(error) });
    }
    onChanged();
  }
}
