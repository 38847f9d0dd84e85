import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, migrations, programVersion } from '../../main/database/migrations.ts';

function emptyDatabase(): Database.Database {
  const database = new Database(':memory:');
  onTestFinished(() => void database.close());
  return database;
}

function tables(database: Database.Database): string[] {
  return database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map((row) => row.name);
}

function version(database: Database.Database): unknown {
  return database.pragma('user_version', { simple: true });
}

describe('migrations of the kiosk database', () => {
  it('H6 0001 makes its tables out of nothing', () => {
    const database = emptyDatabase();
    expect(migrate(database, migrations.slice(0, 1))).toEqual({ kind: 'migrated', from: 0, to: 1 });
    expect(tables(database)).toEqual(['employees', 'punch_history', 'punch_records', 'punches', 'settings', 'staged', 'sync_log', 'texts']);
    expect(migrate(database, migrations.slice(0, 1))).toEqual({ kind: 'upToDate' });
  });

  it('H6 0001 refuses a status that is none of the three, and a record without its punch', () => {
    const database = emptyDatabase();
    migrate(database);
    database.pragma('foreign_keys = ON');
    const insert = (status: string): void => {
      database.exec(`INSERT INTO punches (sequence_number, punch_id, person_key, type, work_date, instant_ms, status, journal_segment, journal_end) VALUES (1, 'p', 'e:1', 'clockIn', '2026-11-23', 1, '${status}', 1, 1)`);
    };
    expect(() => insert('lost')).toThrow('CHECK');
    expect(() => database.exec("INSERT INTO punch_records VALUES (7, '{}')")).toThrow('FOREIGN KEY');
    insert('pending');
    database.exec("INSERT INTO punch_records VALUES (1, '{}')");
  });

  it('H6 numbers its steps 1, 2, 3 without a gap', () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('H6 a step that fails leaves the file as it was before that step', () => {
    const database = emptyDatabase();
    const steps = [
      { version: 1, sql: 'CREATE TABLE first (a)' },
      { version: 2, sql: 'CREATE TABLE second (a); CREATE TABLE first (a)' },
    ];
    expect(() => migrate(database, steps)).toThrow('already exists');
    expect(tables(database)).toEqual(['first']);
    expect(version(database)).toBe(1);
    expect(migrate(database, [steps[0] ?? { version: 1, sql: '' }, { version: 2, sql: 'CREATE TABLE second (a)' }])).toEqual({ kind: 'migrated', from: 1, to: 2 });
  });

  it('H6 refuses a file that is newer than the program and does not touch it', () => {
    const database = emptyDatabase();
    database.pragma(`user_version = ${String(programVersion + 3)}`);
    expect(migrate(database)).toEqual({ kind: 'newer', fileVersion: programVersion + 3 });
    expect(tables(database)).toEqual([]);
    expect(version(database)).toBe(programVersion + 3);
  });
});
