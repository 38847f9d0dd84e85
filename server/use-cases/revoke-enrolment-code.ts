/** A9: makes a code useless. What a device got by it before stays: that is revoked with the device. */
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { findEnrolmentCode, revokeEnrolmentCode as revokeCode } from '../database/enrolment-codes.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';

export async function revokeEnrolmentCode(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, input: { codeId: string }): Promise<{ readonly kind: 'revoked' } | Problem> {
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const code = await findEnrolmentCode(scope, input.codeId);
    if (code === null) return problem('notFound');
    if (!mayActOn(caller, code.timeclock_id)) return problem('noPermissionForTimeclock');
    await revokeCode(scope, input.codeId, deps.clock.wallMs());
    return { kind: 'revoked' };
  });
}
