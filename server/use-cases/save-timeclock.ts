/** Creates or changes a timeclock; its kiosks hear of it with their next sync, for the change is noted in the same transaction (D5). */
import { timeclockProperties, type TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import { recordChanges } from '../database/changes.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readOrganisation, upsertTimeclock } from '../database/tenants.ts';

export type SaveTimeclockOutcome = { readonly kind: 'saved' } | { readonly kind: 'unknownTenant' } | { readonly kind: 'invalid' };

export async function saveTimeclock(deps: Pick<ServerDeps, 'database' | 'clock'>, tenantId: string, input: TimeclockProperties): Promise<SaveTimeclockOutcome> {
  const properties = timeclockProperties.safeParse(input);
  if (!properties.success) return { kind: 'invalid' };
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, tenantId);
    if ((await readOrganisation(scope)) === null) return { kind: 'unknownTenant' };
    await upsertTimeclock(scope, properties.data);
    await recordChanges(scope, [{ kind: 'timeclock', subject_id: '', timeclock_id: properties.data.timeclockId }], deps.clock.wallMs());
    return { kind: 'saved' };
  });
}
