/**
 * The database file: WAL, synchronous=FULL set explicitly and read back. Processes that start on one folder at once wait for each
 * other; a file that cannot be used ends in a typed outcome and stays as it was.
 */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { makeFolder } from '../../shared/lib/make-folder.ts';
import { migrate } from './migrations.ts';
import type { Db, Schema } from './schema.ts';
import type { ServerDatabase } from './server-database.ts';
import { withStatementCache } from './statement-cache.ts';
import { DatabaseUnavailable } from './unavailable.ts';
import { WriteTurns } from './write-turns.ts';

export const databaseFileName = 'zentime-server.db';
const busyTimeoutMs = 5000;

export type SqliteRefused = 'newer' | 'damaged' | 'locked' | 'notWritable';
type SqliteOutcome = { readonly kind: 'opened'; readonly database: ServerDatabase } | { readonly kind: SqliteRefused };

/** Opens or creates the file in `dataDir`, and brings it up to date. */
export async function openSqlite(dataDir: string): Promise<SqliteOutcome> {
  if (!makeWritable(dataDir)) return { kind: 'notWritable' };
  let file: SQLite.Database | null = null;
  try {
    file = new SQLite(path.join(dataDir, databaseFileName), { timeout: busyTimeoutMs });
    await chooseWal(file);
    configure(file);
    refuseDamaged(file);
    const kysely = kyselyOver(file);
    // In one transaction: a process that starts beside this one finds all of it or nothing.
    const migrated = await kysely.connection().execute((connection) => immediately(connection, migrate));
    if (migrated.kind === 'upToDate') return { kind: 'opened', database: overSqlite(kysely) };
    await kysely.destroy();
    return { kind: 'newer' };
  } catch (cause) {
    file?.close();
    return { kind: reasonOf(cause) };
  }
}

/** Another connection of this process to the file in `dataDir`, which it has open. */
export function openSqliteBeside(dataDir: string): ServerDatabase {
  const file = new SQLite(path.join(dataDir, databaseFileName), { timeout: busyTimeoutMs, fileMustExist: true });
  configure(file);
  return overSqlite(kyselyOver(file));
}

function kyselyOver(file: SQLite.Database): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: withStatementCache(file) }) });
}

function makeWritable(dataDir: string): boolean {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

class DamagedError extends Error {}

const walPauseMs = 100;

/** While another process makes the change, SQLite answers at once that the file is busy, whatever the time-out says; a file that is locked takes the whole time-out. */
async function chooseWal(file: SQLite.Database): Promise<void> {
  const startedMs = performance.now();
  for (;;) {
    try {
      file.pragma('journal_mode = WAL');
      return;
    } catch (cause) {
      if (!isBusy(cause) || performance.now() - startedMs >= busyTimeoutMs) throw cause;
    }
    await delay(walPauseMs);
  }
}

function configure(file: SQLite.Database): void {
  file.pragma('synchronous = FULL');
  file.pragma('foreign_keys = ON');
  // A batch of 1,000 writes about 1.5 MB: checkpoint every ten or so, not every third; WAL stays below 64 MB.
  file.pragma('wal_autocheckpoint = 4000');
  file.pragma('cache_size = -32768');
  if (file.pragma('synchronous', { simple: true }) !== 2) throw new Error('synchronous=FULL was not taken');
}

export function refuseDamaged(file: SQLite.Database): void {
  if (file.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new DamagedError('quick_check');
}

const isBusy = (cause: unknown): boolean => cause instanceof SQLite.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(cause.code);

/** Throws what has no sentence. */
export function reasonOf(cause: unknown): SqliteRefused {
  if (cause instanceof DamagedError) return 'damaged';
  if (cause instanceof DatabaseUnavailable || isBusy(cause)) return 'locked';
  if (!(cause instanceof SQLite.SqliteError)) throw cause;
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(cause.code)) return 'damaged';
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|FULL|IOERR)/.test(cause.code)) return 'notWritable';
  throw cause;
}

function overSqlite(kysely: Kysely<Schema>): ServerDatabase {
  const turns = new WriteTurns();
  return {
    reader: kysely,
    transaction: (work) => turns.alone(() => kysely.connection().execute((connection) => immediately(connection, work))),
    whileAnotherWrites: (work) => turns.together(work),
    close: () => kysely.destroy(),
  };
}

/** Begins as a writer, so that what was read is still so at the commit. */
async function immediately<T>(connection: Db, work: (db: Db) => Promise<T>): Promise<T> {
  await sql`begin immediate`.execute(connection).catch(refuseBusy);
  try {
    const result = await work(connection);
    await sql`commit`.execute(connection);
    return result;
  } catch (cause) {
    // A full disk makes SQLite roll back by itself; then there is nothing left to undo.
    await sql`rollback`.execute(connection).catch(() => undefined);
    throw cause;
  }
}

/** Another program held the file for all of the time-out. */
function refuseBusy(cause: unknown): never {
  throw isBusy(cause) ? new DatabaseUnavailable('contended', cause) : cause;
}
