/** How many requests each address made at setup within the minute: counted here, for several server processes share the limit (A4). */
import type { Kysely } from 'kysely';
import { usePostgresForms } from './postgres-forms.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('setup_requests')
    .addColumn('address', 'text', (column) => column.primaryKey().notNull())
    .addColumn('minute_ms', 'bigint', (column) => column.notNull())
    .addColumn('requests', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('setup_requests_by_minute').on('setup_requests').column('minute_ms').execute();
  await usePostgresForms(db);
}
