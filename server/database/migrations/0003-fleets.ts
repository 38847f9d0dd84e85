/**
 * For a thousand kiosks at once: the hash of a timeclock's properties, so that whoever has them parsed reads no more than that, and
 * an index for which kiosks stand at which timeclock.
 */
import { hash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { usePostgresForms } from './postgres-forms.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('timeclocks')
    .addColumn('properties_sha256', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  const { rows } = await sql<{ tenant_id: string; timeclock_id: number; properties: string }>`select tenant_id, timeclock_id, properties from timeclocks`.execute(db);
  for (const row of rows) await sql`update timeclocks set properties_sha256 = ${hash('sha256', row.properties)} where tenant_id = ${row.tenant_id} and timeclock_id = ${row.timeclock_id}`.execute(db);
  await db.schema.createIndex('devices_by_timeclock').on('devices').columns(['tenant_id', 'timeclock_id']).execute();
  await usePostgresForms(db);
}
