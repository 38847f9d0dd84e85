/**
 * What the whole server needs beyond the first form: typed and corrected punches, temporary employees, outbox records, enrolment
 * codes, renewed tokens, the state of devices, what is to be judged again, who did what. Punches are copied into a new table, for their verdict can be
 * 'failed' now and a check cannot be changed in place.
 */
import { sql, type Kysely, type SqlBool } from 'kysely';
import { nameKey } from '../../../shared/rules/identity.ts';
import { dialectOf } from '../dialect.ts';
import { usePostgresForms } from './postgres-forms.ts';

/** Columns that may be null, all of one table. */
async function addNullable(db: Kysely<unknown>, table: string, columns: Readonly<Record<string, 'text' | 'bigint' | 'integer'>>): Promise<void> {
  for (const [name, type] of Object.entries(columns)) await db.schema.alterTable(table).addColumn(name, type).execute();
}

async function widenDevices(db: Kysely<unknown>): Promise<void> {
  await addNullable(db, 'users', { kiosk_verifier: 'text' });
  await addNullable(db, 'devices', {
    previous_token_hash: 'text',
    previous_token_expires_ms: 'bigint',
    token_issued_ms: 'bigint',
    revoked_by: 'text',
    revocation_reason: 'text',
    pending_count: 'integer',
    failed_count: 'integer',
    oldest_pending_ms: 'bigint',
    clock_offset_ms: 'bigint',
    zone_data_edition: 'text',
    last_sync_ms: 'bigint',
    last_address: 'text',
    last_country: 'text',
    enrolled_country: 'text',
  });
  await db.schema.createIndex('devices_by_previous_token').on('devices').column('previous_token_hash').execute();
  await db.schema
    .createTable('replaced_tokens')
    .addColumn('token_hash', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('replaced_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('enrolment_codes')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('code_id', 'text', (column) => column.notNull())
    .addColumn('code_hash', 'text', (column) => column.notNull().unique())
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('issued_by', 'text', (column) => column.notNull())
    .addColumn('issued_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_ms', 'bigint', (column) => column.notNull())
    .addColumn('used_ms', 'bigint')
    .addColumn('used_by_device', 'text')
    .addColumn('revoked_ms', 'bigint')
    .addPrimaryKeyConstraint('enrolment_codes_key', ['tenant_id', 'code_id'])
    .addForeignKeyConstraint('enrolment_codes_timeclock', ['tenant_id', 'timeclock_id'], 'timeclocks', ['tenant_id', 'timeclock_id'])
    .execute();
  await db.schema
    .createTable('batches')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('received_ms', 'bigint', (column) => column.notNull())
    .addColumn('batch_id', 'text', (column) => column.notNull())
    .addColumn('lane', 'text', (column) => column.notNull())
    .addColumn('address', 'text')
    .addColumn('accepted', 'integer', (column) => column.notNull())
    .addColumn('duplicate', 'integer', (column) => column.notNull())
    .addColumn('refused', 'integer', (column) => column.notNull())
    .addColumn('failed', 'integer', (column) => column.notNull())
    .addColumn('records', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('batches_by_device').on('batches').columns(['tenant_id', 'device_id', 'received_ms']).execute();
}

async function widenPeople(db: Kysely<unknown>): Promise<void> {
  await addNullable(db, 'employees', { pin_digits: 'integer' });
  await db.schema
    .alterTable('employees')
    .addColumn('name_key', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  const people = await sql<{ tenant_id: string; employee_id: string; first_name: string; last_name: string }>`select tenant_id, employee_id, first_name, last_name from employees`.execute(db);
  for (const row of people.rows) await sql`update employees set name_key = ${nameKey(row.first_name, row.last_name)} where tenant_id = ${row.tenant_id} and employee_id = ${row.employee_id}`.execute(db);
  await db.schema.createIndex('employees_by_name').on('employees').columns(['tenant_id', 'name_key']).execute();
  await db.schema
    .createTable('temporary_employees')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('first_name', 'text', (column) => column.notNull())
    .addColumn('last_name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull())
    .addColumn('last_four_hash', 'text', (column) => column.notNull())
    .addColumn('last_four', 'text')
    .addColumn('first_seen_ms', 'bigint', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull().check(sql`outcome in ('noMatch', 'severalMatches', 'matched', 'dismissed')`))
    .addColumn('employee_id', 'text')
    .addColumn('settled_ms', 'bigint')
    .addColumn('settled_by', 'text')
    .addPrimaryKeyConstraint('temporary_employees_key', ['tenant_id', 'record_id'])
    .addUniqueConstraint('temporary_employees_by_form', ['tenant_id', 'name_key', 'last_four_hash'])
    .execute();
  await db.schema
    .createTable('temporary_ids')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('temporary_employee_id', 'text', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('temporary_ids_key', ['tenant_id', 'temporary_employee_id'])
    .execute();
  await db.schema.createIndex('temporary_ids_by_record').on('temporary_ids').columns(['tenant_id', 'record_id']).execute();
}

const oldPunchColumns =
  'arrival_number, tenant_id, punch_id, timeclock_id, device_id, sequence_number, person_key, type, work_date, displaced, instant_ms, offset_minutes, hash, content, received_ms, verdict, duplicate_of, refusal_code, rounded_ms, noted, sequence_exception, voided_ms';

async function renewPunches(db: Kysely<unknown>): Promise<void> {
  const isPostgres = dialectOf(db) === 'postgres';
  await db.schema
    .createTable('punches_renewed')
    .addColumn('arrival_number', isPostgres ? 'bigint' : 'integer', (column) => (isPostgres ? column.primaryKey().generatedByDefaultAsIdentity() : column.primaryKey()))
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('punch_id', 'text', (column) => column.notNull())
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('sequence_number', 'bigint', (column) => column.notNull())
    .addColumn('person_key', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('work_date', 'text', (column) => column.notNull())
    .addColumn('assignment_id', 'text')
    .addColumn('displaced', 'integer', (column) => column.notNull())
    .addColumn('instant_ms', 'bigint', (column) => column.notNull())
    .addColumn('offset_minutes', 'integer', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('received_ms', 'bigint', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull().check(sql`verdict in ('accepted', 'duplicate', 'refused', 'failed')`))
    .addColumn('duplicate_of', 'text')
    .addColumn('refusal_code', 'text')
    .addColumn('rounded_ms', 'bigint')
    .addColumn('noted', 'text', (column) => column.notNull())
    .addColumn('sequence_exception', 'text')
    .addColumn('voided_ms', 'bigint')
    .addColumn('source', 'text', (column) => column.notNull().defaultTo('kiosk'))
    .addColumn('match_failure', 'text')
    .addColumn('restored', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('dismissed_ms', 'bigint')
    .addUniqueConstraint('punches_renewed_by_id', ['tenant_id', 'punch_id'])
    .execute();
  // PostgreSQL's own JSON refuses a text with \u0000 in any field; a content is canonical, so that its fields can be found as text.
  const field = (name: string): string => (isPostgres ? `substring(content from '"${name}":"([^"]*)"')` : `json_extract(content, '$.${name}')`);
  await sql`insert into punches_renewed (${sql.raw(oldPunchColumns)}, assignment_id, time_zone) select ${sql.raw(oldPunchColumns)}, ${sql.raw(field('assignmentId'))}, ${sql.raw(field('timeZone'))} from punches`.execute(db);
  await db.schema.dropTable('punches').execute();
  await db.schema.alterTable('punches_renewed').renameTo('punches').execute();
  if (isPostgres) await sql`select setval(pg_get_serial_sequence('punches', 'arrival_number'), coalesce((select max(arrival_number) from punches), 0) + 1, false)`.execute(db);
  await db.schema.createIndex('punches_by_date').on('punches').columns(['tenant_id', 'work_date', 'person_key', 'instant_ms']).execute();
  await db.schema.createIndex('punches_by_arrival').on('punches').columns(['tenant_id', 'arrival_number']).execute();
  await db.schema.createIndex('punches_displaced').on('punches').columns(['tenant_id', 'person_key', 'instant_ms']).where(sql.ref('displaced'), '=', 1).execute();
  await db.schema.createIndex('punches_by_device').on('punches').columns(['tenant_id', 'device_id', 'sequence_number']).execute();
  await db.schema
    .createIndex('punches_chain_broken')
    .on('punches')
    .columns(['tenant_id', 'device_id', 'sequence_number'])
    .where(sql<SqlBool>`noted like '%"chain%'`)
    .execute();
  await db.schema
    .createIndex('punches_unsettled')
    .on('punches')
    .columns(['tenant_id', 'person_key', 'work_date'])
    .where(sql.ref('verdict'), 'in', [sql.lit('refused'), sql.lit('failed')])
    .execute();
}

async function createDecisions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('corrections')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('correction_id', 'text', (column) => column.notNull())
    .addColumn('punch_id', 'text', (column) => column.notNull())
    .addColumn('made_ms', 'bigint', (column) => column.notNull())
    .addColumn('made_by', 'text', (column) => column.notNull())
    .addColumn('made_by_name', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text', (column) => column.notNull())
    .addColumn('acknowledged_ms', 'bigint')
    .addPrimaryKeyConstraint('corrections_key', ['tenant_id', 'correction_id'])
    .execute();
  await db.schema.createIndex('corrections_by_punch').on('corrections').columns(['tenant_id', 'punch_id', 'made_ms']).execute();
  await db.schema
    .createTable('punch_decisions')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('decision_id', 'text', (column) => column.notNull())
    .addColumn('punch_id', 'text', (column) => column.notNull())
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('decided_ms', 'bigint', (column) => column.notNull())
    .addColumn('decided_by', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('before', 'text', (column) => column.notNull())
    .addColumn('after', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('punch_decisions_key', ['tenant_id', 'decision_id'])
    .execute();
  await db.schema.createIndex('punch_decisions_by_punch').on('punch_decisions').columns(['tenant_id', 'punch_id', 'decided_ms']).execute();
  await db.schema
    .createTable('meetings')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('meeting_id', 'text', (column) => column.notNull())
    .addColumn('typed_punch_id', 'text', (column) => column.notNull())
    .addColumn('kiosk_punch_id', 'text', (column) => column.notNull())
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addColumn('noticed_ms', 'bigint', (column) => column.notNull())
    .addColumn('decision', 'text')
    .addColumn('decided_ms', 'bigint')
    .addColumn('decided_by', 'text')
    .addPrimaryKeyConstraint('meetings_key', ['tenant_id', 'meeting_id'])
    .addUniqueConstraint('meetings_by_pair', ['tenant_id', 'typed_punch_id', 'kiosk_punch_id'])
    .execute();
  await db.schema
    .createTable('rejudge_queue')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('person_key', 'text', (column) => column.notNull())
    .addColumn('work_date', 'text', (column) => column.notNull())
    .addColumn('caused_by', 'text', (column) => column.notNull())
    .addColumn('queued_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('rejudge_queue_key', ['tenant_id', 'person_key', 'work_date'])
    .execute();
  await db.schema
    .createTable('audit_log')
    .addColumn('audit_number', dialectOf(db) === 'postgres' ? 'bigint' : 'integer', (column) => (dialectOf(db) === 'postgres' ? column.primaryKey().generatedByDefaultAsIdentity() : column.primaryKey()))
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('username', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('audit_log_by_tenant').on('audit_log').columns(['tenant_id', 'audit_number']).execute();
}

async function createOutbox(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('outbox_records')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('content_sha256', 'text', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('received_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('outbox_records_key', ['tenant_id', 'record_id'])
    .execute();
  await db.schema
    .createTable('answers')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('punch_id', 'text', (column) => column.notNull())
    .addColumn('answer_set', 'text', (column) => column.notNull())
    .addColumn('complete', 'integer', (column) => column.notNull())
    .addColumn('answers', 'text', (column) => column.notNull())
    .addColumn('made_ms', 'bigint', (column) => column.notNull())
    .addColumn('received_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('answers_key', ['tenant_id', 'record_id'])
    .execute();
  await db.schema.createIndex('answers_by_punch').on('answers').columns(['tenant_id', 'punch_id']).execute();
  await db.schema
    .createTable('requests')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('person_key', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('punch_id', 'text')
    .addColumn('type', 'text')
    .addColumn('work_date', 'text', (column) => column.notNull())
    .addColumn('proposed_ms', 'bigint')
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('made_ms', 'bigint', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull().check(sql`status in ('open', 'granted', 'declined')`))
    .addColumn('decided_ms', 'bigint')
    .addColumn('decided_by', 'text')
    .addColumn('decision_note', 'text')
    .addPrimaryKeyConstraint('requests_key', ['tenant_id', 'request_id'])
    .execute();
  await db.schema.createIndex('requests_by_status').on('requests').columns(['tenant_id', 'status', 'request_id']).execute();
}

export async function up(db: Kysely<unknown>): Promise<void> {
  await widenDevices(db);
  await widenPeople(db);
  await renewPunches(db);
  await createDecisions(db);
  await createOutbox(db);
  await usePostgresForms(db);
}
