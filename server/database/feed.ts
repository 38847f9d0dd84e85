/**
 * D5: what a timeclock has to know beside its people: operators, what became of temporary employees and requests, and entries of
 * its people. Lists come in order of an id, so that a download goes on where it stopped.
 */
import { requestStatus, temporaryOutcome, type Change, type Operator, type TemporaryOutcome } from '../../shared/contracts/entries.ts';
import { inChunks } from './chunks.ts';
import type { AtTimeclock } from './people.ts';
import type { TemporaryEmployeesTable } from './outbox-schema.ts';
import type { TenantScope } from './tenant-scope.ts';

type ChangeOf<K extends Change['kind']> = Extract<Change, { kind: K }>;

function operatorsAt(scope: TenantScope, timeclockId: number) {
  const listed = scope.selectUserTimeclocks().select('user_timeclocks.user_id').where('user_timeclocks.timeclock_id', '=', timeclockId);
  return scope
    .selectUsers()
    .select(['users.user_id', 'users.username', 'users.role', 'users.kiosk_verifier'])
    .where('users.role', 'in', ['administrator', 'supervisor'])
    .where('users.disabled_ms', 'is', null)
    .where('users.kiosk_verifier', 'is not', null)
    .where((eb) => eb.or([eb('users.scope', '=', 'allTimeclocks'), eb('users.user_id', 'in', listed)]))
    .orderBy('users.user_id');
}

interface OperatorRow {
  readonly user_id: string;
  readonly username: string;
  readonly role: string;
  readonly kiosk_verifier: string | null;
}

function toOperator(row: OperatorRow): Operator {
  return { userId: row.user_id, username: row.username, role: row.role === 'administrator' ? 'administrator' : 'supervisor', verifier: row.kiosk_verifier ?? '' };
}

/** K16: who may open the administration of the timeclock's kiosks. */
export async function listOperators(scope: TenantScope, timeclockId: number, afterUserId: string, limit: number): Promise<Operator[]> {
  const rows = await operatorsAt(scope, timeclockId).where('users.user_id', '>', afterUserId).limit(limit).execute();
  return rows.map(toOperator);
}

/** Those of `userIds` that may, by user id. */
export async function loadOperators(scope: TenantScope, timeclockId: number, userIds: readonly string[]): Promise<Map<string, Operator>> {
  const found = new Map<string, Operator>();
  for (const ids of inChunks(userIds)) {
    for (const row of await operatorsAt(scope, timeclockId).where('users.user_id', 'in', ids).execute()) found.set(row.user_id, toOperator(row));
  }
  return found;
}

function temporaries(scope: TenantScope) {
  return scope
    .selectTemporaryIds()
    .innerJoin('temporary_employees', (join) => join.onRef('temporary_employees.tenant_id', '=', 'temporary_ids.tenant_id').onRef('temporary_employees.record_id', '=', 'temporary_ids.record_id'))
    .select(['temporary_ids.temporary_employee_id', 'temporary_employees.outcome', 'temporary_employees.employee_id']);
}

function outcomeOf(row: Pick<TemporaryEmployeesTable, 'outcome' | 'employee_id'>): TemporaryOutcome {
  return temporaryOutcome.parse(row.outcome === 'matched' ? { kind: 'matched', employeeId: row.employee_id } : { kind: row.outcome });
}

/** What became of the temporary employees that kiosks of the timeclock gave an id to. */
export async function listTemporaries(scope: TenantScope, timeclockId: number, afterId: string, limit: number): Promise<ChangeOf<'temporaryEmployee'>[]> {
  const rows = await temporaries(scope).where('temporary_ids.timeclock_id', '=', timeclockId).where('temporary_ids.temporary_employee_id', '>', afterId).orderBy('temporary_ids.temporary_employee_id').limit(limit).execute();
  return rows.map((row) => ({ kind: 'temporaryEmployee', temporaryEmployeeId: row.temporary_employee_id, outcome: outcomeOf(row) }));
}

/** The same of these ids, whichever timeclock they come from. */
export async function loadTemporaries(scope: TenantScope, temporaryEmployeeIds: readonly string[]): Promise<ChangeOf<'temporaryEmployee'>[]> {
  const found: ChangeOf<'temporaryEmployee'>[] = [];
  for (const ids of inChunks(temporaryEmployeeIds)) {
    const rows = await temporaries(scope).where('temporary_ids.temporary_employee_id', 'in', ids).orderBy('temporary_ids.temporary_employee_id').execute();
    for (const row of rows) found.push({ kind: 'temporaryEmployee', temporaryEmployeeId: row.temporary_employee_id, outcome: outcomeOf(row) });
  }
  return found;
}

interface RequestRow {
  readonly request_id: string;
  readonly status: string;
  readonly decision_note: string | null;
}

function toRequest(row: RequestRow): ChangeOf<'request'> {
  return { kind: 'request', requestId: row.request_id, status: requestStatus.parse(row.status), note: row.decision_note };
}

/** C12: requests made at the timeclock since `sinceMs`. */
export async function listRequests(scope: TenantScope, timeclockId: number, sinceMs: number, afterId: string, limit: number): Promise<ChangeOf<'request'>[]> {
  const rows = await scope
    .selectRequests()
    .select(['request_id', 'status', 'decision_note'])
    .where('timeclock_id', '=', timeclockId)
    .where('made_ms', '>=', sinceMs)
    .where('request_id', '>', afterId)
    .orderBy('request_id')
    .limit(limit)
    .execute();
  return rows.map(toRequest);
}

export async function loadRequests(scope: TenantScope, requestIds: readonly string[]): Promise<ChangeOf<'request'>[]> {
  const found: ChangeOf<'request'>[] = [];
  for (const ids of inChunks(requestIds)) {
    const rows = await scope.selectRequests().select(['request_id', 'status', 'decision_note']).where('request_id', 'in', ids).orderBy('request_id').execute();
    for (const row of rows) found.push(toRequest(row));
  }
  return found;
}

/** Those of `employeeIds` who have an assignment at the timeclock that has not ended too long ago. */
export async function findAssigned(scope: TenantScope, at: AtTimeclock, employeeIds: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const ids of inChunks(employeeIds)) {
    for (const row of await assignedAt(scope, at).where('employee_id', 'in', ids).execute()) found.add(row.employee_id);
  }
  return found;
}

function assignedAt(scope: TenantScope, at: AtTimeclock) {
  return scope
    .selectAssignments()
    .select('assignments.employee_id')
    .distinct()
    .where('assignments.timeclock_id', '=', at.timeclockId)
    .where((eb) => eb.or([eb('assignments.end_date', 'is', null), eb('assignments.end_date', '>=', at.assignmentsSince)]));
}

/**
 * K10: the id under which a device knows each of these temporary records: its own, else one that another kiosk of its timeclock gave;
 * records that the timeclock never met are left out.
 */
export async function findTemporaryNames(scope: TenantScope, recordIds: readonly string[], here: { readonly deviceId: string; readonly timeclockId: number }): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const ids of inChunks(recordIds)) {
    const rows = await scope.selectTemporaryIds().select(['record_id', 'temporary_employee_id', 'device_id']).where('timeclock_id', '=', here.timeclockId).where('record_id', 'in', ids).orderBy('temporary_employee_id').execute();
    for (const row of rows) if (row.device_id === here.deviceId || !names.has(row.record_id)) names.set(row.record_id, row.temporary_employee_id);
  }
  return names;
}
