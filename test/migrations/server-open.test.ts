import { sql, type Kysely } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { migrationNames } from '../../server/database/migrations.ts';
import { openDatabase, type DatabaseTarget } from '../../server/database/open.ts';
import { openRaw } from '../support/raw-database.ts';
import { makeTestDatabase } from '../support/test-database.ts';
import { expectedTables } from './server-tables.ts';

async function arrange(): Promise<DatabaseTarget> {
  const { target, remove } = await makeTestDatabase('empty');
  onTestFinished(remove);
  return target;
}

async function openAndClose(target: DatabaseTarget): Promise<void> {
  const opened = await openDatabase(target);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  await opened.database.close();
}

async function inRaw<T>(target: DatabaseTarget, work: (db: Kysely<unknown>) => Promise<T>): Promise<T> {
  const db = openRaw(target);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

const numberTypes = new Set(['integer', 'int8', 'bigint']);

/** Every column of every table, in the words that both databases share. */
function describeTables(target: DatabaseTarget): Promise<Record<string, string>> {
  return inRaw(target, async (db) => {
    const tables = (await db.introspection.getTables()).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const kindOf = (type: string): string => (numberTypes.has(type.toLowerCase()) ? 'number' : type.toLowerCase());
    const keyColumns = new Set(['server_state.name', 'tenants.tenant_id', 'sessions.token_hash', 'sign_in_failures.subject', 'users.user_id', 'replaced_tokens.token_hash', 'punches.arrival_number', 'audit_log.audit_number']);
    // SQLite does not say of a key of one column that it is never null.
    const mayBeNull = (table: string, column: { name: string; isNullable: boolean }): boolean => column.isNullable && !keyColumns.has(`${table}.${column.name}`);
    return Object.fromEntries(tables.map((table) => [table.name, table.columns.map((column) => `${column.name} ${kindOf(column.dataType)}${mayBeNull(table.name, column) ? '?' : ''}`).join(', ')]));
  });
}

it('I1 makes every table in an empty database, the same ones in both kinds', async () => {
  const target = await arrange();
  await openAndClose(target);
  expect(await describeTables(target)).toEqual(expectedTables);
});

it('I1 opens a database of its own version again and changes nothing', async () => {
  const target = await arrange();
  await openAndClose(target);
  const applied = () => inRaw(target, async (db) => (await sql<{ name: string; timestamp: string }>`select name, timestamp from kysely_migration order by name`.execute(db)).rows);
  const before = await applied();
  await openAndClose(target);
  expect(before.map((row) => row.name)).toEqual(migrationNames);
  expect(await applied()).toEqual(before);
});

it('I1 refuses a database that a newer server wrote, and leaves it as it was', async () => {
  const target = await arrange();
  await openAndClose(target);
  await inRaw(target, (db) => sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2027-01-01')`.execute(db));
  expect(await openDatabase(target)).toEqual({ kind: 'newer' });
  expect(await describeTables(target)).toEqual(expectedTables);
});
