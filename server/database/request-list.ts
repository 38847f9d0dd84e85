/** C12: what people asked their supervisor for, and what was decided. */
import { inList } from './chunks.ts';
import type { RequestsTable } from './outbox-schema.ts';
import type { TenantScope } from './tenant-scope.ts';

/**
 * In order of their ids, which is that of their making.
 * @param timeclocks those that the caller may see; null for all
 */
export async function listRequests(scope: TenantScope, timeclocks: readonly number[] | null, status: 'open' | 'all', after: string, limit: number): Promise<RequestsTable[]> {
  return scope
    .selectRequests()
    .selectAll('requests')
    .where('request_id', '>', after)
    .$if(status === 'open', (query) => query.where('status', '=', 'open'))
    .$if(timeclocks !== null, (query) => query.where('timeclock_id', 'in', inList(timeclocks)))
    .orderBy('request_id')
    .limit(limit)
    .execute();
}

export async function findRequest(scope: TenantScope, requestId: string): Promise<RequestsTable | null> {
  return (await scope.selectRequests().selectAll('requests').where('request_id', '=', requestId).executeTakeFirst()) ?? null;
}

export async function decideRequestRow(scope: TenantScope, requestId: string, decision: Pick<RequestsTable, 'status' | 'decided_ms' | 'decided_by' | 'decision_note'>): Promise<void> {
  await scope.updateRequests().set(decision).where('request_id', '=', requestId).execute();
}

/** Ids of somebody's assignments at one timeclock, past ones as well. */
export async function findAssignmentsAt(scope: TenantScope, employeeId: string, timeclockId: number): Promise<string[]> {
  const rows = await scope.selectAssignments().select('assignment_id').where('employee_id', '=', employeeId).where('timeclock_id', '=', timeclockId).orderBy('assignment_id').execute();
  return rows.map((row) => row.assignment_id);
}
