/** The database under a server's benchmark, the same one under its floor, and what it does at best with bare rows. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { DatabaseTarget } from '../../../server/database/open.ts';

export interface BenchPlace {
  readonly target: DatabaseTarget;
  /** What the server's process is told. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export interface BenchDatabase {
  readonly name: 'SQLite' | 'PostgreSQL';
  readonly floorName: string;
  /** A new, empty one. `folder` is for files of the server. */
  create(folder: string): Promise<BenchPlace>;
  /** Where the floor server stores. @param file a name for a file that is not there yet */
  floor(file: string): Promise<{ readonly argument: readonly [kind: string, where: string]; remove(): Promise<void> }>;
  /** Seconds for the punches of these texts (plain JSON of a batch each): one statement and one commit a batch. */
  bareInsert(parent: string, batches: readonly string[]): Promise<number>;
}

const nothing = (): Promise<void> => Promise.resolve();

export const sqliteDatabase: BenchDatabase = {
  name: 'SQLite',
  floorName: 'group commit, no rules, no TLS',
  create: (folder) => Promise.resolve({ target: { kind: 'sqlite', dataDir: folder }, environment: { ZENTIME_SERVER_DATA_DIR: folder }, remove: nothing }),
  floor: (file) => Promise.resolve({ argument: ['sqlite', file], remove: nothing }),
  bareInsert: (parent, batches) => Promise.resolve(insertIntoSqlite(parent, batches)),
};

const plainBatch = z.object({ punches: z.array(z.looseObject({ punchId: z.string(), deviceId: z.string(), sequenceNumber: z.number(), type: z.string(), bestKnownInstant: z.string(), workDate: z.string(), person: z.unknown() })) });

/** Eight columns a row, as the anchors' bare insert has them. */
export function bareRows(batch: string): unknown[][] {
  return plainBatch.parse(JSON.parse(batch)).punches.map((punch) => [punch.punchId, punch.deviceId, punch.sequenceNumber, JSON.stringify(punch.person), punch.type, punch.bestKnownInstant, punch.workDate, JSON.stringify(punch)]);
}

export const bareTable = 'bare_punch (id text primary key, device text, seq bigint, person text, type text, at text, work_date text, body text not null)';

function insertIntoSqlite(parent: string, batches: readonly string[]): number {
  const file = join(parent, `bare-insert-${process.pid}.db`);
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`create table ${bareTable}`);
  const rows = batches.map(bareRows);
  const place = `(${Array(8).fill('?').join(', ')})`;
  const insert = database.prepare(
    `insert into bare_punch values ${Array(rows[0]?.length ?? 0)
      .fill(place)
      .join(', ')} on conflict (id) do nothing`,
  );
  const startedMs = performance.now();
  for (const batch of rows) insert.run(batch.flat());
  const seconds = (performance.now() - startedMs) / 1000;
  database.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  return seconds;
}
