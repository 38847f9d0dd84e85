/** I4: kiosks as support sees them: what they told of themselves, who enrolled them, and where their chains broke (H5). */
import { sql, type Selectable, type SqlBool } from 'kysely';
import { z } from 'zod';
import { inList } from './chunks.ts';
import type { BatchesTable, DevicesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type FleetRow = Omit<Selectable<DevicesTable>, 'tenant_id' | 'token_hash' | 'previous_token_hash' | 'previous_token_expires_ms' | 'token_issued_ms' | 'last_hash' | 'last_run' | 'earlier_runs'>;

const columns = [
  'device_id',
  'timeclock_id',
  'device_name',
  'platform',
  'app_version',
  'token_expires_ms',
  'token_revoked_ms',
  'enrolled_ms',
  'enrolled_by',
  'last_contact_ms',
  'last_sequence_number',
  'revoked_by',
  'revocation_reason',
  'pending_count',
  'failed_count',
  'oldest_pending_ms',
  'clock_offset_ms',
  'zone_data_edition',
  'last_sync_ms',
  'last_address',
  'last_country',
  'enrolled_country',
  'shared_ms',
  'restored_ms',
  'restored_from',
  'restored_backup_ms',
  'restored_count',
  'disk_state',
  'disk_free_bytes',
  'passed_over',
] as const;

/** Where a kiosk stands in the fleet's order. */
export type FleetPlace = Pick<FleetRow, 'timeclock_id' | 'device_name' | 'device_id'>;

/**
 * Kiosks that the tenant ever enrolled, by timeclock and name, those after `after`.
 * @param timeclocks those that the caller may see; null for all
 */
export async function listFleet(scope: TenantScope, timeclocks: readonly number[] | null, after: FleetPlace | null, limit: number): Promise<FleetRow[]> {
  let query = scope.selectDevices().select(columns);
  if (timeclocks !== null) query = query.where('timeclock_id', 'in', inList(timeclocks));
  if (after !== null) query = query.where((eb) => eb(eb.refTuple('timeclock_id', 'device_name', 'device_id'), '>', eb.tuple(after.timeclock_id, after.device_name, after.device_id)));
  return query.orderBy('timeclock_id').orderBy('device_name').orderBy('device_id').limit(limit).execute();
}

export async function readFleetDevice(scope: TenantScope, deviceId: string): Promise<FleetRow | null> {
  const row = await scope.selectDevices().select(columns).where('device_id', '=', deviceId).executeTakeFirst();
  return row ?? null;
}

/** Spelled as in the index that holds these few punches alone. */
const chainBroken = sql<SqlBool>`noted like '%"chain%'`;
const isGap = sql<number>`case when noted like '%"chainGap"%' then 1 else 0 end`;
const isAlteration = sql<number>`case when noted like '%"chainAltered"%' then 1 else 0 end`;
const isFork = sql<number>`case when noted like '%"chainForked"%' then 1 else 0 end`;

export interface ChainBreaks {
  readonly gaps: number;
  readonly alterations: number;
  readonly forks: number;
}

/** How often each device's chain broke, by device id; devices whose chain is whole are left out. */
export async function countChainBreaks(scope: TenantScope): Promise<Map<string, ChainBreaks>> {
  const rows = await scope
    .selectPunches()
    .select(['device_id', (eb) => eb.fn.sum<number | string>(isGap).as('gaps'), (eb) => eb.fn.sum<number | string>(isAlteration).as('alterations'), (eb) => eb.fn.sum<number | string>(isFork).as('forks')])
    .where(chainBroken)
    .groupBy('device_id')
    .execute();
  return new Map(rows.map((row) => [row.device_id, { gaps: Number(row.gaps), alterations: Number(row.alterations), forks: Number(row.forks) }]));
}

export interface ChainPlace {
  readonly punchId: string;
  readonly sequenceNumber: number;
  readonly what: 'chainGap' | 'chainAltered' | 'chainForked';
}

/** The latest places where the device's chain broke. */
export async function listChainPlaces(scope: TenantScope, deviceId: string, limit: number): Promise<ChainPlace[]> {
  const rows = await scope
    .selectPunches()
    .select(['punch_id', 'sequence_number', isAlteration.as('is_altered'), isFork.as('is_fork')])
    .where(chainBroken)
    .where('device_id', '=', deviceId)
    .orderBy('sequence_number', 'desc')
    .orderBy('punch_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ punchId: row.punch_id, sequenceNumber: row.sequence_number, what: row.is_altered === 1 ? 'chainAltered' : row.is_fork === 1 ? 'chainForked' : 'chainGap' }));
}

export type BatchRow = Omit<Selectable<BatchesTable>, 'tenant_id' | 'device_id'>;

/** The latest batches of a device, newest first. */
export async function listBatches(scope: TenantScope, deviceId: string, limit: number): Promise<BatchRow[]> {
  return scope
    .selectBatches()
    .select(['received_ms', 'batch_id', 'lane', 'address', 'accepted', 'duplicate', 'refused', 'failed', 'records'])
    .where('device_id', '=', deviceId)
    .orderBy('received_ms', 'desc')
    .orderBy('batch_id')
    .limit(limit)
    .execute();
}

const interval = z.object({ syncIntervalSeconds: z.number() });

export interface FleetTimeclock {
  readonly name: string;
  readonly syncIntervalMs: number;
}

/** Name and sync interval of these timeclocks, by id. */
export async function readFleetTimeclocks(scope: TenantScope, timeclockIds: readonly number[]): Promise<Map<number, FleetTimeclock>> {
  const rows = await scope
    .selectTimeclocks()
    .select(['timeclock_id', 'name', 'properties'])
    .where('timeclock_id', 'in', inList([...new Set(timeclockIds)]))
    .execute();
  return new Map(rows.map((row) => [row.timeclock_id, { name: row.name, syncIntervalMs: 1000 * interval.parse(JSON.parse(row.properties)).syncIntervalSeconds }]));
}

/** User names by user id, also of those who were disabled. */
export async function readUsernames(scope: TenantScope): Promise<Map<string, string>> {
  const rows = await scope.selectUsers().select(['user_id', 'username']).execute();
  return new Map(rows.map((row) => [row.user_id, row.username]));
}
