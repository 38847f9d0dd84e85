import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { FreshStatistics } from '../../server/database/fresh-statistics.ts';
import { openDatabase } from '../../server/database/open.ts';
import type { ServerDatabase } from '../../server/database/server-database.ts';
import { startPostgres, type PostgresServer } from '../support/postgres-server.ts';

let postgres: PostgresServer;

beforeAll(async () => {
  // Else it might come first.
  postgres = await startPostgres({ settings: { autovacuum: 'off' } });
});

afterAll(() => postgres.stop());

async function open(name: string): Promise<ServerDatabase> {
  const opened = await openDatabase({ kind: 'postgres', url: postgres.urlOf(name) });
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  onTestFinished(() => opened.database.close());
  return opened.database;
}

/** Rows of a tenant that fill some hundred pages. */
async function fill({ reader }: ServerDatabase, from: number, rows: number): Promise<void> {
  await sql`insert into changes (tenant_id, sequence, kind, subject_id, timeclock_id, changed_ms)
    select 'northwind', n, 'entry', 'punch-' || n, 1042, 0 from generate_series(${from}::int, ${from + rows - 1}::int) as n`.execute(reader);
}

/** What the planner believes; -1 for never asked. */
async function knownRows({ reader }: ServerDatabase): Promise<number> {
  const { rows } = await sql<{ reltuples: number }>`select reltuples::bigint as reltuples from pg_class where oid = 'changes'::regclass`.execute(reader);
  return rows[0]?.reltuples ?? 0;
}

it('I1 has a table analysed when it has doubled, and not again before the next time', async () => {
  await postgres.create('doubling');
  const database = await open('doubling');
  const statistics = new FreshStatistics(database.reader);
  expect(await statistics.refresh()).toEqual([]);
  await fill(database, 1, 5000);
  expect(await knownRows(database)).toBe(-1);
  expect(await statistics.refresh()).toEqual(['changes']);
  expect(await knownRows(database)).toBe(5000);
  await fill(database, 5001, 2000);
  expect(await statistics.refresh()).toEqual([]);
  await fill(database, 7001, 5000);
  // Another process sees it as well, and only one of them does it.
  const asked = await Promise.all([statistics.refresh(), new FreshStatistics(database.reader).refresh()]);
  expect(asked.flat()).toContain('changes');
  expect(await knownRows(database)).toBe(12_000);
  expect(await new FreshStatistics(database.reader).refresh()).toEqual([]);
});

it('I1 sees to it by itself when a server writes', async () => {
  await postgres.create('writing');
  const database = await open('writing');
  await fill(database, 1, 5000);
  for (let round = 0; round < 100 && (await knownRows(database)) < 0; round += 1) {
    await database.transaction((db) => sql`select 1`.execute(db));
    await new Promise((resume) => setTimeout(resume, 50));
  }
  expect(await knownRows(database)).toBe(5000);
});

it('I1 goes on where another user owns the tables and forbids it, and asks no more than it would have to', async () => {
  await postgres.create('foreign_owner');
  const owner = await open('foreign_owner');
  await sql`create role clerk login`.execute(owner.reader);
  await sql`grant select, insert, update, delete on all tables in schema public to clerk`.execute(owner.reader);
  await fill(owner, 1, 5000);
  await owner.reader.connection().execute(async (connection) => {
    await sql`set role clerk`.execute(connection);
    const statistics = new FreshStatistics(connection);
    await statistics.refresh();
    expect(await statistics.refresh()).toEqual([]);
    await sql`reset role`.execute(connection);
  });
  expect(await knownRows(owner)).toBe(-1);
});
