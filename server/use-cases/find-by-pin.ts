/** B2: a PIN that the kiosk does not know. Anybody of the tenant may come back, also somebody without an assignment here. */
import type { Employee } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { findByVerifier, loadEmployees } from '../database/people.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';
import { atTimeclock } from './people-at-timeclock.ts';

const mostPeople = 50;

export type FindByPinOutcome = { readonly kind: 'found'; readonly employees: Employee[] } | Problem;

/** @param input keyed hash of the PIN, or of the last four digits where the timeclock identifies by them */
export async function findByPin(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: DeviceCaller, input: { pinHash: string }): Promise<FindByPinOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const properties = await readTimeclockProperties(scope, caller.timeclockId);
  if (properties === null) return problem('unknownTimeclock');
  const at = atTimeclock(properties, deps.clock.wallMs());
  const column = properties.pinType === 'lastFourSsn' ? 'last_four_hash' : 'pin_hash';
  const ids = await findByVerifier(scope, column, input.pinHash, at.today, mostPeople);
  return { kind: 'found', employees: await loadEmployees(scope, at, ids) };
}
