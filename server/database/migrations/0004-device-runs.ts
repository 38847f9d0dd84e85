/** H5: which run of its sync daemon a device was last heard of with, and those before it: one that comes back tells of a second machine. */
import type { Kysely } from 'kysely';
import { usePostgresForms } from './postgres-forms.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('devices').addColumn('last_run', 'text').execute();
  await db.schema.alterTable('devices').addColumn('earlier_runs', 'text').execute();
  await db.schema.alterTable('devices').addColumn('shared_ms', 'bigint').execute();
  await usePostgresForms(db);
}
