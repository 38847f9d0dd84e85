/** G3: what a support bundle takes from the database besides logs: how many rows there are, and, only where it was asked for, who people are. Never a hash, a token or a key. */
import { sql } from 'kysely';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';
import type { Tables } from './schema.ts';

const tables = [
  'punches',
  'punch_records',
  'punch_history',
  'punch_receipts',
  'employees',
  'entries',
  'outbox',
  'temporary_employees',
  'temporary_outcomes',
  'request_outcomes',
  'operators',
  'settings',
  'staged',
  'texts',
  'sync_log',
  'connectivity_history',
  'machine_history',
] as const satisfies readonly (keyof Tables)[];

const counts = tables.map((table) => ({ table, asked: query()(build.selectFrom(table).select(sql<number>`count(*)`.as('n'))) }));

export function countRows(connection: Connection): Record<string, number> {
  return Object.fromEntries(counts.map(({ table, asked }) => [table, connection.get(asked, {})?.n ?? 0]));
}

export interface PersonNames {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
}

interface Page {
  readonly after: string;
  readonly limit: number;
}

const employeePage = query<Page & { version: number }>()(
  build
    .selectFrom('employees')
    .select(['employee_id as id', 'first_name as firstName', 'last_name as lastName'])
    .where('since_version', '<=', given<number>('version'))
    .where((row) => row.or([row('until_version', 'is', null), row('until_version', '>', given<number>('version'))]))
    .where('employee_id', '>', given<string>('after'))
    .orderBy('employee_id')
    .limit(given<number>('limit')),
);
const temporaryPage = query<Page>()(
  build
    .selectFrom('temporary_employees')
    .select(['temporary_employee_id as id', 'first_name as firstName', 'last_name as lastName'])
    .where('temporary_employee_id', '>', given<string>('after'))
    .orderBy('temporary_employee_id')
    .limit(given<number>('limit')),
);

/** By id, behind `after`. */
export function readEmployeeNames(connection: Connection, version: number, page: Page): PersonNames[] {
  return connection.all(employeePage, { ...page, version });
}

export function readTemporaryNames(connection: Connection, page: Page): PersonNames[] {
  return connection.all(temporaryPage, page);
}
