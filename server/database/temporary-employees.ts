/** B4, F5, K10: people known by the identification form alone. One record a tenant for the same form; every id that a kiosk gave leads to it. */
import type { Insertable } from 'kysely';
import { inChunks } from './chunks.ts';
import type { TemporaryEmployeesTable, TemporaryIdsTable } from './outbox-schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type TemporaryRecord = Pick<TemporaryEmployeesTable, 'record_id' | 'name_key' | 'last_four_hash' | 'first_seen_ms' | 'outcome' | 'employee_id'>;

const recordColumns = ['temporary_employees.record_id', 'name_key', 'last_four_hash', 'first_seen_ms', 'outcome', 'employee_id'] as const;

/** The records that these ids lead to, by temporary employee id; ids without one are left out. */
export async function findTemporaryIds(scope: TenantScope, temporaryEmployeeIds: readonly string[]): Promise<Map<string, TemporaryRecord>> {
  const found = new Map<string, TemporaryRecord>();
  for (const ids of inChunks(temporaryEmployeeIds)) {
    const rows = await scope
      .selectTemporaryIds()
      .innerJoin('temporary_employees', (join) => join.onRef('temporary_employees.tenant_id', '=', 'temporary_ids.tenant_id').onRef('temporary_employees.record_id', '=', 'temporary_ids.record_id'))
      .select(['temporary_employee_id', ...recordColumns])
      .where('temporary_employee_id', 'in', ids)
      .execute();
    for (const { temporary_employee_id: id, ...record } of rows) found.set(id, record);
  }
  return found;
}

/** Records by their own ids. */
export async function loadTemporaryRecords(scope: TenantScope, recordIds: readonly string[]): Promise<Map<string, TemporaryRecord>> {
  const found = new Map<string, TemporaryRecord>();
  for (const ids of inChunks(recordIds)) {
    const rows = await scope.selectTemporaryEmployees().select(recordColumns).where('record_id', 'in', ids).execute();
    for (const row of rows) found.set(row.record_id, row);
  }
  return found;
}

/** The record of this form: the one that is there, or `row`. Two that arrive at once end as one. */
export async function keepTemporaryRecord(scope: TenantScope, row: Omit<Insertable<TemporaryEmployeesTable>, 'tenant_id'>): Promise<TemporaryRecord> {
  await scope
    .insertTemporaryEmployee(row)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name_key', 'last_four_hash']).doNothing())
    .execute();
  return scope.selectTemporaryEmployees().select(recordColumns).where('name_key', '=', row.name_key).where('last_four_hash', '=', row.last_four_hash).executeTakeFirstOrThrow();
}

/** Lets a kiosk's id lead to its record; the first word stands. */
export async function keepTemporaryId(scope: TenantScope, row: Omit<Insertable<TemporaryIdsTable>, 'tenant_id'>): Promise<void> {
  await scope
    .insertTemporaryId(row)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'temporary_employee_id']).doNothing())
    .execute();
}

export async function updateTemporaryRecord(scope: TenantScope, recordId: string, change: Partial<Omit<TemporaryEmployeesTable, 'tenant_id' | 'record_id'>>): Promise<void> {
  await scope.updateTemporaryEmployees().set(change).where('record_id', '=', recordId).execute();
}

/** Every id of a record, with the timeclock whose kiosk gave it. */
export async function listTemporaryIds(scope: TenantScope, recordId: string): Promise<Pick<TemporaryIdsTable, 'temporary_employee_id' | 'timeclock_id'>[]> {
  return scope.selectTemporaryIds().select(['temporary_employee_id', 'timeclock_id']).where('record_id', '=', recordId).orderBy('temporary_employee_id').execute();
}

/** Unsettled records of any of these forms, and all that had several matches: either may look different when people change. */
export async function listUnsettled(scope: TenantScope, nameKeys: readonly string[]): Promise<TemporaryRecord[]> {
  const found = new Map<string, TemporaryRecord>();
  const several = await scope.selectTemporaryEmployees().select(recordColumns).where('outcome', '=', 'severalMatches').execute();
  for (const row of several) found.set(row.record_id, row);
  for (const keys of inChunks(nameKeys)) {
    const rows = await scope.selectTemporaryEmployees().select(recordColumns).where('name_key', 'in', keys).where('outcome', '=', 'noMatch').execute();
    for (const row of rows) found.set(row.record_id, row);
  }
  return [...found.values()];
}

export interface FormMatch {
  readonly employeeId: string;
  readonly lastWorkDate: string | null;
}

/** Employees, present and past, whose names and last four digits are exactly these (F5). */
export async function findByForm(scope: TenantScope, form: Pick<TemporaryRecord, 'name_key' | 'last_four_hash'>): Promise<FormMatch[]> {
  const rows = await scope.selectEmployees().select(['employee_id', 'last_work_date']).where('name_key', '=', form.name_key).where('last_four_hash', '=', form.last_four_hash).orderBy('employee_id').execute();
  return rows.map((row) => ({ employeeId: row.employee_id, lastWorkDate: row.last_work_date }));
}

/** The form's name key of these employees. */
export async function nameKeysOf(scope: TenantScope, employeeIds: readonly string[]): Promise<string[]> {
  const keys = new Set<string>();
  for (const ids of inChunks(employeeIds)) {
    const rows = await scope.selectEmployees().select('name_key').where('employee_id', 'in', ids).execute();
    for (const row of rows) keys.add(row.name_key);
  }
  return [...keys];
}
