/**
 * The server's database file: WAL, synchronous=FULL set explicitly and read back, so that an answer is given only after the
 * punches are on the disk (H1). A file that cannot be used ends in a typed outcome and stays as it was.
 */
import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { migrate } from './migrations.ts';
import type { Db, Schema } from './schema.ts';
import { withStatementCache } from './statement-cache.ts';

export const databaseFileName = 'zentime-server.db';
const busyTimeoutMs = 5000;

/** Reads go to `reader`; what must hold together goes through `transaction`. */
export interface ServerDatabase {
  readonly reader: Db;
  /** All or nothing; begins as a writer, so that what was read is still so at the commit. */
  transaction<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type OpenOutcome = { readonly kind: 'opened'; readonly database: ServerDatabase } | { readonly kind: 'newer' | 'damaged' | 'locked' | 'notWritable' };

/** Opens or creates the database in `dataDir`, and brings it up to date. */
export async function openDatabase(dataDir: string): Promise<OpenOutcome> {
  if (!makeWritable(dataDir)) return { kind: 'notWritable' };
  let file: SQLite.Database | null = null;
  try {
    file = new SQLite(path.join(dataDir, databaseFileName), { timeout: busyTimeoutMs });
    configure(file);
    const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: withStatementCache(file) }) });
    const migrated = await migrate(kysely);
    if (migrated.kind === 'upToDate') return { kind: 'opened', database: overSqlite(kysely) };
    await kysely.destroy();
    return { kind: 'newer' };
  } catch (cause) {
    file?.close();
    return { kind: reasonOf(cause) };
  }
}

function makeWritable(dataDir: string): boolean {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK | constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

class DamagedError extends Error {}

function configure(file: SQLite.Database): void {
  file.pragma('journal_mode = WAL');
  file.pragma('synchronous = FULL');
  file.pragma('foreign_keys = ON');
  // A batch of 1,000 writes about 1.5 MB: checkpoint every ten or so, not every third; WAL stays below 64 MB.
  file.pragma('wal_autocheckpoint = 4000');
  file.pragma('cache_size = -32768');
  if (file.pragma('synchronous', { simple: true }) !== 2) throw new Error('synchronous=FULL was not taken');
  if (file.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new DamagedError('quick_check');
}

function reasonOf(cause: unknown): 'damaged' | 'locked' | 'notWritable' {
  if (cause instanceof DamagedError) return 'damaged';
  if (!(cause instanceof SQLite.SqliteError)) throw cause;
  if (/^SQLITE_(BUSY|LOCKED)/.test(cause.code)) return 'locked';
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(cause.code)) return 'damaged';
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|FULL|IOERR)/.test(cause.code)) return 'notWritable';
  throw cause;
}

function overSqlite(kysely: Kysely<Schema>): ServerDatabase {
  return {
    reader: kysely,
    transaction: (work) => kysely.connection().execute((connection) => immediately(connection, work)),
    close: () => kysely.destroy(),
  };
}

async function immediately<T>(connection: Db, work: (db: Db) => Promise<T>): Promise<T> {
  await sql`begin immediate`.execute(connection);
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
