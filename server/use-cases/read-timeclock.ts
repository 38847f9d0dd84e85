/** A3: a timeclock's properties, by the id that somebody typed or picked. */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';

export type ReadTimeclockOutcome = { readonly kind: 'found'; readonly properties: TimeclockProperties } | { readonly kind: 'unknownTimeclock' };

export async function readTimeclock(deps: Pick<ServerDeps, 'database'>, input: { tenantId: string; timeclockId: number }): Promise<ReadTimeclockOutcome> {
  const properties = await readTimeclockProperties(tenantScope(deps.database.reader, input.tenantId), input.timeclockId);
  return properties === null ? { kind: 'unknownTimeclock' } : { kind: 'found', properties };
}
