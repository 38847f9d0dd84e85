/** A2: the organisation's own settings. Every kiosk of the tenant hears of them; company and alias lead to one tenant alone. */
import type { Organisation } from '../../shared/contracts/entities.ts';
import { normaliseName } from '../../shared/rules/identity.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { allTimeclocks, recordChanges } from '../database/changes.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { findTenantByCompany, updateOrganisation } from '../database/tenants.ts';
import { notPossible, problem, type Problem } from '../errors.ts';

export type SaveOrganisationOutcome = { readonly kind: 'saved'; readonly organisation: Organisation } | Problem;

export async function saveOrganisation(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, settings: Omit<Organisation, 'tenantId'>): Promise<SaveOrganisationOutcome> {
  // What concerns every timeclock is for those who may act on every one.
  if (caller.timeclocks !== null) return problem('noPermissionForTimeclock');
  for (const field of ['name', 'alias'] as const) if (normaliseName(settings[field]) === '') return notPossible(field, 'write something that can be read: people type it at setup');
  if (!isLocale(settings.locale)) return notPossible('locale', 'write a language tag such as en-US or fr-CA');
  return deps.database.transaction(async (db) => {
    const sameCompany = await findTenantByCompany(db, settings.name, settings.alias);
    if (sameCompany !== null && sameCompany !== caller.tenantId) return problem('conflict', { errors: [{ path: 'alias', message: 'another company has this name and alias: choose another alias' }] });
    const scope = tenantScope(db, caller.tenantId);
    await updateOrganisation(scope, settings);
    await recordChanges(scope, [{ kind: 'organisation', subject_id: '', timeclock_id: allTimeclocks }], deps.clock.wallMs());
    return { kind: 'saved', organisation: { tenantId: caller.tenantId, ...settings } };
  });
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
