/** Administrators and supervisors, their sessions, and the count of failed sign-ins (K15). User names are unique per server. */
import { usernameKey } from '../../shared/rules/username.ts';
import type { Db, UserRole, UsersTable } from './schema.ts';
import type { TenantScope } from './tenant-scope.ts';

export interface User {
  readonly userId: string;
  readonly tenantId: string;
  readonly username: string;
  readonly role: UserRole;
  readonly passwordHash: string;
  readonly scope: 'allTimeclocks' | 'listedTimeclocks';
}

/** The subject under which failures of a user name are counted (K15). */
export function userSubject(username: string): string {
  return `user:${usernameKey(username)}`;
}

/** Somebody who is not disabled, whatever the tenant: sign-in looks here before it knows where it is. */
export async function findUser(db: Db, username: string): Promise<User | null> {
  const row = await db.selectFrom('users').selectAll().where('username_key', '=', usernameKey(username)).where('disabled_ms', 'is', null).executeTakeFirst();
  if (row === undefined) return null;
  return { userId: row.user_id, tenantId: row.tenant_id, username: row.username, role: row.role, passwordHash: row.password_hash, scope: row.scope };
}

/** I2: may this user act on that timeclock of the tenant. */
export async function mayUseTimeclock(scope: TenantScope, user: User, timeclockId: number): Promise<boolean> {
  if (user.tenantId !== scope.tenantId) return false;
  if (user.scope === 'allTimeclocks') return true;
  const row = await scope.selectUserTimeclocks().select('timeclock_id').where('user_id', '=', user.userId).where('timeclock_id', '=', timeclockId).executeTakeFirst();
  return row !== undefined;
}

/** The timeclocks that the user may see; null for all. */
export async function visibleTimeclocks(scope: TenantScope, userId: string): Promise<number[] | null> {
  const user = await scope.selectUsers().select('scope').where('user_id', '=', userId).executeTakeFirst();
  if (user?.scope === 'allTimeclocks') return null;
  const rows = await scope.selectUserTimeclocks().select('timeclock_id').where('user_id', '=', userId).execute();
  return rows.map((row) => row.timeclock_id);
}

export interface SessionOwner {
  readonly tenantId: string;
  readonly userId: string;
  readonly username: string;
  readonly role: UserRole;
  readonly expiresMs: number;
}

/** Whose session this is, expired or not; null when unknown or when the user was disabled. */
export async function findSession(db: Db, tokenHash: string): Promise<SessionOwner | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', (join) => join.onRef('users.user_id', '=', 'sessions.user_id').onRef('users.tenant_id', '=', 'sessions.tenant_id'))
    .select(['sessions.tenant_id', 'sessions.user_id', 'sessions.expires_ms', 'users.role', 'users.username'])
    .where('sessions.token_hash', '=', tokenHash)
    .where('users.disabled_ms', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : { tenantId: row.tenant_id, userId: row.user_id, username: row.username, role: row.role, expiresMs: row.expires_ms };
}

export async function removeExpiredSessions(db: Db, nowMs: number): Promise<void> {
  await db.deleteFrom('sessions').where('expires_ms', '<', nowMs).execute();
}

export type NewUser = Pick<User, 'userId' | 'username' | 'role' | 'passwordHash'> & { readonly kioskVerifier: string };

function scopeOf(timeclocks: readonly number[] | null): UsersTable['scope'] {
  return timeclocks === null ? 'allTimeclocks' : 'listedTimeclocks';
}

/** Adds a user, unless the name is taken somewhere on this server (K15). @param timeclocks those that the user may act on; null for all */
export async function insertUser(scope: TenantScope, user: NewUser, timeclocks: readonly number[] | null): Promise<'added' | 'nameTaken'> {
  const names = { user_id: user.userId, username: user.username, username_key: usernameKey(user.username) };
  const row = { ...names, role: user.role, password_hash: user.passwordHash, kiosk_verifier: user.kioskVerifier, scope: scopeOf(timeclocks) };
  const { numInsertedOrUpdatedRows } = await scope
    .insertUser(row)
    .onConflict((conflict) => conflict.column('username_key').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) return 'nameTaken';
  for (const timeclockId of timeclocks ?? []) await scope.insertUserTimeclock({ user_id: user.userId, timeclock_id: timeclockId }).execute();
  return 'added';
}
