/** The tenant's users, with permissions and locks; no hash leaves here. */
import type { z } from 'zod';
import type { user } from '../../shared/contracts/console-entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { listUserAccounts, type UserAccount } from '../database/user-accounts.ts';

export async function listUsers(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller): Promise<z.input<typeof user>[]> {
  const accounts = await listUserAccounts(tenantScope(deps.database.reader, caller.tenantId), deps.clock.wallMs());
  return accounts.map(toUser);
}

/** An account as the console shows it. */
export function toUser(account: UserAccount): z.input<typeof user> {
  const { userId, username, role, timeclocks, disabledMs, lockedUntilMs } = account;
  return { userId, username, role, timeclocks: timeclocks === null ? null : [...timeclocks], disabled: disabledMs !== null, lockedUntil: lockedUntilMs === null ? null : new Date(lockedUntilMs).toISOString() };
}
