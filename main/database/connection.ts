/**
 * The one connection to the kiosk database (main is its only owner). Everything in it is synchronous: a transaction is one
 * turn of the event loop, so no tap ever sees half of one, and none interleaves with another.
 *
 * A failed commit is undecided, not undone: whoever meets one calls `reopen` and looks for what it wrote.
 */
import { closeSync, openSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { Query } from './query.ts';

/** H6: the database's file while it stands still: what is written meanwhile goes into the log beside it. */
export interface StillFile {
  /** An open file, for reading; the connection's own, never to be closed by whoever reads. */
  readonly file: number;
  /** False once the file may have changed after all: what was read of it is worth nothing. */
  isStill(): boolean;
  /** The file may change again. */
  release(): void;
}

export class Connection {
  #database: Database.Database | null;
  #still: Database.Database | null = null;
  /** Closed with the connection alone: a file that is closed takes the process's locks on it along (POSIX). */
  #readFile: number | null = null;
  #isClosedForGood = false;
  readonly #openAgain: () => Database.Database;
  readonly #prepared = new Map<string, Database.Statement>();
  readonly #afterRollback: (() => void)[] = [];

  /** @param openAgain opens the same file the same way; throws what SQLite throws */
  constructor(database: Database.Database, openAgain: () => Database.Database) {
    this.#database = database;
    this.#openAgain = openAgain;
  }

  /** Rows of a query. */
  all<P extends object, Row>(query: Query<P, Row>, parameters: P): Row[] {
    return this.#statement<P, Row>(query).all(...query.constants, parameters);
  }

  /** The first row, or undefined. */
  get<P extends object, Row>(query: Query<P, Row>, parameters: P): Row | undefined {
    return this.#statement<P, Row>(query).get(...query.constants, parameters);
  }

  /** Rows one by one; nothing else may run on the connection until it ends. */
  iterate<P extends object, Row>(query: Query<P, Row>, parameters: P): IterableIterator<Row> {
    return this.#statement<P, Row>(query).iterate(...query.constants, parameters);
  }

  /** Runs a writing query; answers how many rows changed. */
  run<P extends object, Row>(query: Query<P, Row>, parameters: P): number {
    return this.#statement<P, Row>(query).run(...query.constants, parameters).changes;
  }

  /** One transaction. Inside another it is part of that one. What `work` throws rolls back and goes on to the caller. */
  transaction<T>(work: () => T): T {
    const database = this.#open();
    if (database.inTransaction) return work();
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack(database);
      // After a failed read or write of the disk the cache of this connection cannot be believed: the next use opens the file anew.
      if (isDiskFault(error)) this.#release();
      throw error;
    }
  }

  /** Called after every transaction that did not commit: caches of stored values are stale then. */
  onRollback(listener: () => void): void {
    this.#afterRollback.push(listener);
  }

  /**
   * Moves the write-ahead log into the database file; between syncs, so that no tap has to. `truncate` gives its space back as
   * well. On a full disk it is `notNow`: nothing is lost, the log only stays as long as it is.
   */
  checkpoint(mode: 'passive' | 'truncate'): 'done' | 'notNow' {
    if (this.#still !== null && this.#still === this.#database) return 'notNow';
    try {
      this.#open().pragma(`wal_checkpoint(${mode.toUpperCase()})`);
      return 'done';
    } catch {
      this.#release();
      return 'notNow';
    }
  }

  /**
   * H6: empties the log into the file, and keeps the file as it is from here until `release`, so that it can be copied while taps go
   * on. Null where that cannot be now: another copy is being made, or the disk takes nothing.
   */
  keepStill(): StillFile | null {
    const database = this.#open();
    if (this.#still === database || database.inTransaction || this.checkpoint('truncate') === 'notNow') return null;
    const pages = Number(database.pragma('wal_autocheckpoint', { simple: true }));
    database.pragma('wal_autocheckpoint = 0');
    this.#still = database;
    this.#readFile ??= openSync(database.name, 'r');
    const isStill = (): boolean => this.#still === database && this.#database === database;
    return {
      file: this.#readFile,
      isStill,
      release: () => {
        if (isStill()) database.pragma(`wal_autocheckpoint = ${String(pages)}`);
        if (this.#still === database) this.#still = null;
      },
    };
  }

  /** Closes and opens the file again, so that only what is on the disk counts. Throws when it does not open. */
  reopen(): void {
    this.#release();
    if (this.#isClosedForGood) throw new Error('the database is closed');
    this.#database = this.#openAgain();
    for (const listener of this.#afterRollback) listener();
  }

  /** For good: main is stopping. Whatever comes later throws. */
  close(): void {
    this.#isClosedForGood = true;
    this.#release();
    if (this.#readFile !== null) closeSync(this.#readFile);
    this.#readFile = null;
  }

  #release(): void {
    this.#prepared.clear();
    const database = this.#database;
    this.#database = null;
    database?.close();
  }

  #open(): Database.Database {
    if (this.#database === null) this.reopen();
    if (this.#database === null) throw new Error('the database is closed');
    return this.#database;
  }

  #statement<P extends object, Row>(query: Query<P, Row>): Database.Statement<unknown[], Row> {
    const database = this.#open();
    const known = this.#prepared.get(query.sql);
    if (known !== undefined) return known as Database.Statement<unknown[], Row>;
    const fresh = database.prepare<unknown[], Row>(query.sql);
    this.#prepared.set(query.sql, fresh);
    return fresh;
  }

  #rollBack(database: Database.Database): void {
    try {
      if (database.inTransaction) database.exec('ROLLBACK');
    } catch {
      this.#release();
    }
    for (const listener of this.#afterRollback) listener();
  }
}

function isDiskFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_IOERR');
}
