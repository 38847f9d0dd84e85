/** J3, I4: what kiosks tell of changes that they could not use, JSON of the contract's `passedOver`. */
import type { Kysely } from 'kysely';
import { usePostgresForms } from './postgres-forms.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('devices').addColumn('passed_over', 'text').execute();
  await usePostgresForms(db);
}
