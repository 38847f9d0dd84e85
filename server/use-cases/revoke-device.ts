/** A9: a lost kiosk is shut out: every token of it ends at once. Who did it, when and why stays with it until it is enrolled anew. */
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { readDeviceTimeclock, revokeDeviceTokens } from '../database/devices.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';

export async function revokeDevice(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, input: { deviceId: string; reason: string }): Promise<{ readonly kind: 'revoked' } | Problem> {
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const timeclockId = await readDeviceTimeclock(scope, input.deviceId);
    if (timeclockId === null) return problem('notFound');
    if (!mayActOn(caller, timeclockId)) return problem('noPermissionForTimeclock');
    await revokeDeviceTokens(scope, input.deviceId, { by: caller.userId, reason: input.reason, nowMs: deps.clock.wallMs() });
    return { kind: 'revoked' };
  });
}
