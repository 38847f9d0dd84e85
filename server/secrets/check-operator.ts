/**
 * K15: who may work on a kiosk of this timeclock, at setup and in its administration. Five refusals, in this order: user, password,
 * tenant, role, permission. Failures count on the user and on the device alike.
 */
import type { ServerDeps } from '../app-deps.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { mayUseTimeclock, type User } from '../database/users.ts';
import { problem, type Problem } from '../errors.ts';
import { checkPassword } from './check-password.ts';

export interface OperatorAttempt {
  readonly tenantId: string;
  readonly timeclockId: number;
  readonly deviceId: string;
  readonly username: string;
  readonly password: string;
}

export interface CheckedOperator {
  readonly kind: 'operator';
  readonly userId: string;
  readonly username: string;
  readonly role: 'administrator' | 'supervisor';
}

export async function checkOperator(deps: Pick<ServerDeps, 'database' | 'clock'>, attempt: OperatorAttempt): Promise<CheckedOperator | Problem> {
  const { tenantId, timeclockId, deviceId, username, password } = attempt;
  const checked = await checkPassword(deps, { username, password }, [`device:${tenantId}:${deviceId}`]);
  if (checked.kind === 'problem') return checked;
  return operatorAt(tenantScope(deps.database.reader, tenantId), checked.user, timeclockId);
}

async function operatorAt(scope: TenantScope, user: User, timeclockId: number): Promise<CheckedOperator | Problem> {
  const { userId, username, role } = user;
  if (user.tenantId !== scope.tenantId) return problem('userOfAnotherTenant');
  if (role === 'viewer') return problem('roleNotAllowed');
  if ((await readTimeclockProperties(scope, timeclockId)) === null) return problem('unknownTimeclock');
  return (await mayUseTimeclock(scope, user, timeclockId)) ? { kind: 'operator', userId, username, role } : problem('noPermissionForTimeclock');
}
