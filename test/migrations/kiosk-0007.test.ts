import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { migrate, migrations } from '../../main/database/migrations.ts';

it('H6 C6 0007 adds sets of answers, one of a kind for each punch, and leaves every row as it was', () => {
  const database = new Database(':memory:');
  onTestFinished(() => void database.close());
  migrate(database, migrations.slice(0, 6));
  database.exec("INSERT INTO outbox (record_id, kind, after_sequence, made_ms, record, status, journal_segment, journal_end) VALUES ('r', 'answers', 1, 2, '{}', 'pending', 1, 1)");
  const before = database.prepare('SELECT * FROM outbox').all();
  expect(migrate(database, migrations.slice(0, 7))).toEqual({ kind: 'migrated', from: 6, to: 7 });
  expect(database.prepare('SELECT * FROM outbox').all()).toEqual(before);
  const insert = "INSERT INTO answer_sets (punch_id, answer_set, person_key, work_date, begun_ms, asked, answers, status) VALUES ('p', 'breaks', 'e:1', '2026-11-23', 1, '{}', '[]', 'open')";
  database.exec(insert);
  expect(() => database.exec(insert)).toThrow(/UNIQUE/);
  expect(() => database.exec(insert.replace("'p'", "'q'").replace("'open'", "'asked'"))).toThrow(/CHECK/);
});
