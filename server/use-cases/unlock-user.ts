/** K15: an administrator lifts the lock that repeated failures put on somebody. */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { reachesAsFar } from '../checks/check-user.ts';
import { clearFailures } from '../database/sign-in-failures.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readUserAccount } from '../database/user-accounts.ts';
import { userSubject } from '../database/users.ts';
import { problem, type Problem } from '../errors.ts';

export type UnlockUserOutcome = { readonly kind: 'unlocked' } | Problem;

export async function unlockUser(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, userId: string): Promise<UnlockUserOutcome> {
  const account = await readUserAccount(tenantScope(deps.database.reader, caller.tenantId), userId, deps.clock.wallMs());
  if (account === null) return problem('notFound');
  if (!reachesAsFar(caller, account.timeclocks)) return problem('noPermissionForTimeclock');
  await deps.database.transaction((db) => clearFailures(db, [userSubject(account.username)]));
  return { kind: 'unlocked' };
}
