/**
 * D9: a device gets a new token without a person. The old one stays good until the new one is first used, so that an answer that was
 * lost locks nobody out: the device asks again with the old one, and gets the same. A token that expired long ago may still be renewed; one that was
 * revoked or replaced may not, and neither reaches this place.
 */
import type { RenewedToken } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { renewDeviceToken } from '../database/devices.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import { deviceTokenLifeMs, tokenHash } from '../secrets/tokens.ts';

export type RenewTokenOutcome = { readonly kind: 'renewed'; readonly answer: RenewedToken } | Problem;

export async function renewToken(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: DeviceCaller): Promise<RenewTokenOutcome> {
  const deviceToken = caller.successorToken();
  const nowMs = deps.clock.wallMs();
  const token = { hash: tokenHash(deviceToken), expiresMs: nowMs + deviceTokenLifeMs };
  const outcome = await deps.database.transaction((db) => renewDeviceToken(tenantScope(db, caller.tenantId), caller.deviceId, caller.tokenHash, token, nowMs));
  if (outcome === 'replacedMeanwhile') return problem('tokenReplaced');
  return { kind: 'renewed', answer: { deviceToken, tokenExpiresAt: new Date(token.expiresMs).toISOString() } };
}
