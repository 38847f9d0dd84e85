/** Which employees the tenant has, present or past. */
import { inChunks } from './chunks.ts';
import type { TenantScope } from './tenant-scope.ts';

export async function findExistingEmployees(scope: TenantScope, employeeIds: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const ids of inChunks(employeeIds)) {
    const rows = await scope.selectEmployees().select('employee_id').where('employee_id', 'in', ids).execute();
    for (const row of rows) found.add(row.employee_id);
  }
  return found;
}
