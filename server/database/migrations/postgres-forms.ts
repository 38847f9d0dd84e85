/**
 * PostgreSQL in the forms that SQLite has: texts compare by their bytes, whatever the database's language, so that pages follow
 * the same order everywhere; whole numbers have 64 bits, so that a number out of range is an unknown one and never an error.
 * A migration that adds columns on PostgreSQL calls this at its end.
 */
import { sql, type Kysely } from 'kysely';
import { dialectOf } from '../dialect.ts';

export async function usePostgresForms(db: Kysely<unknown>): Promise<void> {
  if (dialectOf(db) === 'sqlite') return;
  const { rows } = await sql<{ table_name: string; column_name: string; data_type: string }>`
    select c.table_name, c.column_name, c.data_type from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.table_name not like 'kysely%'
    and ((c.data_type = 'text' and c.collation_name is distinct from 'C') or c.data_type = 'integer')
    order by c.table_name, c.ordinal_position`.execute(db);
  for (const [table, columns] of Map.groupBy(rows, (row) => row.table_name)) {
    const changes = columns.map((column) => sql`alter column ${sql.ref(column.column_name)} type ${sql.raw(column.data_type === 'text' ? 'text collate "C"' : 'bigint')}`);
    await sql`alter table ${sql.table(table)} ${sql.join(changes)}`.execute(db);
  }
}
