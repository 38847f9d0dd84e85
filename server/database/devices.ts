/** Kiosks: who they are, what token they bear (as a hash), where their chain ends. */
import type { Insertable } from 'kysely';
import type { Db, DevicesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export interface DeviceRecord {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly timeclockId: number;
  readonly tokenExpiresMs: number;
  readonly tokenRevokedMs: number | null;
}

/** The device that bears this token, whatever the tenant: the token says whose turn it is. */
export async function findDeviceByToken(db: Db, tokenHash: string): Promise<DeviceRecord | null> {
  const row = await db.selectFrom('devices').select(['tenant_id', 'device_id', 'timeclock_id', 'token_expires_ms', 'token_revoked_ms']).where('token_hash', '=', tokenHash).executeTakeFirst();
  if (row === undefined) return null;
  return { tenantId: row.tenant_id, deviceId: row.device_id, timeclockId: row.timeclock_id, tokenExpiresMs: row.token_expires_ms, tokenRevokedMs: row.token_revoked_ms };
}

/** The end of a device's chain, as far as the server has it (H5). */
export interface ChainEnd {
  readonly sequenceNumber: number;
  readonly hash: string;
}

export async function readChainEnd(scope: TenantScope, deviceId: string): Promise<ChainEnd | null> {
  const row = await scope.selectDevices().select(['last_sequence_number', 'last_hash']).where('device_id', '=', deviceId).executeTakeFirst();
  return row === undefined ? null : { sequenceNumber: row.last_sequence_number, hash: row.last_hash };
}

/** Enrols a device, or enrols a known one anew: its old token ends, its chain goes on (A4). */
export async function upsertDevice(scope: TenantScope, row: Omit<Insertable<DevicesTable>, 'tenant_id' | 'token_revoked_ms' | 'last_sequence_number' | 'last_hash'>, firstHash: string): Promise<void> {
  const { device_id: deviceId, ...renewed } = row;
  await scope
    .insertDevice({ ...renewed, device_id: deviceId, token_revoked_ms: null, last_sequence_number: 0, last_hash: firstHash })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'device_id']).doUpdateSet({ ...renewed, token_revoked_ms: null }))
    .execute();
}

/** Moves the end of the chain, and notes the contact. */
export async function advanceDevice(scope: TenantScope, deviceId: string, end: ChainEnd, nowMs: number): Promise<void> {
  await scope.updateDevices().set({ last_sequence_number: end.sequenceNumber, last_hash: end.hash, last_contact_ms: nowMs }).where('device_id', '=', deviceId).execute();
}
