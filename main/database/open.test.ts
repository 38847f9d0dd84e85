import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import type { Connection } from './connection.ts';
import { openJournal } from './journal.ts';
import { programVersion } from './migrations.ts';
import { databaseFileName, openDatabase, type OpenOutcome } from './open.ts';
import { build, query } from './query.ts';

const key = Buffer.alloc(32, 7);

function arrangeFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

function open(folder: string, withKey: Buffer = key): OpenOutcome {
  return openDatabase({ folder, key: withKey, lockWaitMs: 50 });
}

function opened(folder: string): Connection {
  const outcome = open(folder);
  if (outcome.kind !== 'opened') throw new Error(outcome.kind);
  onTestFinished(() => outcome.connection.close());
  return outcome.connection;
}

/** The file as SQLite alone opens it, without what open.ts sets. */
function rawDatabase(folder: string): Database.Database {
  const database = new Database(join(folder, databaseFileName));
  database.pragma("cipher = 'sqlcipher'");
  database.pragma('legacy = 4');
  database.pragma(`key = "x'${key.toString('hex')}'"`);
  return database;
}

function pragma(connection: Connection, name: string): unknown {
  const row = connection.get({ sql: `PRAGMA ${name}`, constants: [] }, {});
  return Object.values(row ?? {})[0];
}

const settingNames = query()(build.selectFrom('settings').select('name'));

describe('opening the kiosk database', () => {
  it('C3 runs on WAL with synchronous=FULL at the first start and at every later one', () => {
    const folder = arrangeFolder();
    for (let start = 0; start < 3; start += 1) {
      const connection = opened(folder);
      expect(pragma(connection, 'journal_mode')).toBe('wal');
      expect(pragma(connection, 'synchronous')).toBe(2);
      expect(pragma(connection, 'foreign_keys')).toBe(1);
      connection.close();
    }
  });

  it('C3 would be at synchronous=NORMAL on a second connection that does not set it: the trap that the setting is for', () => {
    const folder = arrangeFolder();
    opened(folder).close();
    const raw = rawDatabase(folder);
    raw.pragma('journal_mode');
    raw.prepare('SELECT count(*) FROM settings').get();
    expect(raw.pragma('synchronous', { simple: true })).toBe(1);
    raw.close();
  });

  it('C3 keeps FULL when the file is opened again after a failure', () => {
    const connection = opened(arrangeFolder());
    connection.reopen();
    expect(pragma(connection, 'synchronous')).toBe(2);
  });

  it('H1 writes nothing readable to the disk', () => {
    const folder = arrangeFolder();
    opened(folder).close();
    const bytes = readFileSync(join(folder, databaseFileName));
    expect(bytes.subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
    expect(bytes.includes('punch_records')).toBe(false);
  });

  it('H6 refuses a file of a newer program and leaves it as it is', () => {
    const folder = arrangeFolder();
    opened(folder).close();
    const raw = rawDatabase(folder);
    raw.pragma(`user_version = ${String(programVersion + 1)}`);
    raw.close();
    const before = readFileSync(join(folder, databaseFileName));
    expect(open(folder)).toEqual({ kind: 'newer', fileVersion: programVersion + 1, programVersion });
    expect(readFileSync(join(folder, databaseFileName))).toEqual(before);
  });

  it('H6 says that a file is damaged, wherever the bytes were flipped, and leaves it as it is', () => {
    const folder = arrangeFolder();
    opened(folder).close();
    const file = join(folder, databaseFileName);
    const healthy = readFileSync(file);
    for (const place of [20, 100, 5000, 4096 * 3 + 17, healthy.length - 9]) {
      const damaged = Buffer.from(healthy);
      damaged.writeUInt8(damaged.readUInt8(place) ^ 0xff, place);
      writeFileSync(file, damaged);
      expect({ place, kind: open(folder).kind }).toEqual({ place, kind: 'damaged' });
      expect(readFileSync(file)).toEqual(damaged);
    }
  });

  it('H6 says that the database is damaged when it is gone and its journal holds punches', () => {
    const folder = arrangeFolder();
    const journal = openJournal({ folder, key, nowMs: () => 0 });
    if (journal.kind !== 'opened') throw new Error(journal.kind);
    journal.journal.append('{}');
    journal.journal.close();
    expect(open(folder).kind).toBe('damaged');
    expect(existsSync(join(folder, databaseFileName))).toBe(false);
    writeFileSync(join(folder, databaseFileName), '');
    expect(open(folder).kind).toBe('damaged');
  });

  it('H1 tells a wrong key from damage by the journal beside the database', () => {
    const folder = arrangeFolder();
    opened(folder).close();
    const journal = openJournal({ folder, key, nowMs: () => 0 });
    if (journal.kind === 'opened') journal.journal.close();
    expect(open(folder, randomBytes(32))).toEqual({ kind: 'wrongKey' });
  });

  it('H1 lets one instance in at a time', () => {
    const folder = arrangeFolder();
    const first = opened(folder);
    expect(open(folder)).toEqual({ kind: 'locked' });
    first.close();
    expect(opened(folder).all(settingNames, {})).toEqual([]);
  });

  it('J3 says that a folder cannot be written, and makes nothing', () => {
    const folder = arrangeFolder();
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    expect(open(join(file, 'below')).kind).toBe('notWritable');
    expect(open(join(folder, 'missing')).kind).toBe('notWritable');
  });

  it('H1 runs on a SQLite without the WAL reset bug', () => {
    const row = opened(arrangeFolder()).get({ sql: 'SELECT sqlite_version() AS version', constants: [] }, {});
    const [major = 0, minor = 0, patch = 0] = String(Object.values(row ?? {})[0])
      .split('.')
      .map(Number);
    expect(major * 1_000_000 + minor * 1000 + patch).toBeGreaterThanOrEqual(3_051_003);
  });
});
