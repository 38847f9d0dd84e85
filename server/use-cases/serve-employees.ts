/**
 * A5: everybody with an assignment to the device's timeclock, in pages that a broken download can resume. The cursor for what
 * changes meanwhile is taken before the first page and carried through all of them.
 */
import type { EmployeesAnswer } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { lastChange } from '../database/changes.ts';
import { countAssigned, listAssigned, loadEmployees } from '../database/people.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';
import { changeCursor } from '../feed/change-cursor.ts';
import { atTimeclock, fitInto } from './people-at-timeclock.ts';

const pagePurpose = 'employees-page';

export type ServeEmployeesOutcome = { readonly kind: 'page'; readonly answer: EmployeesAnswer } | Problem;

interface Position {
  readonly afterEmployeeId: string;
  readonly sequence: number;
  readonly total: number;
}

type Deps = Pick<ServerDeps, 'database' | 'clock' | 'signer'>;

export async function serveEmployees(deps: Deps, caller: DeviceCaller, input: { after?: string | undefined; limit: number }): Promise<ServeEmployeesOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const properties = await readTimeclockProperties(scope, caller.timeclockId);
  if (properties === null) return problem('unknownTimeclock');
  const at = atTimeclock(properties, deps.clock.wallMs());
  const position = input.after === undefined ? { afterEmployeeId: '', sequence: await lastChange(scope), total: await countAssigned(scope, at) } : openPage(deps, caller, input.after);
  if (position === null) return problem('pageTokenUnknown');
  const listed = await listAssigned(scope, at, position.afterEmployeeId, input.limit);
  const ids = fitInto(listed).map((entry) => entry.employeeId);
  const lastId = ids.at(-1);
  const isLast = ids.length === listed.length && listed.length < input.limit;
  return {
    kind: 'page',
    answer: {
      employees: await loadEmployees(scope, at, ids),
      next: isLast || lastId === undefined ? null : signPage(deps, caller, { ...position, afterEmployeeId: lastId }),
      total: position.total,
      cursor: changeCursor(deps.signer, caller, { sequence: position.sequence, step: 'employees', after: '', since: '' }),
    },
  };
}

function signPage(deps: Deps, caller: DeviceCaller, position: Position): string {
  return deps.signer.sign(pagePurpose, [caller.tenantId, caller.timeclockId, position.afterEmployeeId, position.sequence, position.total]);
}

function openPage(deps: Deps, caller: DeviceCaller, text: string): Position | null {
  const [tenantId, timeclockId, afterEmployeeId, sequence, total] = deps.signer.open(pagePurpose, text) ?? [];
  if (tenantId !== caller.tenantId || timeclockId !== caller.timeclockId) return null;
  return typeof afterEmployeeId === 'string' && typeof sequence === 'number' && typeof total === 'number' ? { afterEmployeeId, sequence, total } : null;
}
