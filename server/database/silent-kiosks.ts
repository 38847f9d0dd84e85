/** H7: kiosks, as far as the warning about punches on their way needs them. */
import { inList } from './chunks.ts';
import type { DevicesTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export type HeardKiosk = Pick<DevicesTable, 'device_id' | 'device_name' | 'timeclock_id' | 'last_contact_ms' | 'pending_count'>;

/** Kiosks at these timeclocks whose token was not revoked. */
export async function listKiosksAt(scope: TenantScope, timeclocks: readonly number[]): Promise<HeardKiosk[]> {
  return scope
    .selectDevices()
    .select(['device_id', 'device_name', 'timeclock_id', 'last_contact_ms', 'pending_count'])
    .where('timeclock_id', 'in', inList(timeclocks))
    .where('token_revoked_ms', 'is', null)
    .orderBy('last_contact_ms')
    .orderBy('device_id')
    .execute();
}
