/** What the server's code knows of a database, whichever it is. */
import type { Db } from './schema.ts';

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
  /**
   * Runs `work`, which writes by a connection of its own in another thread (`openBeside`), while no transaction of this one is under way.
   * SQLite has one writer, and whoever waits for it inside of SQLite holds up all of the process; PostgreSQL needs no such turn.
   */
  whileAnotherWrites<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
