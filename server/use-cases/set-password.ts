/** An administrator gives somebody a new password: all of that person's sessions end, the lock is lifted, kiosks get a new verifier (K16). */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { passwordHashes } from '../secrets/check-password.ts';
import { reachesAsFar } from '../checks/check-user.ts';
import { passwordFault } from '../secrets/common-passwords.ts';
import { recordChanges } from '../database/changes.ts';
import { clearFailures } from '../database/sign-in-failures.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { endSessions, readUserAccount, updatePassword } from '../database/user-accounts.ts';
import { userSubject } from '../database/users.ts';
import { notPossible, problem, type Problem } from '../errors.ts';
import { operatorChanges } from '../administration/operator-changes.ts';

export type SetPasswordOutcome = { readonly kind: 'set' } | Problem;

export async function setPassword(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, input: { userId: string; newPassword: string }): Promise<SetPasswordOutcome> {
  const nowMs = deps.clock.wallMs();
  const account = await readUserAccount(tenantScope(deps.database.reader, caller.tenantId), input.userId, nowMs);
  if (account === null) return problem('notFound');
  if (!reachesAsFar(caller, account.timeclocks)) return problem('noPermissionForTimeclock');
  const fault = passwordFault(input.newPassword, account.username);
  if (fault !== null) return notPossible('newPassword', fault);
  const hashes = await passwordHashes(input.newPassword);
  await deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    await updatePassword(scope, input.userId, hashes);
    await endSessions(scope, input.userId, null);
    await clearFailures(db, [userSubject(account.username)]);
    await recordChanges(scope, operatorChanges(input.userId, [account]), nowMs);
  });
  return { kind: 'set' };
}
