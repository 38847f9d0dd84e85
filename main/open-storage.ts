/**
 * Opens what a kiosk stores: key, database, journal; and makes the two agree (C3). Everything that a disk, an old file or
 * another program can do to it ends in a reason that a screen can word.
 */
import type { BrokenReason } from '../shared/contracts/ipc.ts';
import { plainly } from '../shared/lib/around-step.ts';
import { readChainHead } from './database/chain-head.ts';
import type { Connection } from './database/connection.ts';
import type { FsyncBeside } from './database/fsync-beside.ts';
import { diskFiles, type JournalFiles } from './database/journal-files.ts';
import { openJournal, type Journal } from './database/journal.ts';
import { databaseExists, databaseWasHere, openDatabase, type OpenOutcome } from './database/open.ts';
import { readOutboxHead } from './database/outbox.ts';
import { reconcile } from './database/reconcile.ts';
import { Settings } from './database/settings.ts';
import { SyncLog } from './database/sync-log.ts';
import type { Durably } from './durable-steps.ts';
import type { Host } from './host.ts';
import { lastFourHasher } from './last-four.ts';
import type { EventLog } from './logger.ts';
import { restoreDatabase, unfinishedRestore, type RestoreOutcome } from './safekeeping/restore-database.ts';
import { endRestore } from './safekeeping/restore-note.ts';
import { countBroughtBack, goOnFromIdentity, noteRestored, takeIdentity } from './safekeeping/take-identity.ts';

export interface Storage {
  /** The data folder that all of it lies in. */
  readonly folder: string;
  /** Of database, journal, backups and identity. */
  readonly key: Uint8Array;
  readonly connection: Connection;
  readonly journal: Journal;
  readonly settings: Settings;
  readonly syncLog: SyncLog;
}

export type StorageOutcome = { kind: 'opened'; storage: Storage } | { kind: 'broken'; reason: BrokenReason };

/** A restarted kiosk's predecessor may need a moment to be gone. */
const lockWaitMs = 3_000;

export interface OpeningParts {
  /** How the journal asks for an fsync beside a commit; null: one behind the other. */
  readonly fsync: (() => FsyncBeside) | null;
  readonly durably: Durably;
  /** What the journal is written with. */
  readonly files: JournalFiles;
}

const plainParts: OpeningParts = { fsync: null, durably: plainly, files: diskFiles };

export async function openStorage(host: Pick<Host, 'dataFolder' | 'keyStore'>, wallMs: () => number, log: EventLog, parts: Partial<OpeningParts> = {}): Promise<StorageOutcome> {
  try {
    const key = await loadKey(host, log);
    if (key === null) return { kind: 'broken', reason: 'keyMissing' };
    const beside = { ...plainParts, ...parts, folder: host.dataFolder, key, wallMs, log };
    const { database, restored } = await openOrRestore(beside);
    if (database.kind !== 'opened') return notOpened(database, log);
    log('database.opened', { created: database.created });
    if (database.migratedFrom !== null) log('database.migrated', { from: database.migratedFrom });
    return orClosed(database.connection, () => openBeside(database.connection, beside, restored));
  } catch (error) {
    const reason = isFolderAtFault(error) ? 'folderNotWritable' : 'internal';
    log('database.notOpened', { outcome: reason, why: error instanceof Error ? error.message : String(error) });
    return { kind: 'broken', reason };
  }
}

