/**
 * H8: what stands around a person's new punch is one piece of an index instead of a probe for each date near by. What asks for a whole
 * date asks for a timeclock as well, nearly always: so that index ends with it. The index of the few that are unsettled begins with the
 * verdict, or SQLite, which does not know that they are few, would take one of the others and read all of the tenant's.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('punches_by_person').on('punches').columns(['tenant_id', 'person_key', 'work_date', 'instant_ms']).execute();
  await db.schema.dropIndex('punches_by_date').execute();
  await db.schema.createIndex('punches_by_date').on('punches').columns(['tenant_id', 'work_date', 'timeclock_id']).execute();
  await db.schema.dropIndex('punches_unsettled').execute();
  await db.schema
    .createIndex('punches_unsettled')
    .on('punches')
    .columns(['tenant_id', 'verdict', 'person_key', 'work_date'])
    .where(sql.ref('verdict'), 'in', [sql.lit('refused'), sql.lit('failed')])
    .execute();
}
