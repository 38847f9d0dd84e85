import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { migrate, migrations } from '../../main/database/migrations.ts';

it('H6 K7 0005 leaves every receipt as it was, and finds those of a time by an index', () => {
  const database = new Database(':memory:');
  onTestFinished(() => void database.close());
  migrate(database, migrations.slice(0, 4));
  database.exec("INSERT INTO punch_receipts VALUES (1, 'p', 'h', 'accepted', NULL, 5, 6, 2)");
  const before = database.prepare('SELECT * FROM punch_receipts').all();
  expect(migrate(database, migrations.slice(0, 5))).toEqual({ kind: 'migrated', from: 4, to: 5 });
  expect(database.prepare('SELECT * FROM punch_receipts').all()).toEqual(before);
  const plan = database.prepare('EXPLAIN QUERY PLAN SELECT DISTINCT journal_segment FROM punch_receipts WHERE settled_at_ms >= 5').all();
  expect(JSON.stringify(plan)).toContain('punch_receipts_by_settling');
});
