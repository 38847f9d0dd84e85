/**
 * I2, K16: what a user may do. Whoever is disabled, or may do nothing any more, loses all sessions at once and the offline sign-in
 * at kiosks with their next sync. Somebody always stays who may do everything.
 */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { reachesAsFar, refusePermissions } from '../checks/check-user.ts';
import { lockAdministration } from '../database/administration-lock.ts';
import { recordChanges } from '../database/changes.ts';
import type { UserRole } from '../database/schema.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { endSessions, listFullAdministrators, readUserAccount, updateUserAccount, type UserAccount } from '../database/user-accounts.ts';
import { notPossible, problem, type Problem } from '../errors.ts';
import { operatorChanges } from '../administration/operator-changes.ts';

export interface SaveUserInput {
  readonly userId: string;
  readonly role: UserRole;
  readonly timeclocks: readonly number[] | null;
  readonly disabled: boolean;
}

export type SaveUserOutcome = { readonly kind: 'saved'; readonly account: UserAccount } | Problem;

export async function saveUser(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, input: SaveUserInput): Promise<SaveUserOutcome> {
  const { userId, role, timeclocks, disabled } = input;
  const nowMs = deps.clock.wallMs();
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    // Two administrators who disable each other at the same moment must not both succeed.
    await lockAdministration(scope);
    const before = await readUserAccount(scope, userId, nowMs);
    if (before === null) return problem('notFound');
    const refusal = (await refuseFor(scope, caller, before, input)) ?? (await refusePermissions(scope, caller, input));
    if (refusal !== null) return refusal;
    const account = { ...before, role, timeclocks, disabledMs: disabled ? (before.disabledMs ?? nowMs) : null };
    await updateUserAccount(scope, userId, account);
    if (disabled || role === 'viewer') await endSessions(scope, userId, null);
    await recordChanges(scope, operatorChanges(userId, [before, account]), nowMs);
    return { kind: 'saved', account };
  });
}

async function refuseFor(scope: TenantScope, caller: ConsoleCaller, before: UserAccount, input: SaveUserInput): Promise<Problem | null> {
  if (!reachesAsFar(caller, before.timeclocks)) return problem('noPermissionForTimeclock');
  if (input.disabled && input.userId === caller.userId) return notPossible('disabled', 'nobody disables themselves: let another administrator do it');
  const staysFull = input.role === 'administrator' && input.timeclocks === null && !input.disabled;
  const others = (await listFullAdministrators(scope)).filter((userId) => userId !== input.userId);
  const isLast = others.length === 0 && before.role === 'administrator' && before.timeclocks === null && before.disabledMs === null;
  return isLast && !staysFull ? notPossible(input.disabled ? 'disabled' : 'role', 'this is the last administrator of all timeclocks: appoint another one first') : null;
}
