/** I2, K15: a new user; names are unique on the whole server, whatever their case. Kiosks that the user may open hear of it (K16). */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { passwordHashes } from '../secrets/check-password.ts';
import { refusePermissions } from '../checks/check-user.ts';
import { passwordFault } from '../secrets/common-passwords.ts';
import { recordChanges } from '../database/changes.ts';
import type { UserRole } from '../database/schema.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import type { UserAccount } from '../database/user-accounts.ts';
import { insertUser } from '../database/users.ts';
import { notPossible, problem, type Problem } from '../errors.ts';
import { operatorChanges } from '../administration/operator-changes.ts';

export interface CreateUserInput {
  readonly username: string;
  readonly password: string;
  readonly role: UserRole;
  readonly timeclocks: readonly number[] | null;
}

export type CreateUserOutcome = { readonly kind: 'created'; readonly account: UserAccount } | Problem;

export async function createUser(deps: Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>, caller: ConsoleCaller, input: CreateUserInput): Promise<CreateUserOutcome> {
  const { password, ...facts } = input;
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(facts.username.normalize('NFKC'))) return notPossible('username', 'use characters that can be seen and typed');
  const fault = passwordFault(password, facts.username);
  if (fault !== null) return notPossible('password', fault);
  const refusal = await refusePermissions(tenantScope(deps.database.reader, caller.tenantId), caller, facts);
  if (refusal !== null) return refusal;
  const account = { userId: `user-${deps.randomBytes(12).toString('hex')}`, ...facts, disabledMs: null, lockedUntilMs: null };
  const hashes = await passwordHashes(password);
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    if ((await insertUser(scope, { ...account, ...hashes }, account.timeclocks)) === 'nameTaken') return problem('conflict', { errors: [{ path: 'username', message: 'this name is taken: choose another' }] });
    await recordChanges(scope, operatorChanges(account.userId, [account]), deps.clock.wallMs());
    return { kind: 'created', account };
  });
}
