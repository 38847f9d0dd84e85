/** Users as administrators manage them. Names and passwords for signing in are users.ts's business. */
import { inChunks } from './chunks.ts';
import type { UserRole, UsersTable } from './schema.ts';
import { userSubject } from './users.ts';
import type { TenantScope } from './tenant-scope.ts';

export interface UserAccount {
  readonly userId: string;
  readonly username: string;
  readonly role: UserRole;
  /** Timeclocks that the user may act on; null for all. */
  readonly timeclocks: readonly number[] | null;
  readonly disabledMs: number | null;
  readonly lockedUntilMs: number | null;
}

type Row = Pick<UsersTable, 'user_id' | 'username' | 'role' | 'scope' | 'disabled_ms'>;

const columns = ['user_id', 'username', 'role', 'scope', 'disabled_ms'] as const;

/** All of the tenant's, by name. */
export async function listUserAccounts(scope: TenantScope, nowMs: number): Promise<UserAccount[]> {
  return complete(scope, await scope.selectUsers().select(columns).orderBy('username_key').execute(), nowMs);
}

export async function readUserAccount(scope: TenantScope, userId: string, nowMs: number): Promise<UserAccount | null> {
  const [account] = await complete(scope, await scope.selectUsers().select(columns).where('user_id', '=', userId).execute(), nowMs);
  return account ?? null;
}

async function complete(scope: TenantScope, rows: readonly Row[], nowMs: number): Promise<UserAccount[]> {
  const locks = await lockTimes(scope, rows, nowMs);
  const listed = new Map<string, number[]>();
  for (const chunk of inChunks(rows)) {
    const ids = chunk.map((row) => row.user_id);
    for (const row of await scope.selectUserTimeclocks().select(['user_id', 'timeclock_id']).where('user_id', 'in', ids).orderBy('timeclock_id').execute()) {
      listed.set(row.user_id, [...(listed.get(row.user_id) ?? []), row.timeclock_id]);
    }
  }
  return rows.map((row) => ({
    userId: row.user_id,
    username: row.username,
    role: row.role,
    timeclocks: row.scope === 'allTimeclocks' ? null : (listed.get(row.user_id) ?? []),
    disabledMs: row.disabled_ms,
    lockedUntilMs: locks.get(userSubject(row.username)) ?? null,
  }));
}

/** K15: until when each is locked; those that are free are left out. Failures are counted by name on the whole server. */
async function lockTimes(scope: TenantScope, rows: readonly Row[], nowMs: number): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const chunk of inChunks(rows)) {
    const subjects = chunk.map((row) => userSubject(row.username));
    const locked = await scope.db.selectFrom('sign_in_failures').select(['subject', 'locked_until_ms']).where('subject', 'in', subjects).where('locked_until_ms', '>', nowMs).execute();
    for (const row of locked) if (row.locked_until_ms !== null) times.set(row.subject, row.locked_until_ms);
  }
  return times;
}

/** Changes what a user may do. */
export async function updateUserAccount(scope: TenantScope, userId: string, account: Pick<UserAccount, 'role' | 'timeclocks' | 'disabledMs'>): Promise<void> {
  const { role, timeclocks, disabledMs } = account;
  await scope
    .updateUsers()
    .set({ role, scope: timeclocks === null ? 'allTimeclocks' : 'listedTimeclocks', disabled_ms: disabledMs })
    .where('user_id', '=', userId)
    .execute();
  await scope.deleteUserTimeclocks().where('user_id', '=', userId).execute();
  for (const timeclockId of timeclocks ?? []) await scope.insertUserTimeclock({ user_id: userId, timeclock_id: timeclockId }).execute();
}

/** Sets what is stored of a password. */
export async function updatePassword(scope: TenantScope, userId: string, hashes: { readonly passwordHash: string; readonly kioskVerifier: string }): Promise<void> {
  await scope.updateUsers().set({ password_hash: hashes.passwordHash, kiosk_verifier: hashes.kioskVerifier }).where('user_id', '=', userId).execute();
}

/** Ends all sessions of a user. @param but hash of the one that goes on; null to end them all */
export async function endSessions(scope: TenantScope, userId: string, but: string | null): Promise<void> {
  const sessions = scope.deleteSessions().where('user_id', '=', userId);
  await (but === null ? sessions : sessions.where('token_hash', '!=', but)).execute();
}

export async function endSession(scope: TenantScope, tokenHash: string): Promise<void> {
  await scope.deleteSessions().where('token_hash', '=', tokenHash).execute();
}

/** Administrators who are not disabled and may act on every timeclock. */
export async function listFullAdministrators(scope: TenantScope): Promise<string[]> {
  const rows = await scope.selectUsers().select('user_id').where('role', '=', 'administrator').where('scope', '=', 'allTimeclocks').where('disabled_ms', 'is', null).execute();
  return rows.map((row) => row.user_id);
}
