/** Stores or removes a PIN as a keyed hash with its length, and tells every timeclock of the person (D5), in the caller's transaction. */
import { pinHash } from '../../shared/lib/keyed-hash.ts';
import { recordChanges } from '../database/changes.ts';
import { timeclocksOf } from '../database/people.ts';
import { updatePin } from '../database/pins.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { readTenantKey } from '../database/tenants.ts';

/** @param pin digits as typed; null for none */
export async function storePin(scope: TenantScope, employeeId: string, pin: string | null, nowMs: number): Promise<void> {
  const tenantKey = Buffer.from(await readTenantKey(scope), 'hex');
  await updatePin(scope, employeeId, pin === null ? null : { hash: pinHash(pin, tenantKey), digits: pin.length });
  const timeclocks = await timeclocksOf(scope, employeeId);
  await recordChanges(
    scope,
    timeclocks.map((timeclockId) => ({ kind: 'employee', subject_id: employeeId, timeclock_id: timeclockId })),
    nowMs,
  );
}
