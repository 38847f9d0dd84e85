/** Runs what is missing, each migration in a transaction; refuses a file that a newer server wrote. */
import { Migrator, type Migration } from 'kysely/migration';
import { sql } from 'kysely';
import * as initial from './migrations/0001-initial.ts';
import * as wholeServer from './migrations/0002-whole-server.ts';
import * as fleets from './migrations/0003-fleets.ts';
import * as deviceRuns from './migrations/0004-device-runs.ts';
import * as setupRequests from './migrations/0005-setup-requests.ts';
import * as restoredDevices from './migrations/0006-restored-devices.ts';
import * as punchesByPerson from './migrations/0007-punches-by-person.ts';
import * as passedOver from './migrations/0008-passed-over.ts';
import * as judgedAnswers from './migrations/0009-judged-answers.ts';
import type { Db } from './schema.ts';

const migrations: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-whole-server': wholeServer,
  '0003-fleets': fleets,
  '0004-device-runs': deviceRuns,
  '0005-setup-requests': setupRequests,
  '0006-restored-devices': restoredDevices,
  '0007-punches-by-person': punchesByPerson,
  '0008-passed-over': passedOver,
  '0009-judged-answers': judgedAnswers,
};

/** The migrations that this program needs, in their order. */
export const migrationNames: readonly string[] = Object.keys(migrations).toSorted();
/** The last of them. */
export const newestMigration = migrationNames.at(-1) ?? '';

export type MigrationOutcome = { readonly kind: 'upToDate' } | { readonly kind: 'newer'; readonly unknown: string };

/** @returns 'newer' without touching anything when the file knows a migration that this program does not. */
export async function migrate(db: Db): Promise<MigrationOutcome> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const unknown = (await appliedNames(db)).find((name) => !(name in migrations));
  if (unknown !== undefined) return { kind: 'newer', unknown };
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
  return { kind: 'upToDate' };
}

/** How a database that nobody brings up to date stands: how many migrations it has, and how many this program would add. */
export type Standing = { readonly kind: 'newer' } | { readonly kind: 'standing'; readonly applied: number; readonly missing: number };

export async function readStanding(db: Db): Promise<Standing> {
  const applied = await appliedNames(db);
  if (applied.some((name) => !(name in migrations))) return { kind: 'newer' };
  return { kind: 'standing', applied: applied.length, missing: migrationNames.length - applied.length };
}

async function appliedNames(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const rows = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.rows.map((row) => row.name);
}