const folderFaults = new Set(['EACCES', 'EDQUOT', 'EIO', 'EISDIR', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS', 'SQLITE_FULL', 'SQLITE_READONLY']);

function isFolderAtFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && folderFaults.has(String(error.code));
}

/** What could not be opened to its end is let go: this process would be locked out by itself when it tries again. */
function orClosed(held: { close(): void }, open: () => StorageOutcome): StorageOutcome {
  try {
    return open();
  } catch (error) {
    held.close();
    throw error;
  }
}

/** H6: a database that is damaged or gone is restored before anything works with it. */
async function openOrRestore(beside: Beside): Promise<{ database: OpenOutcome; restored: RestoreOutcome | null }> {
  const { folder, key, log, wallMs, durably } = beside;
  const database = openDatabase({ folder, key, lockWaitMs });
  if (database.kind === 'opened') return { database, restored: unfinishedRestore(folder, key) };
  if (database.kind !== 'damaged') return { database, restored: null };
  log('database.damaged', { why: database.why });
  const restored = await restoreDatabase({ dataFolder: folder, key, nowMs: wallMs(), log, durably });
  if (restored.kind === 'impossible') return { database, restored };
  return { database: openDatabase({ folder, key, lockWaitMs, lost: restored.kind === 'anew' ? 'isMadeAnew' : 'isDamage' }), restored };
}

/** The key that is there; a new one only where nothing was ever encrypted under an old one. */
async function loadKey(host: Pick<Host, 'dataFolder' | 'keyStore'>, log: EventLog): Promise<Buffer | null> {
  const stored = await host.keyStore.load();
  if (stored.kind === 'key') return stored.key;
  if (stored.kind === 'missing' && !databaseExists(host.dataFolder) && !databaseWasHere(host.dataFolder)) return host.keyStore.create();
  log('database.notOpened', { outcome: 'keyMissing', why: stored.kind === 'unreadable' ? stored.why : 'there is a database, but no key' });
  return null;
}

interface Beside extends OpeningParts {
  readonly folder: string;
  readonly key: Uint8Array;
  readonly wallMs: () => number;
  readonly log: EventLog;
}

const journalFaults = { wrongKey: 'keyMissing', newer: 'databaseNewer', notWritable: 'folderNotWritable' } as const satisfies Record<string, BrokenReason>;

function openBeside(connection: Connection, beside: Beside, restored: RestoreOutcome | null): StorageOutcome {
  const { folder, key, wallMs, log, fsync, files } = beside;
  const opened = openJournal({ folder, key, nowMs: wallMs, files, ...(fsync === null ? {} : { fsync: fsync() }) });
  if (opened.kind !== 'opened') {
    connection.close();
    log('database.notOpened', { outcome: `journal.${opened.kind}`, why: opened.kind === 'notWritable' ? opened.why : '' });
    return { kind: 'broken', reason: journalFaults[opened.kind] };
  }
  if (opened.tornBytes > 0) log('journal.tornTail', { bytes: opened.tornBytes });
  if (opened.damaged) log('journal.damaged');
  return orClosed(opened.journal, () => makeAgree(connection, opened.journal, beside, restored));
}

function makeAgree(connection: Connection, journal: Journal, { folder, key, wallMs, log, durably }: Beside, restored: RestoreOutcome | null): StorageOutcome {
  const settings = new Settings(connection);
  const syncLog = new SyncLog(connection);
  takeIdentity({ connection, settings, dataFolder: folder, key, nowMs: wallMs(), durably }, restored);
  const result = reconcile(connection, journal, { punches: readChainHead(connection, settings), records: readOutboxHead(connection) }, lastFourHasher(settings), {
    durably,
    onInserted: (count) => (restored === null ? undefined : countBroughtBack(settings, count)),
  });
  if (result.inserted + result.appended + result.setAside > 0) {
    log('punches.reconciled', { ...result });
    syncLog.append({ atMs: wallMs(), level: 'warning', event: 'punches.reconciled', fields: { ...result } });
    syncLog.flush();
  }
  if (restored !== null) {
    goOnFromIdentity(settings, restored, readChainHead(connection, settings));
    noteRestored({ settings, syncLog, log, atMs: wallMs() });
    endRestore(folder);
  }
  return { kind: 'opened', storage: { folder, key, connection, journal, settings, syncLog } };
}

function notOpened(outcome: Exclude<OpenOutcome, { kind: 'opened' }>, log: EventLog): StorageOutcome {
  log('database.notOpened', { outcome: outcome.kind, why: 'why' in outcome ? outcome.why : '' });
  switch (outcome.kind) {
    case 'newer':
      return { kind: 'broken', reason: 'databaseNewer' };
    case 'damaged':
      return { kind: 'broken', reason: 'databaseDamaged' };
    case 'unusable':
      return { kind: 'broken', reason: 'internal' };
    case 'locked':
      return { kind: 'broken', reason: 'databaseLocked' };
    case 'wrongKey':
      return { kind: 'broken', reason: 'keyMissing' };
    case 'notWritable':
      return { kind: 'broken', reason: 'folderNotWritable' };
  }
}
