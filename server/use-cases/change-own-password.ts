/**
 * Somebody changes the own password: the old one is asked for, with the same lock as a sign-in (K15), and all of the person's other
 * sessions end. Kiosks get a new verifier (K16).
 */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { checkPassword, passwordHashes } from '../secrets/check-password.ts';
import { passwordFault } from '../secrets/common-passwords.ts';
import { recordChanges } from '../database/changes.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { endSessions, updatePassword } from '../database/user-accounts.ts';
import { notPossible, type Problem } from '../errors.ts';
import { operatorChanges } from '../administration/operator-changes.ts';

export type ChangeOwnPasswordOutcome = { readonly kind: 'changed' } | Problem;

export async function changeOwnPassword(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, input: { oldPassword: string; newPassword: string }): Promise<ChangeOwnPasswordOutcome> {
  const { username, userId } = caller;
  const checked = await checkPassword(deps, { username, password: input.oldPassword }, []);
  if (checked.kind === 'problem') return checked;
  const fault = input.oldPassword === input.newPassword ? 'choose another than the present one' : passwordFault(input.newPassword, username);
  if (fault !== null) return notPossible('newPassword', fault);
  const hashes = await passwordHashes(input.newPassword);
  await deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    await updatePassword(scope, userId, hashes);
    await endSessions(scope, userId, caller.sessionHash);
    await recordChanges(scope, operatorChanges(userId, [caller]), deps.clock.wallMs());
  });
  return { kind: 'changed' };
}
