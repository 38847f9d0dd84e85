/** A2: company name and alias lead to the tenant, its settings and its timeclocks. */
import type { CompanyAnswer } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { findTenantByCompany, listTimeclocks, readOrganisation } from '../database/tenants.ts';

export type FindCompanyOutcome = { readonly kind: 'found'; readonly answer: CompanyAnswer } | { readonly kind: 'unknownCompany' };

export async function findCompany(deps: Pick<ServerDeps, 'database'>, input: { company: string; alias: string }): Promise<FindCompanyOutcome> {
  const tenantId = await findTenantByCompany(deps.database.reader, input.company, input.alias);
  if (tenantId === null) return { kind: 'unknownCompany' };
  const scope = tenantScope(deps.database.reader, tenantId);
  const organisation = await readOrganisation(scope);
  if (organisation === null) return { kind: 'unknownCompany' };
  return { kind: 'found', answer: { organisation, timeclocks: await listTimeclocks(scope), endpoints: { api: null } } };
}
