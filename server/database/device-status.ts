/** I4, H5: what a batch says of its device, beside the end of the device's chain. */
import type { DeviceStatus } from '../../shared/contracts/http.ts';
import type { ChainEnd } from './devices.ts';
import type { TenantScope } from './tenant-scope.ts';

export interface DeviceNews {
  readonly end: ChainEnd;
  /** Null from a device that tells nothing of itself. */
  readonly status: DeviceStatus | null;
  readonly lastSyncMs: number | null;
}

/** Moves the end of the chain, notes the contact and what the device told. */
export async function updateDevice(scope: TenantScope, deviceId: string, news: DeviceNews, nowMs: number): Promise<void> {
  await scope
    .updateDevices()
    .set({
      last_sequence_number: news.end.sequenceNumber,
      last_hash: news.end.hash,
      last_contact_ms: nowMs,
      ...(news.lastSyncMs === null ? {} : { last_sync_ms: news.lastSyncMs }),
      ...(news.status === null ? {} : toColumns(news.status)),
    })
    .where('device_id', '=', deviceId)
    .execute();
}

function toColumns(status: DeviceStatus) {
  return {
    pending_count: status.pending,
    failed_count: status.failed,
    oldest_pending_ms: status.oldestPendingAt === null ? null : Date.parse(status.oldestPendingAt),
    clock_offset_ms: status.clockOffsetMs,
    zone_data_edition: withoutNul(status.zoneDataEdition),
    device_name: withoutNul(status.deviceName),
    platform: withoutNul(status.platform),
    app_version: withoutNul(status.appVersion),
  };
}

/** PostgreSQL keeps no NUL in texts. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}
