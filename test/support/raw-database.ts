/** A test's database without anything of the server around it: for rows that only an older or a newer version writes. */
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import type { DatabaseTarget } from '../../server/database/open.ts';
import { databaseFileName } from '../../server/database/open-sqlite.ts';
import { postgresPool } from '../../server/database/postgres-pool.ts';

export function openRaw(target: DatabaseTarget): Kysely<unknown> {
  if (target.kind === 'sqlite') return new Kysely({ dialect: new SqliteDialect({ database: new SQLite(path.join(target.dataDir, databaseFileName)) }) });
  return new Kysely({ dialect: new PostgresDialect({ pool: postgresPool(target.url, { connections: 2, statementTimeoutMs: 0, lockTimeoutMs: 0 }) }) });
}
