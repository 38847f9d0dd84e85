/**
 * Opens the kiosk database. What it guarantees: encrypted under the given key; WAL with synchronous=FULL set on this very
 * connection and read back (a later connection comes up as NORMAL, which loses confirmed punches at a power cut); one owner
 * at a time (an exclusive lock that ends with the process); a file that is damaged, newer, locked or under another key is
 * reported and never written to.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Connection } from './connection.ts';
import { migrate, programVersion } from './migrations.ts';
import { isJournalUnderKey, journalHoldsPunches } from './journal.ts';

export const databaseFileName = 'kiosk.db';

/** SQLite before this could lose a WAL reset between two connections. */
const oldestSqlite = [3, 51, 3] as const;

/** Main checkpoints between syncs, away from taps; this only bounds the log (about 48 MiB). */
const checkpointPages = 12_000;

/** A whole check reads about 500 MB a second. */
const wholeCheckBytes = 64 * 1024 * 1024;

export type OpenOutcome =
  | { kind: 'opened'; connection: Connection; created: boolean; migratedFrom: number | null }
  | { kind: 'newer'; fileVersion: number; programVersion: number }
  | { kind: 'damaged'; why: string }
  /** Not the file's fault, as far as anybody can tell: it must stay where it is. */
  | { kind: 'unusable'; why: string }
  | { kind: 'locked' }
  | { kind: 'wrongKey' }
  | { kind: 'notWritable'; why: string };

export interface OpenInput {
  readonly folder: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** How long to wait for another instance to let go, in ms. */
  readonly lockWaitMs: number;
  /** H6: what may be done where no database is: one that was lost is `damaged`, unless it is to be made anew. */
  readonly lost?: 'isDamage' | 'isMadeAnew';
}

/** H6: true when a database was here: its journal holds punches, or a backup or the device's identity lies beside its place. */
export function databaseWasHere(folder: string): boolean {
  return journalHoldsPunches(folder) || existsSync(join(folder, 'identity.sealed')) || existsSync(join(folder, 'backups')) || existsSync(join(folder, 'damaged'));
}

/** True when the folder holds a kiosk database already: then its key must not be made anew. */
export function databaseExists(folder: string): boolean {
  return existsSync(join(folder, databaseFileName));
}

/** Opens or creates the database in `folder`. Never throws for what a disk, another program or an old file may do. */
export function openDatabase(input: OpenInput): OpenOutcome {
  const file = join(input.folder, databaseFileName);
  const created = !existsSync(file) || statSync(file).size === 0;
  if (created && input.lost !== 'isMadeAnew' && databaseWasHere(input.folder)) return { kind: 'damaged', why: 'the database file is gone, but what lies beside it says that there was one' };
  let database: Database.Database | null = null;
  try {
    database = openFile(file, input);
    return finishOpening(database, input, file, created);
  } catch (error) {
    database?.close();
    return outcomeOf(error, input);
  }
}

function finishOpening(database: Database.Database, input: OpenInput, file: string, created: boolean): OpenOutcome {
  const check = quickCheck(database, file);
  if (check !== 'ok') {
    database.close();
    return { kind: 'damaged', why: check };
  }
  const migration = migrate(database);
  if (migration.kind === 'newer') {
    database.close();
    return { kind: 'newer', fileVersion: migration.fileVersion, programVersion };
  }
  const migratedFrom = migration.kind === 'migrated' && !created ? migration.from : null;
  return { kind: 'opened', connection: new Connection(database, () => openFile(file, input)), created, migratedFrom };
}

/**
 * A file of usual size is checked whole. A large one (hundreds of thousands of punches) is checked where a start depends on it:
 * every page bears a code that proves it when it is read, so damage elsewhere is found at the first read, and at night.
 */
function quickCheck(database: Database.Database, file: string): string {
  const scope = statSync(file).size <= wholeCheckBytes ? '1' : 'settings';
  return String(database.pragma(`quick_check(${scope})`, { simple: true }));
}

/** Opens the file and sets what must hold on every connection. Throws what SQLite throws. */
function openFile(file: string, input: OpenInput): Database.Database {
  const database = new Database(file, { timeout: input.lockWaitMs });
  try {
    database.pragma("cipher = 'sqlcipher'");
    database.pragma('legacy = 4');
    database.pragma(`key = "x'${Buffer.from(input.key).toString('hex')}'"`);
    assertSqliteVersion(database);
    database.pragma('locking_mode = EXCLUSIVE');
    setAndReadBack(database, 'journal_mode', 'wal', 'wal');
    setAndReadBack(database, 'synchronous', 'FULL', '2');
    setAndReadBack(database, 'foreign_keys', 'ON', '1');
    database.pragma(`wal_autocheckpoint = ${String(checkpointPages)}`);
    database.pragma('cache_size = -32000');
    database.exec('BEGIN IMMEDIATE; COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function setAndReadBack(database: Database.Database, name: string, value: string, expected: string): void {
  database.pragma(`${name} = ${value}`);
  const actual = String(database.pragma(name, { simple: true }));
  if (actual !== expected) throw new Error(`the database refuses ${name} = ${value}: it says ${actual}`);
}

function assertSqliteVersion(database: Database.Database): void {
  const row = database.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get();
  const parts = (row?.version ?? '0').split('.').map(Number);
  for (const [index, least] of oldestSqlite.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) throw new Error(`SQLite ${row?.version ?? ''} is older than ${oldestSqlite.join('.')}`);
  }
}

const damageCodes = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR'];

/** Outcome by SQLite's own code. What is not said of the file itself is `unusable`: going on could do harm, and so could restoring. */
function outcomeOf(error: unknown, input: OpenInput): OpenOutcome {
  const code = error instanceof Database.SqliteError ? error.code : '';
  const why = error instanceof Error ? error.message : String(error);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return { kind: 'locked' };
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_PERM') || code.startsWith('SQLITE_FULL')) return { kind: 'notWritable', why };
  if (why.includes('directory does not exist')) return { kind: 'notWritable', why };
  if (code === 'SQLITE_NOTADB' && !isJournalUnderKey(input.folder, input.key)) return { kind: 'wrongKey' };
  return { kind: damageCodes.some((damage) => code.startsWith(damage)) ? 'damaged' : 'unusable', why };
}
