/** Whose request it is: a temporary employee's becomes the employee's once matched (F5, F6). */
import { findTemporary } from '../database/sync-fail-report.ts';
import type { TenantScope } from '../database/tenant-scope.ts';

/** The person key that counts now. */
export async function presentPersonKey(scope: TenantScope, personKey: string): Promise<string> {
  if (!personKey.startsWith('t:')) return personKey;
  const record = await findTemporary(scope, personKey.slice(2));
  if (record === null) return personKey;
  return record.employee_id === null ? `t:${record.record_id}` : `e:${record.employee_id}`;
}
