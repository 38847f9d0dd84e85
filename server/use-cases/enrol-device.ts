/** A4, K15: an administrator or supervisor enrols a device. Five refusals, in this order: user, password, tenant, role, permission. */
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import { checkPassword } from '../secrets/check-password.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { mayUseTimeclock, type User } from '../database/users.ts';
import { enrolWithCredentials, type CredentialDeps, type EnrolledDevice } from '../secrets/device-credentials.ts';
import { problem, type Problem } from '../errors.ts';

export interface EnrolDeviceInput extends Omit<EnrolledDevice, 'enrolledBy' | 'sealingKey'> {
  readonly tenantId: string;
  readonly username: string;
  readonly password: string;
}

export type EnrolDeviceOutcome = { readonly kind: 'enrolled'; readonly credentials: DeviceCredentials } | Problem;

type Deps = CredentialDeps & Pick<ServerDeps, 'database' | 'seal'>;

export async function enrolDevice(deps: Deps, input: EnrolDeviceInput): Promise<EnrolDeviceOutcome> {
  const checked = await checkPassword(deps, input, [`device:${input.tenantId}:${input.device.deviceId}`]);
  if (checked.kind === 'problem') return checked;
  const { user } = checked;
  const refusal = await refusalFor(tenantScope(deps.database.reader, input.tenantId), user, input.timeclockId);
  if (refusal !== null) return refusal;
  const { timeclockId, device, address } = input;
  const sealingKey = await deps.seal.freshPublicKey();
  const credentials = await deps.database.transaction((db) => enrolWithCredentials(deps, tenantScope(db, input.tenantId), { timeclockId, device, address, enrolledBy: user.userId, sealingKey }));
  return { kind: 'enrolled', credentials };
}

async function refusalFor(scope: TenantScope, user: User, timeclockId: number): Promise<Problem | null> {
  if (user.tenantId !== scope.tenantId) return problem('userOfAnotherTenant');
  if (user.role === 'viewer') return problem('roleNotAllowed');
  if ((await readTimeclockProperties(scope, timeclockId)) === null) return problem('unknownTimeclock');
  return (await mayUseTimeclock(scope, user, timeclockId)) ? null : problem('noPermissionForTimeclock');
}
