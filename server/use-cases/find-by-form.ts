/**
 * B3: the identification form, when the kiosk knows nobody like that. Exact after normalisation, by F5's rule, and only people who
 * are employed; anybody of the tenant may come back, also somebody without an assignment here.
 */
import type { Employee } from '../../shared/contracts/entities.ts';
import { nameKey } from '../../shared/rules/identity.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { findByNames, loadEmployees } from '../database/people.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';
import { atTimeclock } from './people-at-timeclock.ts';

const mostPeople = 50;

export interface FindByFormInput {
  readonly firstName: string;
  readonly lastName: string;
  /** Keyed hash of the last four digits. */
  readonly lastFourHash: string;
}

export type FindByFormOutcome = { readonly kind: 'found'; readonly employees: Employee[] } | Problem;

export async function findByForm(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: DeviceCaller, input: FindByFormInput): Promise<FindByFormOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const properties = await readTimeclockProperties(scope, caller.timeclockId);
  if (properties === null) return problem('unknownTimeclock');
  const at = atTimeclock(properties, deps.clock.wallMs());
  const ids = await findByNames(scope, nameKey(input.firstName, input.lastName), input.lastFourHash, at.today, mostPeople);
  return { kind: 'found', employees: await loadEmployees(scope, at, ids) };
}
