/** Kiosks: who they are, what token they bear (as a hash), where their chain ends. */
import type { Insertable, Selectable } from 'kysely';
import { inChunks } from './chunks.ts';
import { noteRun } from './device-runs.ts';
import type { Db, DevicesTable } from './schema.ts';
import { deviceKey, lockPersons } from './person-locks.ts';
import { queryList } from './row-lists.ts';
import type { TenantScope } from './tenant-scope.ts';

export interface DeviceRecord {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly timeclockId: number;
  /** Which of its tokens was shown: the only one, the one of a renewal that it has not used yet, or the one before that (D9). */
  readonly token: 'only' | 'successor' | 'before';
  /** Of the token that was shown. */
  readonly tokenExpiresMs: number;
  readonly tokenRevokedMs: number | null;
  readonly lastContactMs: number;
  readonly lastAddress: string | null;
  readonly lastRun: string | null;
}

const tokenColumns = ['tenant_id', 'device_id', 'timeclock_id', 'token_hash', 'token_expires_ms', 'token_revoked_ms', 'previous_token_hash', 'previous_token_expires_ms', 'last_contact_ms', 'last_address', 'last_run'] as const;
type TokenRow = Pick<Selectable<DevicesTable>, (typeof tokenColumns)[number]>;

/** The devices that bear these tokens, by the token's hash, whatever the tenant: the token says whose turn it is. */
export async function findDevicesByTokens(db: Db, tokenHashes: readonly string[]): Promise<Map<string, DeviceRecord>> {
  const found = new Map<string, DeviceRecord>();
  // The token itself first: nearly all are found by it.
  for (const column of ['token_hash', 'previous_token_hash'] as const) {
    for (const hashes of inChunks(tokenHashes.filter((tokenHash) => !found.has(tokenHash)))) {
      const rows = await db.selectFrom('devices').select(tokenColumns).where(column, 'in', filledUp(hashes)).execute();
      for (const row of rows) found.set(row[column] ?? '', toRecord(row, column));
    }
  }
  return found;
}

/** To a power of two, with the last one again and again: so a few texts are enough, each of which is prepared once. */
function filledUp(hashes: readonly string[]): string[] {
  const length = 2 ** Math.ceil(Math.log2(Math.max(1, hashes.length)));
  return Array.from({ length }, (_, index) => hashes[Math.min(index, hashes.length - 1)] ?? '');
}

function toRecord(row: TokenRow, shown: 'token_hash' | 'previous_token_hash'): DeviceRecord {
  const isBefore = shown === 'previous_token_hash';
  return {
    tenantId: row.tenant_id,
    deviceId: row.device_id,
    timeclockId: row.timeclock_id,
    token: isBefore ? 'before' : row.previous_token_hash === null ? 'only' : 'successor',
    tokenExpiresMs: isBefore ? (row.previous_token_expires_ms ?? 0) : row.token_expires_ms,
    tokenRevokedMs: row.token_revoked_ms,
    lastContactMs: row.last_contact_ms,
    lastAddress: row.last_address,
    lastRun: row.last_run,
  };
}

/** A token that was good once and was replaced, and whose. */
export async function findReplacedToken(db: Db, tokenHash: string): Promise<{ tenantId: string; deviceId: string } | null> {
  const row = await db.selectFrom('replaced_tokens').select(['tenant_id', 'device_id']).where('token_hash', '=', tokenHash).executeTakeFirst();
  return row === undefined ? null : { tenantId: row.tenant_id, deviceId: row.device_id };
}

export interface NewToken {
  readonly hash: string;
  readonly expiresMs: number;
}

/**
 * D9: puts a new token beside the one that was shown, which stays good until the new one is first used. Shown once more, because
 * the answer was lost or the request came twice, it gets the same one again, with a new end. (A server whose key is another by now makes another one, which takes the first one's place.)
 *
 * @returns whether the shown token was still one of the device's
 */
export async function renewDeviceToken(scope: TenantScope, deviceId: string, shownHash: string, token: NewToken, nowMs: number): Promise<'renewed' | 'replacedMeanwhile'> {
  // One renewal of a device at a time, whichever processes were asked.
  await lockPersons(scope, [deviceKey(deviceId)]);
  const renewed = { token_hash: token.hash, token_expires_ms: token.expiresMs, token_issued_ms: nowMs };
  const first = await scope
    .updateDevices()
    .set((eb) => ({ ...renewed, previous_token_hash: eb.ref('token_hash'), previous_token_expires_ms: eb.ref('token_expires_ms') }))
    .where('device_id', '=', deviceId)
    .where('token_hash', '=', shownHash)
    .where('previous_token_hash', 'is', null)
    .executeTakeFirst();
  if (first.numUpdatedRows > 0n) return 'renewed';
  const neverUsed = await scope.selectDevices().select('token_hash').where('device_id', '=', deviceId).where('previous_token_hash', '=', shownHash).executeTakeFirst();
  if (neverUsed === undefined) return 'replacedMeanwhile';
  const again = await scope.updateDevices().set(renewed).where('device_id', '=', deviceId).where('previous_token_hash', '=', shownHash).where('token_hash', '=', neverUsed.token_hash).executeTakeFirst();
  if (again.numUpdatedRows === 0n) return 'replacedMeanwhile';
  if (neverUsed.token_hash !== token.hash) await keepReplaced(scope, deviceId, [neverUsed.token_hash], nowMs);
  return 'renewed';
}

