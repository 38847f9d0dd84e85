/** The bare cost of what makes a punch durable: one append with its fsync, one commit of SQLite (WAL, synchronous=FULL). */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export interface TwoFsyncs {
  /** Does both with `body`; answers how long that took, in ms. */
  store(id: string, body: string): number;
  close(): void;
}

export function openTwoFsyncs(folder: string): TwoFsyncs {
  const file = openSync(join(folder, 'floor.append'), 'w');
  const database = new Database(join(folder, 'floor.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE punch (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL)');
  const insert = database.prepare('INSERT INTO punch (id, body) VALUES (?, ?)');
  let end = 0;
  return {
    store: (id, body) => {
      const bytes = Buffer.from(body);
      const startedMs = performance.now();
      end += writeSync(file, bytes, 0, bytes.length, end);
      fsyncSync(file);
      insert.run(id, body);
      return performance.now() - startedMs;
    },
    close: () => {
      closeSync(file);
      database.close();
    },
  };
}
