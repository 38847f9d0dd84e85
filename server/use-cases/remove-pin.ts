/** Takes somebody's PIN away: the identification form stays (B3). */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { refusePerson } from '../checks/check-person.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import type { Problem } from '../errors.ts';
import { storePin } from '../secrets/store-pin.ts';

export type RemovePinOutcome = { readonly kind: 'removed' } | Problem;

export async function removePin(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, employeeId: string): Promise<RemovePinOutcome> {
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const refusal = await refusePerson(scope, caller, employeeId);
    if (refusal !== null) return refusal;
    await storePin(scope, employeeId, null, deps.clock.wallMs());
    return { kind: 'removed' };
  });
}
