/** A5, I3: the people whom the caller may see, in pages by id; searched by words of name or id, whatever case and accents. */
import type { z } from 'zod';
import type { routes } from '../../shared/contracts/http.ts';
import { dateInZone } from '../../shared/lib/zoned-time.ts';
import { normaliseName } from '../../shared/rules/identity.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { countPeople, listPeopleIds, loadPeople, type PeopleFilter } from '../database/person-list.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readOrganisation, readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';
import { fitInto } from './people-at-timeclock.ts';

const purpose = 'people-page';

export type ListPeopleOutcome = { readonly kind: 'page'; readonly answer: z.input<typeof routes.listPeople.answer> } | Problem;
export type ListPeopleInput = z.output<typeof routes.listPeople.query>;

type Deps = Pick<ServerDeps, 'database' | 'clock' | 'signer'>;

export async function listPeople(deps: Deps, caller: ConsoleCaller, input: ListPeopleInput): Promise<ListPeopleOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  if (input.timeclockId !== undefined) {
    if ((await readTimeclockProperties(scope, input.timeclockId)) === null) return problem('notFound');
    if (!mayActOn(caller, input.timeclockId)) return problem('noPermissionForTimeclock');
  }
  const after = input.after === undefined ? '' : openPage(deps, caller, input.after);
  if (after === null) return problem('pageTokenUnknown');
  const organisation = await readOrganisation(scope);
  const filter: PeopleFilter = {
    words: normaliseName(input.search ?? '')
      .split(' ')
      .filter((word) => word !== ''),
    timeclockId: input.timeclockId ?? null,
    state: input.state,
    today: dateInZone(deps.clock.wallMs(), organisation?.timeZone ?? 'UTC'),
    visibleTo: caller.timeclocks === null ? null : caller.userId,
  };
  const listed = await listPeopleIds(scope, filter, after, input.limit + 1);
  const ids = fitInto(listed.slice(0, input.limit)).map((entry) => entry.employeeId);
  const lastId = ids.at(-1);
  const next = lastId === undefined || ids.length === listed.length ? null : deps.signer.sign(purpose, [caller.tenantId, lastId]);
  return { kind: 'page', answer: { people: await loadPeople(scope, ids), next, total: await countPeople(scope, filter) } };
}

function openPage(deps: Deps, caller: ConsoleCaller, text: string): string | null {
  const [tenantId, employeeId] = deps.signer.open(purpose, text) ?? [];
  return tenantId === caller.tenantId && typeof employeeId === 'string' ? employeeId : null;
}
