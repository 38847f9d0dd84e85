/**
 * The server's database: a file of its own (SQLite), or PostgreSQL, which any number of server processes share (I1). Either way
 * an answer is given only after what it tells of is on the disk (H1). What cannot be used ends in a typed outcome and stays as it was.
 */
import { openPostgres, type PostgresRefused } from './open-postgres.ts';
import { openSqlite, type SqliteRefused } from './open-sqlite.ts';
import type { Db } from './schema.ts';

export type DatabaseTarget = { readonly kind: 'sqlite'; readonly dataDir: string } | { readonly kind: 'postgres'; readonly url: string };

/** Reads go to `reader`; what must hold together goes through `transaction`. */
export interface ServerDatabase {
  readonly reader: Db;
  /**
   * All or nothing. SQLite: one writer at a time. PostgreSQL: read committed, so that whoever decides by what he read takes the lock
   * for it first (person-locks.ts, or an update); `work` runs again from its start when others held what it needed, so it keeps
   * nothing outside of itself before it returns.
   * @throws DatabaseUnavailable when the database cannot do it now
   */
  transaction<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type OpenRefused = SqliteRefused | PostgresRefused;
export type OpenOutcome = { readonly kind: 'opened'; readonly database: ServerDatabase } | { readonly kind: OpenRefused };

/** Opens or creates the database, and brings it up to date. */
export function openDatabase(target: DatabaseTarget): Promise<OpenOutcome> {
  return target.kind === 'sqlite' ? openSqlite(target.dataDir) : openPostgres(target.url);
}
