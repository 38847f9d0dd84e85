/** First form of the server's tables. Forward only: a later need is a later migration. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { dialectOf } from '../dialect.ts';

async function createTenantTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('server_state')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('tenants')
    .addColumn('tenant_id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('alias', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull())
    .addColumn('alias_key', 'text', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('locale', 'text', (column) => column.notNull())
    .addColumn('first_day_of_week', 'integer', (column) => column.notNull())
    .addColumn('tenant_key', 'text', (column) => column.notNull())
    .addColumn('change_sequence', 'bigint', (column) => column.notNull().defaultTo(0))
    .addUniqueConstraint('tenants_by_company', ['name_key', 'alias_key'])
    .execute();
  await db.schema
    .createTable('timeclocks')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.tenant_id'))
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('properties', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('timeclocks_key', ['tenant_id', 'timeclock_id'])
    .execute();
  await db.schema
    .createTable('texts')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.tenant_id'))
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('texts', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('texts_key', ['tenant_id', 'language'])
    .execute();
}

async function createUserTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('user_id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.tenant_id'))
    .addColumn('username', 'text', (column) => column.notNull())
    .addColumn('username_key', 'text', (column) => column.notNull().unique())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('disabled_ms', 'bigint')
    .execute();
  await db.schema
    .createTable('user_timeclocks')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.user_id'))
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('user_timeclocks_key', ['user_id', 'timeclock_id'])
    .execute();
  await db.schema
    .createTable('sign_in_failures')
    .addColumn('subject', 'text', (column) => column.primaryKey())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('last_failure_ms', 'bigint', (column) => column.notNull())
    .addColumn('locked_until_ms', 'bigint')
    .execute();
  await db.schema
    .createTable('sessions')
    .addColumn('token_hash', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.user_id'))
    .addColumn('expires_ms', 'bigint', (column) => column.notNull())
    .execute();
}

async function createDevices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('devices')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addColumn('device_name', 'text', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('app_version', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('token_expires_ms', 'bigint', (column) => column.notNull())
    .addColumn('token_revoked_ms', 'bigint')
    .addColumn('enrolled_ms', 'bigint', (column) => column.notNull())
    .addColumn('enrolled_by', 'text', (column) => column.notNull())
    .addColumn('last_contact_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_sequence_number', 'bigint', (column) => column.notNull())
    .addColumn('last_hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('devices_key', ['tenant_id', 'device_id'])
    .addForeignKeyConstraint('devices_timeclock', ['tenant_id', 'timeclock_id'], 'timeclocks', ['tenant_id', 'timeclock_id'])
    .execute();
}

async function createPeople(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('employees')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.tenant_id'))
    .addColumn('employee_id', 'text', (column) => column.notNull())
    .addColumn('first_name', 'text', (column) => column.notNull())
    .addColumn('last_name', 'text', (column) => column.notNull())
    .addColumn('job_title', 'text', (column) => column.notNull())
    .addColumn('photo_data_url', 'text')
    .addColumn('pin_hash', 'text')
    .addColumn('last_four_hash', 'text')
    .addColumn('last_work_date', 'text')
    .addPrimaryKeyConstraint('employees_key', ['tenant_id', 'employee_id'])
    .execute();
  await db.schema.createIndex('employees_by_pin').on('employees').columns(['tenant_id', 'pin_hash']).execute();
  await db.schema.createIndex('employees_by_last_four').on('employees').columns(['tenant_id', 'last_four_hash']).execute();
  await db.schema
    .createTable('assignments')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('assignment_id', 'text', (column) => column.notNull())
    .addColumn('employee_id', 'text', (column) => column.notNull())
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addColumn('job', 'text', (column) => column.notNull())
    .addColumn('department', 'text', (column) => column.notNull())
    .addColumn('start_date', 'text', (column) => column.notNull())
    .addColumn('end_date', 'text')
    .addColumn('shift_start', 'text')
    .addColumn('shift_end', 'text')
    .addPrimaryKeyConstraint('assignments_key', ['tenant_id', 'assignment_id'])
    .addForeignKeyConstraint('assignments_employee', ['tenant_id', 'employee_id'], 'employees', ['tenant_id', 'employee_id'])
    .addForeignKeyConstraint('assignments_timeclock', ['tenant_id', 'timeclock_id'], 'timeclocks', ['tenant_id', 'timeclock_id'])
    .execute();
  await db.schema.createIndex('assignments_by_timeclock').on('assignments').columns(['tenant_id', 'timeclock_id', 'employee_id']).execute();
  await db.schema.createIndex('assignments_by_employee').on('assignments').columns(['tenant_id', 'employee_id']).execute();
  await db.schema
    .createTable('changes')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject_id', 'text', (column) => column.notNull())
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addColumn('changed_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('changes_key', ['tenant_id', 'timeclock_id', 'sequence'])
    .execute();
}

async function createPunches(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('punches')
    .addColumn('arrival_number', dialectOf(db) === 'postgres' ? 'bigserial' : 'integer', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('punch_id', 'text', (column) => column.notNull())
    .addColumn('timeclock_id', 'integer', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('sequence_number', 'bigint', (column) => column.notNull())
    .addColumn('person_key', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('work_date', 'text', (column) => column.notNull())
    .addColumn('displaced', 'integer', (column) => column.notNull())
    .addColumn('instant_ms', 'bigint', (column) => column.notNull())
    .addColumn('offset_minutes', 'integer', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('received_ms', 'bigint', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull().check(sql`verdict in ('accepted', 'duplicate', 'refused')`))
    .addColumn('duplicate_of', 'text')
    .addColumn('refusal_code', 'text')
    .addColumn('rounded_ms', 'bigint')
    .addColumn('noted', 'text', (column) => column.notNull())
    .addColumn('sequence_exception', 'text')
    .addColumn('voided_ms', 'bigint')
    .addUniqueConstraint('punches_by_id', ['tenant_id', 'punch_id'])
    .execute();
  await db.schema.createIndex('punches_by_date').on('punches').columns(['tenant_id', 'work_date', 'person_key', 'instant_ms']).execute();
  await db.schema.createIndex('punches_displaced').on('punches').columns(['tenant_id', 'person_key', 'instant_ms']).where(sql.ref('displaced'), '=', 1).execute();
  await db.schema.createIndex('punches_by_device').on('punches').columns(['tenant_id', 'device_id', 'sequence_number']).execute();
}

async function createPunchHistory(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('punches_set_aside')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('punch_id', 'text', (column) => column.notNull())
    .addColumn('content_sha256', 'text', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('received_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('punches_set_aside_key', ['tenant_id', 'punch_id', 'content_sha256'])
    .execute();
  await db.schema
    .createTable('verdict_changes')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('punch_id', 'text', (column) => column.notNull())
    .addColumn('changed_ms', 'bigint', (column) => column.notNull())
    .addColumn('caused_by', 'text', (column) => column.notNull())
    .addColumn('before', 'text', (column) => column.notNull())
    .addColumn('after', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('verdict_changes_by_punch').on('verdict_changes').columns(['tenant_id', 'punch_id']).execute();
}

/** Creates every table, in the order of their references. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTenantTables(db);
  await createUserTables(db);
  await createDevices(db);
  await createPeople(db);
  await createPunches(db);
  await createPunchHistory(db);
}
