import path from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../server/database/open.ts';
import { databaseFileName } from '../../server/database/open-sqlite.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

function folder(): string {
  const { path: made, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  return made;
}

/** Every column of every table, as SQLite declares them. */
const expectedTables = {
  assignments: 'tenant_id text!, assignment_id text!, employee_id text!, timeclock_id integer!, job text!, department text!, start_date text!, end_date text, shift_start text, shift_end text',
  changes: 'tenant_id text!, sequence bigint!, kind text!, subject_id text!, timeclock_id integer!, changed_ms bigint!',
  devices:
    'tenant_id text!, device_id text!, timeclock_id integer!, device_name text!, platform text!, app_version text!, token_hash text!, token_expires_ms bigint!, token_revoked_ms bigint, enrolled_ms bigint!, enrolled_by text!, last_contact_ms bigint!, last_sequence_number bigint!, last_hash text!',
  employees: 'tenant_id text!, employee_id text!, first_name text!, last_name text!, job_title text!, photo_data_url text, pin_hash text, last_four_hash text, last_work_date text',
  punches:
    'arrival_number integer, tenant_id text!, punch_id text!, timeclock_id integer!, device_id text!, sequence_number bigint!, person_key text!, type text!, work_date text!, displaced integer!, instant_ms bigint!, offset_minutes integer!, hash text!, content text!, received_ms bigint!, verdict text!, duplicate_of text, refusal_code text, rounded_ms bigint, noted text!, sequence_exception text, voided_ms bigint',
  punches_set_aside: 'tenant_id text!, punch_id text!, content_sha256 text!, device_id text!, reason text!, content text!, received_ms bigint!',
  server_state: 'name text, value text!',
  sessions: 'token_hash text, tenant_id text!, user_id text!, expires_ms bigint!',
  sign_in_failures: 'subject text, failures integer!, last_failure_ms bigint!, locked_until_ms bigint',
  tenants: 'tenant_id text, name text!, alias text!, name_key text!, alias_key text!, time_zone text!, locale text!, first_day_of_week integer!, tenant_key text!, change_sequence bigint!',
  texts: 'tenant_id text!, language text!, texts text!',
  timeclocks: 'tenant_id text!, timeclock_id integer!, name text!, properties text!',
  user_timeclocks: 'tenant_id text!, user_id text!, timeclock_id integer!',
  users: 'user_id text, tenant_id text!, username text!, username_key text!, role text!, password_hash text!, scope text!, disabled_ms bigint',
  verdict_changes: 'tenant_id text!, punch_id text!, changed_ms bigint!, caused_by text!, before text!, after text!',
};

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
}

function describeTables(file: string): Record<string, string> {
  const database = new SQLite(file, { readonly: true });
  const names = database.prepare<[], { name: string }>("select name from sqlite_schema where type = 'table' and name not like 'kysely%' and name not like 'sqlite%' order by name").all();
  const tables = names.map(({ name }) => {
    const columns = database.prepare<[string], Column>('select name, type, "notnull" from pragma_table_info(?)').all(name);
    return [name, columns.map((column) => `${column.name} ${column.type.toLowerCase()}${column.notnull === 1 ? '!' : ''}`).join(', ')];
  });
  database.close();
  return Object.fromEntries(tables) as Record<string, string>;
}

it('I1 makes every table in an empty folder', async () => {
  const dataDir = folder();
  const opened = await openDatabase(dataDir);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  await opened.database.close();
  expect(describeTables(path.join(dataDir, databaseFileName))).toEqual(expectedTables);
});

it('I1 opens a file of its own version again and changes nothing', async () => {
  const dataDir = folder();
  for (let count = 0; count < 2; count += 1) {
    const opened = await openDatabase(dataDir);
    if (opened.kind !== 'opened') throw new Error(opened.kind);
    await opened.database.close();
  }
  const database = new SQLite(path.join(dataDir, databaseFileName), { readonly: true });
  expect(database.prepare('select name from kysely_migration').all()).toEqual([{ name: '0001-initial' }]);
  database.close();
});

it('I1 refuses a file that a newer server wrote, and leaves it as it was', async () => {
  const dataDir = folder();
  const opened = await openDatabase(dataDir);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  await opened.database.close();
  const file = path.join(dataDir, databaseFileName);
  const database = new SQLite(file);
  database.exec("insert into kysely_migration values ('0002-from-the-future', '2027-01-01')");
  database.close();
  expect(await openDatabase(dataDir)).toEqual({ kind: 'newer' });
  expect(describeTables(file)).toEqual(expectedTables);
});
