/** Creates or changes a timeclock as it is given: for the demo and for seeds. What administrators save goes through change-timeclock.ts. */
import { timeclockProperties, type TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readOrganisation } from '../database/tenants.ts';
import { storeTimeclock } from '../administration/store-timeclock.ts';

export type SaveTimeclockOutcome = { readonly kind: 'saved' } | { readonly kind: 'unknownTenant' } | { readonly kind: 'invalid' };

export async function saveTimeclock(deps: Pick<ServerDeps, 'database' | 'clock'>, tenantId: string, input: TimeclockProperties): Promise<SaveTimeclockOutcome> {
  const properties = timeclockProperties.safeParse(input);
  if (!properties.success) return { kind: 'invalid' };
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, tenantId);
    if ((await readOrganisation(scope)) === null) return { kind: 'unknownTenant' };
    await storeTimeclock(scope, properties.data, deps.clock.wallMs());
    return { kind: 'saved' };
  });
}
