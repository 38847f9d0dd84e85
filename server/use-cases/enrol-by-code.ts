/**
 * A9: a kiosk enrols itself by a code that an administrator issued for its timeclock. The code is used up in the transaction that
 * stores the device. Guessing is hopeless by the code's length, and locked all the same: per device, and per tenant and address.
 */
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import type { SealingKey } from '../../shared/contracts/sealing.ts';
import type { ServerDeps } from '../app-deps.ts';
import { findEnrolmentCodeByHash, takeEnrolmentCode, type EnrolmentCodeRow } from '../database/enrolment-codes.ts';
import { countFailure } from '../database/sign-in-failures.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { enrolWithCredentials, type CredentialDeps, type EnrolledDevice } from '../secrets/device-credentials.ts';
import { enrolmentCodeHash } from '../secrets/enrolment-code.ts';
import { problem, type Problem } from '../errors.ts';
import { addressPart, refusalWhileLocked } from '../secrets/setup-attempts.ts';

/**
 * The answer to an unattended kiosk may be lost on the way, and there is nobody to issue another code: for this long the same
 * device may come again with the same code. It gets new credentials, and those of the lost answer end.
 */
const sameDeviceAgainMs = 10 * 60_000;

export interface EnrolByCodeInput extends Omit<EnrolledDevice, 'enrolledBy' | 'sealingKey'> {
  readonly tenantId: string;
  readonly code: string;
}

export type EnrolByCodeOutcome = { readonly kind: 'enrolled'; readonly credentials: DeviceCredentials } | Problem;

type Deps = CredentialDeps & Pick<ServerDeps, 'database' | 'seal'>;

export async function enrolByCode(deps: Deps, input: EnrolByCodeInput): Promise<EnrolByCodeOutcome> {
  const subjects = [`device:${input.tenantId}:${input.device.deviceId}`, `codes:${input.tenantId}:${addressPart(input.address)}`];
  const locked = await refusalWhileLocked(deps, subjects);
  if (locked !== null) return locked;
  const sealingKey = await deps.seal.freshPublicKey();
  const outcome = await deps.database.transaction(async (db) => enrolWithCode(deps, tenantScope(db, input.tenantId), input, sealingKey));
  if (outcome.kind === 'problem' && outcome.code === 'codeUnknown') await deps.database.transaction((db) => countFailure(db, subjects, deps.clock.wallMs()));
  return outcome;
}

async function enrolWithCode(deps: Deps, scope: TenantScope, input: EnrolByCodeInput, sealingKey: SealingKey): Promise<EnrolByCodeOutcome> {
  const nowMs = deps.clock.wallMs();
  const { deviceId } = input.device;
  const codeHash = enrolmentCodeHash(input.code);
  const code = await findEnrolmentCodeByHash(scope, codeHash, input.timeclockId);
  if (code === null) return problem('codeUnknown');
  if ((await takeEnrolmentCode(scope, code.code_id, deviceId, nowMs)) === 'tooLate') {
    // Read again: another device may have used it since.
    const refusal = refusalFor((await findEnrolmentCodeByHash(scope, codeHash, input.timeclockId)) ?? code, deviceId, nowMs);
    if (refusal !== null) return refusal;
  }
  const { timeclockId, device, address } = input;
  return { kind: 'enrolled', credentials: await enrolWithCredentials(deps, scope, { timeclockId, device, address, enrolledBy: `code:${code.code_id}`, sealingKey }) };
}

/** Why a code cannot be used; null where the same device comes again in time. */
function refusalFor(code: EnrolmentCodeRow, deviceId: string, nowMs: number): Problem | null {
  if (code.revoked_ms !== null) return problem('codeRevoked');
  if (code.used_ms === null) return problem('codeExpired');
  const isSameDevice = code.used_by_device === deviceId && nowMs - code.used_ms < sameDeviceAgainMs;
  return isSameDevice ? null : problem('codeUsed');
}
