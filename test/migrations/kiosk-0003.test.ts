import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, migrations } from '../../main/database/migrations.ts';

/** A file of the second form with a punch and a setting. */
function secondForm(): Database.Database {
  const database = new Database(':memory:');
  onTestFinished(() => void database.close());
  migrate(database, migrations.slice(0, 2));
  database.exec("INSERT INTO punches (sequence_number, punch_id, person_key, type, work_date, instant_ms, status, journal_segment, journal_end) VALUES (7, 'p7', 'e:1', 'clockIn', '2026-11-23', 1, 'synced', 1, 1)");
  database.exec("INSERT INTO settings VALUES ('cursor', '\"c1\"')");
  return database;
}

const rows = (database: Database.Database, table: string): unknown[] => database.prepare(`SELECT * FROM ${table}`).all();

describe('migration 0003 of the kiosk database', () => {
  it('H6 H5 0003 adds receipts, and leaves every row as it was', () => {
    const database = secondForm();
    const before = ['punches', 'settings'].map((table) => rows(database, table));
    expect(migrate(database, migrations.slice(0, 3))).toEqual({ kind: 'migrated', from: 2, to: 3 });
    expect(['punches', 'settings'].map((table) => rows(database, table))).toEqual(before);
    expect(rows(database, 'punch_receipts')).toEqual([]);
  });

  it('H6 0003 refuses a receipt of a punch that was not settled', () => {
    const database = secondForm();
    migrate(database);
    const insert = (verdict: string): void => void database.exec(`INSERT INTO punch_receipts VALUES (1, 'p', 'h', '${verdict}', NULL, 1, 1, 1)`);
    expect(() => insert('refused')).toThrow('CHECK');
    insert('accepted');
  });
});
