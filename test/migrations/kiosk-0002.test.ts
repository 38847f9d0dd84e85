import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, migrations, programVersion } from '../../main/database/migrations.ts';

/** A file of the first form with a punch in each status, and people. */
function firstForm(): Database.Database {
  const database = new Database(':memory:');
  onTestFinished(() => void database.close());
  migrate(database, migrations.slice(0, 1));
  for (const [sequence, status, code] of [
    [1, 'synced', null],
    [2, 'pending', 'noClockIn'],
    [3, 'failed', null],
  ] as const) {
    database
      .prepare("INSERT INTO punches (sequence_number, punch_id, person_key, type, work_date, instant_ms, status, refusal_code, journal_segment, journal_end) VALUES (?, ?, 'e:1', 'clockIn', '2026-11-23', 1, ?, ?, 1, 1)")
      .run(sequence, `p${sequence}`, status, code);
    database.prepare('INSERT INTO punch_records VALUES (?, ?)').run(sequence, `{"punchId":"p${sequence}"}`);
  }
  database.exec("INSERT INTO settings VALUES ('cursor', '\"c1\"'); INSERT INTO staged VALUES ('texts', 'en', '{}')");
  return database;
}

function rows(database: Database.Database, table: string): unknown[] {
  return database.prepare(`SELECT * FROM ${table}`).all();
}

describe('migration 0002 of the kiosk database', () => {
  it('H6 D5 0002 adds entries and outcomes, and leaves every row as it was', () => {
    const database = firstForm();
    const before = ['punches', 'punch_records', 'settings', 'staged'].map((table) => rows(database, table));
    expect(migrate(database)).toEqual({ kind: 'migrated', from: 1, to: programVersion });
    const [punches, ...others] = before;
    expect(rows(database, 'punches')).toEqual(punches?.map((row) => ({ ...(row as object), match_failure: null })));
    expect(['punch_records', 'settings', 'staged'].map((table) => rows(database, table))).toEqual(others);
    expect(['entries', 'temporary_outcomes', 'request_outcomes', 'operators'].map((table) => rows(database, table))).toEqual([[], [], [], []]);
  });

  it('H6 0002 refuses an entry in a state that is none of the five', () => {
    const database = firstForm();
    migrate(database);
    const insert = (state: string): void => {
      database.exec(
        `INSERT INTO entries (punch_id, since_version, person_key, work_date, type, instant_ms, time_zone, offset_minutes, timeclock_id, state, exceptions) VALUES ('p', 1, 'e:1', '2026-11-23', 'clockIn', 1, 'UTC', 0, 1042, '${state}', '[]')`,
      );
    };
    expect(() => insert('pending')).toThrow('CHECK');
    insert('voided');
  });
});
