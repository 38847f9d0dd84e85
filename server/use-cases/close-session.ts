/** Signing out: the session's token ends at once. */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { endSession } from '../database/user-accounts.ts';

export async function closeSession(deps: Pick<ServerDeps, 'database'>, caller: ConsoleCaller): Promise<void> {
  await deps.database.transaction((db) => endSession(tenantScope(db, caller.tenantId), caller.sessionHash));
}
