import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely';
import { expect, it } from 'vitest';
import { arrangeServer } from '../../test/support/server-in-process.ts';
import { newestMigration } from '../database/migrations.ts';
import type { Schema } from '../database/schema.ts';
import { readReadiness, Stopping } from './readiness.ts';

/** A database that takes the question and never answers. */
class SilentDriver extends DummyDriver {
  override acquireConnection(): ReturnType<DummyDriver['acquireConnection']> {
    return new Promise(() => undefined);
  }
}

function silentDatabase(): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: { createAdapter: () => new SqliteAdapter(), createDriver: () => new SilentDriver(), createIntrospector: (db) => new SqliteIntrospector(db), createQueryCompiler: () => new SqliteQueryCompiler() } });
}

it('I1 is alive and ready without a token, and tells nothing of anybody', async () => {
  const { app } = await arrangeServer();
  for (const [url, body] of [
    ['/healthz', '{"status":"alive"}'],
    ['/readyz', '{"status":"ready"}'],
  ] as const) {
    const response = await app.inject({ method: 'GET', url });
    expect([response.statusCode, response.body]).toEqual([200, body]);
  }
});

it('I1 is not ready while the database lacks a migration, fails, or does not answer', async () => {
  const { app, deps } = await arrangeServer();
  const db = deps.database.reader;
  await sql`update kysely_migration set name = 'unknown' where name = ${newestMigration}`.execute(db);
  const missing = await app.inject({ method: 'GET', url: '/readyz' });
  expect([missing.statusCode, missing.json()]).toEqual([503, { status: 'notReady', reason: 'migrationsMissing' }]);
  await sql`update kysely_migration set name = ${newestMigration} where name = 'unknown'`.execute(db);
  await sql`alter table kysely_migration rename to kysely_migration_away`.execute(db);
  expect(await readReadiness(db, new Stopping())).toEqual({ kind: 'notReady', reason: 'databaseFailed' });
  await sql`alter table kysely_migration_away rename to kysely_migration`.execute(db);
  expect(await readReadiness(db, new Stopping())).toEqual({ kind: 'ready' });
  expect(await readReadiness(silentDatabase(), new Stopping())).toEqual({ kind: 'notReady', reason: 'databaseSilent' });
});

it('I1 is not asked for a token and not limited, however often somebody looks', async () => {
  const { app } = await arrangeServer({ setupRequestsPerMinute: 1 });
  const answers = await Promise.all(Array.from({ length: 50 }, () => app.inject({ method: 'GET', url: '/readyz' })));
  expect(answers.every((answer) => answer.statusCode === 200)).toBe(true);
});
