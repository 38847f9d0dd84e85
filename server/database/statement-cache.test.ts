import SQLite from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { EachRow, withStatementCache } from './statement-cache.ts';

function openTable() {
  const file = new SQLite(':memory:');
  onTestFinished(() => void file.close());
  file.exec('create table punch (id text primary key, at integer)');
  return withStatementCache(file);
}

it('I5 runs a statement once for each row, and says how many rows all of them wrote', () => {
  const database = openTable();
  const insert = database.prepare('insert into punch values (?, ?) on conflict (id) do nothing');
  expect(
    insert.run([
      new EachRow([
        ['a', 1],
        ['b', null],
        ['a', 3],
      ]),
    ]).changes,
  ).toBe(2);
  expect(insert.run([new EachRow([])]).changes).toBe(0);
  expect(insert.run(['c', 4]).changes).toBe(1);
  expect(database.prepare('select id, at from punch where at is not ? order by id').all([2])).toEqual([
    { id: 'a', at: 1 },
    { id: 'b', at: null },
    { id: 'c', at: 4 },
  ]);
});

it('I5 keeps a statement by its text', () => {
  const database = openTable();
  expect(database.prepare('select id from punch')).toBe(database.prepare('select id from punch'));
});
