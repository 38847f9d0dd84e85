/** One person, whole, for whoever may act on one of the timeclocks at which the person works. */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { refusePerson } from '../checks/check-person.ts';
import { loadPeople, type ConsolePerson } from '../database/person-list.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';

export type ReadPersonOutcome = { readonly kind: 'person'; readonly person: ConsolePerson } | Problem;

export async function readPerson(deps: Pick<ServerDeps, 'database'>, caller: ConsoleCaller, employeeId: string): Promise<ReadPersonOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const refusal = await refusePerson(scope, caller, employeeId);
  if (refusal !== null) return refusal;
  const [person] = await loadPeople(scope, [employeeId]);
  return person === undefined ? problem('notFound') : { kind: 'person', person };
}
