/** I4, H5: what batches say of their devices, beside the ends of the devices' chains. */
import type { DeviceStatus } from '../../shared/contracts/http.ts';
import type { ChainEnd } from './devices.ts';
import { writeList, type ListColumn } from './row-lists.ts';
import type { TenantScope } from './tenant-scope.ts';

export interface DeviceNews {
  readonly deviceId: string;
  readonly end: ChainEnd;
  /** Null from a device that tells nothing of itself. */
  readonly status: DeviceStatus | null;
  readonly lastSyncMs: number | null;
  /** Null for what did not come from the device itself. */
  readonly contactMs: number | null;
}

const statusColumns = [
  ['pending_count', 'bigint'],
  ['failed_count', 'bigint'],
  ['oldest_pending_ms', 'bigint'],
  ['clock_offset_ms', 'bigint'],
  ['zone_data_edition', 'text'],
  ['device_name', 'text'],
  ['platform', 'text'],
  ['app_version', 'text'],
  ['restored_ms', 'bigint'],
  ['restored_from', 'text'],
  ['restored_backup_ms', 'bigint'],
  ['restored_count', 'bigint'],
  ['disk_state', 'text'],
  ['disk_free_bytes', 'bigint'],
  ['passed_over', 'text'],
] as const satisfies readonly (readonly [string, ListColumn])[];

const leading: ListColumn[] = ['text', 'text', 'bigint', 'text', 'bigint', 'bigint', 'bigint'];

/** `column7` says whether the device told anything of itself: then what it told of is taken as it is, nulls as well. */
const assignments = statusColumns.map(([name], index) => `${name} = case when news.column7 = 1 then news.column${index + leading.length + 1} else devices.${name} end`).join(', ');

/** Moves the ends of the chains, notes the contacts and what the devices told; each device once. */
export async function updateDevices(scope: TenantScope, news: readonly DeviceNews[]): Promise<void> {
  await writeList(scope.db, {
    rows: news.map(({ deviceId, end, status, lastSyncMs, contactMs }) => [scope.tenantId, deviceId, end.sequenceNumber, end.hash, contactMs, lastSyncMs, status === null ? 0 : 1, ...statusValues(status)]),
    columns: [...leading, ...statusColumns.map(([_name, type]) => type)],
    text: (
      list,
    ) => `update devices set last_sequence_number = news.column3, last_hash = news.column4, last_contact_ms = coalesce(news.column5, devices.last_contact_ms), last_sync_ms = coalesce(news.column6, devices.last_sync_ms), ${assignments}
      from (${list}) as news where devices.tenant_id = news.column1 and devices.device_id = news.column2`,
  });
}

function statusValues(status: DeviceStatus | null): unknown[] {
  if (status === null) return statusColumns.map(() => null);
  return [
    status.pending,
    status.failed,
    msOrNull(status.oldestPendingAt),
    status.clockOffsetMs,
    withoutNul(status.zoneDataEdition),
    withoutNul(status.deviceName),
    withoutNul(status.platform),
    withoutNul(status.appVersion),
    msOrNull(status.restored?.at),
    status.restored?.from ?? null,
    msOrNull(status.restored?.backupMadeAt),
    status.restored?.broughtBack ?? null,
    status.disk?.state ?? null,
    status.disk?.freeBytes ?? null,
    status.passedOver === null ? null : JSON.stringify(status.passedOver),
  ];
}

function msOrNull(at: string | null | undefined): number | null {
  return at === null || at === undefined ? null : Date.parse(at);
}

/** PostgreSQL keeps no NUL in texts. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}