/** D9: the successor was used, so the token before it ends. Nothing happens when it ended already. */
export async function endPreviousToken(scope: TenantScope, deviceId: string, successorHash: string, nowMs: number): Promise<void> {
  const row = await scope.selectDevices().select('previous_token_hash').where('device_id', '=', deviceId).where('token_hash', '=', successorHash).executeTakeFirst();
  const before = row?.previous_token_hash ?? null;
  if (before === null) return;
  await keepReplaced(scope, deviceId, [before], nowMs);
  await scope.updateDevices().set({ previous_token_hash: null, previous_token_expires_ms: null }).where('device_id', '=', deviceId).where('previous_token_hash', '=', before).execute();
}

async function keepReplaced(scope: TenantScope, deviceId: string, hashes: readonly string[], nowMs: number): Promise<void> {
  for (const hash of hashes) {
    await scope
      .insertReplacedToken({ token_hash: hash, device_id: deviceId, replaced_ms: nowMs })
      .onConflict((conflict) => conflict.column('token_hash').doNothing())
      .execute();
  }
}

/** A9: ends every token of the device. A device that was revoked before keeps the first reason. */
export async function revokeDeviceTokens(scope: TenantScope, deviceId: string, revocation: { readonly by: string; readonly reason: string; readonly nowMs: number }): Promise<void> {
  await scope.updateDevices().set({ token_revoked_ms: revocation.nowMs, revoked_by: revocation.by, revocation_reason: revocation.reason }).where('device_id', '=', deviceId).where('token_revoked_ms', 'is', null).execute();
}

/** Which timeclock a device belongs to; null for one that the tenant does not have. */
export async function readDeviceTimeclock(scope: TenantScope, deviceId: string): Promise<number | null> {
  const row = await scope.selectDevices().select('timeclock_id').where('device_id', '=', deviceId).executeTakeFirst();
  return row?.timeclock_id ?? null;
}

export interface Contact {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly address: string;
  readonly country: string | null;
  /** H5: null from who does not name it. */
  readonly run: string | null;
  readonly atMs: number;
}

/** I4, C7: notes when and from where a device was last heard of; the time never moves back, for a batch may have been stored since. */
export async function noteContact(scope: TenantScope, contact: Contact): Promise<'same' | 'restarted' | 'shared'> {
  await scope
    .updateDevices()
    .set((eb) => ({
      last_contact_ms: eb.case().when('last_contact_ms', '>', contact.atMs).then(eb.ref('last_contact_ms')).else(contact.atMs).end(),
      last_address: contact.address,
      last_country: contact.country,
    }))
    .where('device_id', '=', contact.deviceId)
    .execute();
  return contact.run === null ? 'same' : await noteRun(scope, contact.deviceId, contact.run, contact.atMs);
}

/** The end of a device's chain, as far as the server has it (H5). */
export interface ChainEnd {
  readonly sequenceNumber: number;
  readonly hash: string;
}

export async function readChainEnd(scope: TenantScope, deviceId: string): Promise<ChainEnd | null> {
  return (await readChainEnds(scope, [deviceId])).get(deviceId) ?? null;
}

/** The ends of these devices' chains, by device id. */
export async function readChainEnds(scope: TenantScope, deviceIds: readonly string[]): Promise<Map<string, ChainEnd>> {
  const rows = await queryList<{ device_id: string; last_sequence_number: number; last_hash: string }>(scope.db, {
    leading: [scope.tenantId],
    rows: deviceIds.map((deviceId) => [deviceId]),
    columns: ['text'],
    text: (list) => `select device_id, last_sequence_number, last_hash from devices where tenant_id = ? and device_id in (${list})`,
  });
  return new Map(rows.map((row) => [row.device_id, { sequenceNumber: row.last_sequence_number, hash: row.last_hash }]));
}

/** What an enrolment says of a device. */
export type Enrolment = Pick<
  Insertable<DevicesTable>,
  'device_id' | 'timeclock_id' | 'device_name' | 'platform' | 'app_version' | 'token_hash' | 'token_expires_ms' | 'token_issued_ms' | 'enrolled_ms' | 'enrolled_by' | 'last_contact_ms' | 'last_address' | 'last_country' | 'enrolled_country'
>;

/** Enrols a device, or enrols a known one anew: its old tokens end, its chain goes on (A4), a revocation is lifted. */
export async function upsertDevice(scope: TenantScope, enrolment: Enrolment, firstHash: string): Promise<void> {
  const { device_id: deviceId, ...facts } = enrolment;
  const before = await scope.selectDevices().select(['token_hash', 'previous_token_hash']).where('device_id', '=', deviceId).executeTakeFirst();
  const ended = [before?.token_hash, before?.previous_token_hash].filter((hash) => typeof hash === 'string');
  await keepReplaced(scope, deviceId, ended, enrolment.enrolled_ms);
  const renewed = { ...facts, token_revoked_ms: null, revoked_by: null, revocation_reason: null, previous_token_hash: null, previous_token_expires_ms: null, last_run: null, earlier_runs: null, shared_ms: null };
  await scope
    .insertDevice({ ...renewed, device_id: deviceId, last_sequence_number: 0, last_hash: firstHash })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'device_id']).doUpdateSet(renewed))
    .execute();
}

export interface DeviceAt {
  readonly deviceId: string;
  readonly timeclockId: number;
}

/** The devices at these timeclocks whose token is not revoked. */
export async function listDevicesAt(scope: TenantScope, timeclockIds: Iterable<number>): Promise<DeviceAt[]> {
  const rows = await queryList<{ device_id: string; timeclock_id: number }>(scope.db, {
    leading: [scope.tenantId],
    rows: [...new Set(timeclockIds)].map((timeclockId) => [timeclockId]),
    columns: ['bigint'],
    text: (list) => `select device_id, timeclock_id from devices where tenant_id = ? and token_revoked_ms is null and timeclock_id in (${list})`,
  });
  return rows.map((row) => ({ deviceId: row.device_id, timeclockId: row.timeclock_id }));
}
