/** I4: one kiosk as the fleet list shows it. */
import type { z } from 'zod';
import type { fleetDevice } from '../../shared/contracts/console-entities.ts';
import { passedOverStatus } from '../../shared/contracts/device-care.ts';
import { zoneDataEdition } from '../../shared/lib/zoned-time.ts';
import { countChainBreaks, readFleetTimeclocks, readUsernames, type ChainBreaks, type FleetRow, type FleetTimeclock } from '../database/fleet.ts';
import type { TenantScope } from '../database/tenant-scope.ts';

export type FleetDevice = z.output<typeof fleetDevice>;

/** Missed so often, a sync is not just late. */
const silentAfterIntervals = 3;

export interface FleetFacts {
  readonly timeclocks: ReadonlyMap<number, FleetTimeclock>;
  readonly usernames: ReadonlyMap<string, string>;
  readonly breaks: ReadonlyMap<string, ChainBreaks>;
  /** H4: of this server. */
  readonly zoneDataEdition: string;
  readonly nowMs: number;
}

/** What the view of these kiosks needs beside their own rows. */
export async function readFleetFacts(scope: TenantScope, rows: readonly FleetRow[], nowMs: number): Promise<FleetFacts> {
  const timeclocks = await readFleetTimeclocks(
    scope,
    rows.map((row) => row.timeclock_id),
  );
  return { timeclocks, usernames: await readUsernames(scope), breaks: await countChainBreaks(scope), zoneDataEdition: zoneDataEdition(), nowMs };
}

/** A kiosk that was revoked is not expected to call, and so never silent. */
export function fleetView(row: FleetRow, facts: FleetFacts): FleetDevice {
  const timeclock = facts.timeclocks.get(row.timeclock_id);
  const breaks = facts.breaks.get(row.device_id);
  const silentMs = silentAfterIntervals * (timeclock?.syncIntervalMs ?? 0);
  return {
    deviceId: row.device_id,
    deviceName: row.device_name,
    timeclockId: row.timeclock_id,
    timeclockName: timeclock?.name ?? '',
    platform: row.platform,
    appVersion: row.app_version,
    enrolledAt: iso(row.enrolled_ms),
    enrolledBy: nameOf(facts, row.enrolled_by),
    lastContactAt: iso(row.last_contact_ms),
    lastSyncAt: isoOrNull(row.last_sync_ms),
    silent: row.token_revoked_ms === null && facts.nowMs - row.last_contact_ms > silentMs,
    pending: row.pending_count,
    failed: row.failed_count,
    oldestPendingAt: isoOrNull(row.oldest_pending_ms),
    clockOffsetMs: row.clock_offset_ms,
    zoneDataEdition: row.zone_data_edition,
    restored: restoredOf(row),
    disk: row.disk_state === null ? null : { state: row.disk_state, freeBytes: row.disk_free_bytes },
    passedOver: row.passed_over === null ? null : passedOverStatus.parse(JSON.parse(row.passed_over)),
    zoneDataDiffers: row.zone_data_edition !== null && row.zone_data_edition !== facts.zoneDataEdition,
    address: row.last_address,
    country: row.last_country,
    countryDiffers: row.last_country !== null && row.enrolled_country !== null && row.last_country !== row.enrolled_country,
    chainGaps: breaks?.gaps ?? 0,
    chainAlterations: breaks?.alterations ?? 0,
    chainForks: breaks?.forks ?? 0,
    sharedAt: isoOrNull(row.shared_ms),
    lastSequenceNumber: row.last_sequence_number,
    tokenExpiresAt: iso(row.token_expires_ms),
    revokedAt: isoOrNull(row.token_revoked_ms),
    revokedBy: row.revoked_by === null ? null : nameOf(facts, row.revoked_by),
  };
}

function restoredOf({ restored_ms, restored_from, restored_backup_ms, restored_count }: FleetRow): FleetDevice['restored'] {
  if (restored_ms === null || restored_from === null) return null;
  return { at: iso(restored_ms), from: restored_from, backupMadeAt: isoOrNull(restored_backup_ms), broughtBack: restored_count ?? 0 };
}

function nameOf(facts: FleetFacts, id: string): string {
  return facts.usernames.get(id) ?? id;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
