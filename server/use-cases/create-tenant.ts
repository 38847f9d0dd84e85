/** A new tenant with its first administrator, who may act on everything of it. All or nothing. */
import { organisation, type Organisation } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import { passwordHashes } from '../secrets/check-password.ts';
import { passwordFault } from '../secrets/common-passwords.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { findTenantByCompany, insertTenant } from '../database/tenants.ts';
import { insertUser } from '../database/users.ts';

export interface CreateTenantInput {
  readonly organisation: Omit<Organisation, 'tenantId'>;
  readonly administrator: { readonly username: string; readonly password: string };
}

/** `invalid`: the sentence says what to do. */
export type CreateTenantOutcome = { readonly kind: 'created'; readonly tenantId: string } | { readonly kind: 'companyExists' } | { readonly kind: 'nameTaken' } | { readonly kind: 'invalid'; readonly sentence: string };

const shortestPassword = 10;

export async function createTenant(deps: Pick<ServerDeps, 'database' | 'randomBytes'>, input: CreateTenantInput): Promise<CreateTenantOutcome> {
  const tenantId = `tenant-${deps.randomBytes(8).toString('hex')}`;
  const checked = organisation.safeParse({ ...input.organisation, tenantId });
  if (!checked.success) return { kind: 'invalid', sentence: `The company cannot be stored: ${checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}.` };
  const { username, password } = input.administrator;
  const fault = password.length < shortestPassword ? `use at least ${shortestPassword} characters` : passwordFault(password, username);
  if (fault !== null) return { kind: 'invalid', sentence: `The password cannot be taken: ${fault}.` };
  if (username.trim() === '' || username.length > 80 || /[\p{C}\p{Zl}\p{Zp}]/u.test(username.normalize('NFKC'))) return { kind: 'invalid', sentence: 'The user name cannot be taken: use 1 to 80 characters that can be seen and typed.' };
  const hashes = await passwordHashes(password);
  const { name, alias, timeZone, locale, firstDayOfWeek } = checked.data;
  return deps.database
    .transaction<CreateTenantOutcome>(async (db) => {
      if ((await findTenantByCompany(db, name, alias)) !== null) return { kind: 'companyExists' };
      const inserted = await insertTenant(db, { tenant_id: tenantId, name, alias, time_zone: timeZone, locale, first_day_of_week: firstDayOfWeek, tenant_key: deps.randomBytes(32).toString('hex') });
      if (inserted === 'taken') return { kind: 'companyExists' };
      const added = await insertUser(tenantScope(db, tenantId), { userId: `user-${deps.randomBytes(12).toString('hex')}`, username: username.trim(), role: 'administrator', ...hashes }, null);
      if (added === 'nameTaken') throw new NameTaken();
      return { kind: 'created', tenantId };
    })
    .catch((cause: unknown) => {
      if (cause instanceof NameTaken) return { kind: 'nameTaken' };
      throw cause;
    });
}

/** Takes the tenant's row back with it. */
class NameTaken extends Error {}
