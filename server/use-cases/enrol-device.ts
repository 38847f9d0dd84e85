/**
 * A4, K15: an administrator or supervisor enrols a device. Five refusals, in this order: user, password, tenant, role,
 * permission. The token is the device's own and does not depend on that person. The same device enrolled again goes on where
 * its chain of punches ended.
 */
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import { firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import type { ServerDeps } from '../app-deps.ts';
import { checkPassword } from '../check-password.ts';
import { readChainEnd, upsertDevice } from '../database/devices.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTenantKey, readTimeclockProperties } from '../database/tenants.ts';
import { mayUseTimeclock, type User } from '../database/users.ts';
import { problem, type Problem } from '../errors.ts';
import { newBearerToken, tokenHash } from '../tokens.ts';

/** Longer than a kiosk lives: what ends a token is revocation, or a new enrolment. */
const tokenLifeMs = 10 * 365 * 86_400_000;

export interface EnrolDeviceInput {
  readonly tenantId: string;
  readonly timeclockId: number;
  readonly username: string;
  readonly password: string;
  readonly device: { readonly deviceId: string; readonly deviceName: string; readonly platform: string; readonly appVersion: string };
}

export type EnrolDeviceOutcome = { readonly kind: 'enrolled'; readonly credentials: DeviceCredentials } | Problem;

type Deps = Pick<ServerDeps, 'database' | 'clock' | 'randomBytes' | 'seal' | 'epoch'>;

export async function enrolDevice(deps: Deps, input: EnrolDeviceInput): Promise<EnrolDeviceOutcome> {
  const checked = await checkPassword(deps, input, [`device:${input.tenantId}:${input.device.deviceId}`]);
  if (checked.kind === 'problem') return checked;
  const scope = tenantScope(deps.database.reader, input.tenantId);
  const refusal = await refusalFor(scope, checked.user, input.timeclockId);
  if (refusal !== null) return refusal;
  const token = newBearerToken('ztd', deps.randomBytes);
  const expiresMs = deps.clock.wallMs() + tokenLifeMs;
  return deps.database.transaction(async (db) => {
    const writing = tenantScope(db, input.tenantId);
    await storeDevice(deps, writing, input, checked.user, { hash: tokenHash(token), expiresMs });
    return { kind: 'enrolled', credentials: await credentials(deps, writing, input.device.deviceId, token, expiresMs) };
  });
}

async function refusalFor(scope: TenantScope, user: User, timeclockId: number): Promise<Problem | null> {
  if (user.tenantId !== scope.tenantId) return problem('userOfAnotherTenant');
  if (user.role === 'viewer') return problem('roleNotAllowed');
  if ((await readTimeclockProperties(scope, timeclockId)) === null) return problem('unknownTimeclock');
  return (await mayUseTimeclock(scope, user, timeclockId)) ? null : problem('noPermissionForTimeclock');
}

async function storeDevice(deps: Deps, scope: TenantScope, input: EnrolDeviceInput, user: User, token: { hash: string; expiresMs: number }): Promise<void> {
  const nowMs = deps.clock.wallMs();
  const row = {
    device_id: input.device.deviceId,
    timeclock_id: input.timeclockId,
    device_name: input.device.deviceName,
    platform: input.device.platform,
    app_version: input.device.appVersion,
    token_hash: token.hash,
    token_expires_ms: token.expiresMs,
    enrolled_ms: nowMs,
    enrolled_by: user.userId,
    last_contact_ms: nowMs,
  };
  await upsertDevice(scope, row, firstPreviousHash);
}

async function credentials(deps: Deps, scope: TenantScope, deviceId: string, deviceToken: string, expiresMs: number): Promise<DeviceCredentials> {
  const end = await readChainEnd(scope, deviceId);
  return {
    deviceToken,
    tokenExpiresAt: new Date(expiresMs).toISOString(),
    tenantKey: await readTenantKey(scope),
    sealingKey: deps.seal.publicKey,
    serverEpoch: deps.epoch,
    nextSequenceNumber: (end?.sequenceNumber ?? 0) + 1,
    lastHash: end?.hash ?? firstPreviousHash,
  };
}
