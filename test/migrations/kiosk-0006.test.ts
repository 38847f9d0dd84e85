import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { migrate, migrations } from '../../main/database/migrations.ts';

it('G3 0006 keeps every line of the log, and has room for the history of connection and machine', () => {
  const database = new Database(':memory:');
  onTestFinished(() => void database.close());
  migrate(database, migrations.slice(0, 5));
  database.exec("INSERT INTO sync_log VALUES (1, 5, 'info', 'sync.started', '{}'), (2, 6, 'warning', 'sync.failed', '{\"failure\":\"timeout\"}')");
  const before = database.prepare('SELECT * FROM sync_log').all();
  expect(migrate(database, migrations.slice(0, 6))).toEqual({ kind: 'migrated', from: 5, to: 6 });
  expect(database.prepare('SELECT log_id, at_ms, level, event, fields FROM sync_log').all()).toEqual(before);
  expect(database.prepare('SELECT session FROM sync_log').all()).toEqual([{ session: null }, { session: null }]);
  for (const table of ['connectivity_history', 'machine_history']) expect(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 });
  expect(() => database.exec("INSERT INTO connectivity_history VALUES (1, 5, 'perhaps')")).toThrow('CHECK');
});
