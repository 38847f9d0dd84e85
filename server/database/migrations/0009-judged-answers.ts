/** C5, C6: versions of questions, so that the server judges answers by those that were asked; and what it judged, null where it does not know them. */
import type { Kysely } from 'kysely';
import { usePostgresForms } from './postgres-forms.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('question_versions')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('questions', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('question_versions_pk', ['tenant_id', 'definition'])
    .execute();
  await db.schema.alterTable('answers').addColumn('judged_complete', 'integer').execute();
  await usePostgresForms(db);
}
