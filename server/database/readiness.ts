/** Whether the database answers, and has what this program needs. */
import { sql } from 'kysely';
import { newestMigration } from './migrations.ts';
import type { Db } from './schema.ts';

/** @throws whatever the database throws when it cannot be asked */
export async function readDatabaseState(db: Db): Promise<'ready' | 'migrationsMissing'> {
  const newest = await sql<{ name: string }>`select name from kysely_migration where name = ${newestMigration}`.execute(db);
  return newest.rows.length === 1 ? 'ready' : 'migrationsMissing';
}
