/** H6: what kiosks tell of a restored database and of the room on their disks. */
import type { Kysely } from 'kysely';
import { usePostgresForms } from './postgres-forms.ts';

const columns = [
  ['restored_ms', 'bigint'],
  ['restored_from', 'text'],
  ['restored_backup_ms', 'bigint'],
  ['restored_count', 'bigint'],
  ['disk_state', 'text'],
  ['disk_free_bytes', 'bigint'],
] as const;

export async function up(db: Kysely<unknown>): Promise<void> {
  // SQLite takes one column at a time.
  for (const [name, type] of columns) await db.schema.alterTable('devices').addColumn(name, type).execute();
  await usePostgresForms(db);
}
