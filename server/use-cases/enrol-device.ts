/** A4, K15: an administrator or supervisor enrols a device. */
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { checkOperator } from '../secrets/check-operator.ts';
import { enrolWithCredentials, type CredentialDeps, type EnrolledDevice } from '../secrets/device-credentials.ts';
import type { Problem } from '../errors.ts';

export interface EnrolDeviceInput extends Omit<EnrolledDevice, 'enrolledBy' | 'sealingKey'> {
  readonly tenantId: string;
  readonly username: string;
  readonly password: string;
}

export type EnrolDeviceOutcome = { readonly kind: 'enrolled'; readonly credentials: DeviceCredentials } | Problem;

type Deps = CredentialDeps & Pick<ServerDeps, 'database' | 'seal'>;

export async function enrolDevice(deps: Deps, input: EnrolDeviceInput): Promise<EnrolDeviceOutcome> {
  const { tenantId, timeclockId, username, password, device, address } = input;
  const operator = await checkOperator(deps, { tenantId, timeclockId, deviceId: device.deviceId, username, password });
  if (operator.kind === 'problem') return operator;
  const sealingKey = await deps.seal.freshPublicKey();
  const credentials = await deps.database.transaction((db) => enrolWithCredentials(deps, tenantScope(db, tenantId), { timeclockId, device, address, enrolledBy: operator.userId, sealingKey }));
  return { kind: 'enrolled', credentials };
}
