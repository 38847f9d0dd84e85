/**
 * What both ways of enrolment end in (A4, A9): a device with a token of its own, which depends on no person. The same device
 * enrolled again goes on where its chain of punches ended, and its older tokens end.
 */
import type { z } from 'zod';
import type { device, DeviceCredentials } from '../../shared/contracts/http.ts';
import type { SealingKey } from '../../shared/contracts/sealing.ts';
import { firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import type { ServerDeps } from '../app-deps.ts';
import { readChainEnd, upsertDevice } from '../database/devices.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { readTenantKey } from '../database/tenants.ts';
import { deviceTokenLifeMs, newBearerToken, tokenHash } from './tokens.ts';

export interface EnrolledDevice {
  readonly timeclockId: number;
  readonly device: z.infer<typeof device>;
  /** User id, or 'code:' and the id of an enrolment code. */
  readonly enrolledBy: string;
  /** C8: as this server sees it. */
  readonly address: string;
  /** Asked for before the transaction: within it, looking would wait for the connection that the transaction has. */
  readonly sealingKey: SealingKey;
}

export type CredentialDeps = Pick<ServerDeps, 'clock' | 'randomBytes' | 'epoch' | 'countryOf'>;

/** Stores the device and makes its credentials; call it in a transaction. The token is in the answer and nowhere else. */
export async function enrolWithCredentials(deps: CredentialDeps, scope: TenantScope, enrolled: EnrolledDevice): Promise<DeviceCredentials> {
  const nowMs = deps.clock.wallMs();
  const deviceToken = newBearerToken('ztd', deps.randomBytes);
  const expiresMs = nowMs + deviceTokenLifeMs;
  await upsertDevice(scope, { ...facts(deps, enrolled, nowMs), token_hash: tokenHash(deviceToken), token_expires_ms: expiresMs }, firstPreviousHash);
  const end = await readChainEnd(scope, enrolled.device.deviceId);
  return {
    deviceToken,
    tokenExpiresAt: new Date(expiresMs).toISOString(),
    tenantKey: await readTenantKey(scope),
    sealingKey: enrolled.sealingKey,
    serverEpoch: deps.epoch,
    nextSequenceNumber: (end?.sequenceNumber ?? 0) + 1,
    lastHash: end?.hash ?? firstPreviousHash,
  };
}

function facts(deps: CredentialDeps, enrolled: EnrolledDevice, nowMs: number) {
  const country = deps.countryOf(enrolled.address);
  return {
    device_id: enrolled.device.deviceId,
    timeclock_id: enrolled.timeclockId,
    device_name: enrolled.device.deviceName,
    platform: enrolled.device.platform,
    app_version: enrolled.device.appVersion,
    token_issued_ms: nowMs,
    enrolled_ms: nowMs,
    enrolled_by: enrolled.enrolledBy,
    last_contact_ms: nowMs,
    last_address: enrolled.address,
    last_country: country,
    enrolled_country: country,
  };
}
