/** The database file as a start would find it. Nothing is made: neither folder nor file, and no migration runs. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { readStanding, type Standing } from './migrations.ts';
import { databaseFileName, reasonOf, refuseDamaged, type SqliteRefused } from './open-sqlite.ts';
import type { Schema } from './schema.ts';
import { withStatementCache } from './statement-cache.ts';

export async function lookAtSqlite(dataDir: string): Promise<Standing | { readonly kind: SqliteRefused | 'notThere' }> {
  const location = path.join(dataDir, databaseFileName);
  if (!existsSync(location)) return { kind: canHoldFolders(nearestThere(dataDir)) ? 'notThere' : 'notWritable' };
  if (!canHoldFolders(dataDir)) return { kind: 'notWritable' };
  let file: SQLite.Database | null = null;
  try {
    // To be written, though nothing is: a connection that only reads would leave its -wal and -shm behind, as files of whoever asked.
    file = new SQLite(location, { fileMustExist: true, timeout: 1000 });
    refuseDamaged(file);
    return await readStanding(new Kysely<Schema>({ dialect: new SqliteDialect({ database: withStatementCache(file) }) }));
  } catch (cause) {
    return { kind: reasonOf(cause) };
  } finally {
    file?.close();
  }
}

function nearestThere(folder: string): string {
  const above = path.dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestThere(above);
}

function canHoldFolders(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.R_OK | constants.X_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}
