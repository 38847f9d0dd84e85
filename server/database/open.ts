/**
 * The server's database: a file of its own (SQLite), or PostgreSQL, which any number of server processes share (I1). Either way
 * an answer is given only after what it tells of is on the disk (H1). What cannot be used ends in a typed outcome and stays as it was.
 */
import { openPostgres, openPostgresBeside, type PostgresRefused } from './open-postgres.ts';
import { openSqlite, openSqliteBeside, type SqliteRefused } from './open-sqlite.ts';
import type { ServerDatabase } from './server-database.ts';

export type DatabaseTarget = { readonly kind: 'sqlite'; readonly dataDir: string } | { readonly kind: 'postgres'; readonly url: string };

export type OpenRefused = SqliteRefused | PostgresRefused;
export type OpenOutcome = { readonly kind: 'opened'; readonly database: ServerDatabase } | { readonly kind: OpenRefused };

/** Opens or creates the database, and brings it up to date. */
export function openDatabase(target: DatabaseTarget): Promise<OpenOutcome> {
  return target.kind === 'sqlite' ? openSqlite(target.dataDir) : openPostgres(target.url);
}

/** Another way into a database that this process has open already, for another of its threads: nothing is checked again, or brought up to date. */
export function openBeside(target: DatabaseTarget): ServerDatabase {
  return target.kind === 'sqlite' ? openSqliteBeside(target.dataDir) : openPostgresBeside(target.url);
}
