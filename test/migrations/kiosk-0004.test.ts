import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, migrations, programVersion } from '../../main/database/migrations.ts';

/** A file of the third form with a punch and what settles it. */
function thirdForm(): Database.Database {
  const database = new Database(':memory:');
  onTestFinished(() => void database.close());
  migrate(database, migrations.slice(0, 3));
  database.exec(`
    INSERT INTO punches (sequence_number, punch_id, person_key, type, work_date, instant_ms, status, journal_segment, journal_end) VALUES (1, 'p1', 't:1', 'clockIn', '2026-11-23', 1, 'failed', 1, 1);
    INSERT INTO punch_records VALUES (1, '{"punchId":"p1"}');
    INSERT INTO temporary_outcomes VALUES ('1', '{"kind":"noMatch"}');
    INSERT INTO settings VALUES ('recovery', '{"upToSequence":1,"startedAtMs":1}');
  `);
  return database;
}

describe('migration 0004 of the kiosk database', () => {
  it('H6 K9 0004 adds the outbox and temporary employees, and leaves every row as it was', () => {
    const database = thirdForm();
    const read = (): unknown[] => ['punches', 'punch_records', 'temporary_outcomes', 'settings'].map((table) => database.prepare(`SELECT * FROM ${table}`).all());
    const before = read();
    expect(migrate(database)).toEqual({ kind: 'migrated', from: 3, to: programVersion });
    expect(read()).toEqual(before);
    expect(['outbox', 'temporary_employees'].map((table) => database.prepare(`SELECT * FROM ${table}`).all())).toEqual([[], []]);
  });

  it('H6 H2 0004 refuses a second record of one id, and a status that is none of the two', () => {
    const database = thirdForm();
    migrate(database);
    const insert = (recordId: string, status: string): void => {
      database.prepare("INSERT INTO outbox (record_id, kind, after_sequence, made_ms, record, status, journal_segment, journal_end) VALUES (?, 'void', 1, 1, '{}', ?, 1, 1)").run(recordId, status);
    };
    insert('r1', 'pending');
    expect(() => insert('r1', 'pending')).toThrow('UNIQUE');
    expect(() => insert('r2', 'failed')).toThrow('CHECK');
  });
});
