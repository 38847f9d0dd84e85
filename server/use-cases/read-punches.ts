/** I3: punches as administrators see them: in order of arrival, those of the timeclocks that the person may see. */
import type { z } from 'zod';
import type { storedPunch } from '../../shared/contracts/console-entities.ts';
import type { ExceptionCode } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { toStoredPunches } from '../database/punch-list.ts';
import { searchPunches, type PunchFilter } from '../database/punch-search.ts';
import type { StoredVerdict } from '../database/schema.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { notPossible, problem, type Problem } from '../errors.ts';
import { openPlace, signPlace } from '../supervision/page-place.ts';

const purpose = 'punches-page';

/** What is left out does not narrow the list. Dates are work dates. */
export interface ReadPunchesInput {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly timeclockId?: number | undefined;
  readonly employeeId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly verdict?: StoredVerdict | undefined;
  readonly exception?: ExceptionCode | undefined;
}

export type ReadPunchesOutcome = { readonly kind: 'page'; readonly answer: { punches: z.infer<typeof storedPunch>[]; next: string | null; total: number } } | Problem;

export async function readPunches(deps: Pick<ServerDeps, 'database' | 'signer'>, caller: ConsoleCaller, input: ReadPunchesInput): Promise<ReadPunchesOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const refusal = await refuseFilter(scope, caller, input);
  if (refusal !== null) return refusal;
  const after = input.after === undefined ? 0 : openPlace(deps, caller, purpose, input.after)?.[0];
  if (typeof after !== 'number') return problem('pageTokenUnknown');
  const { rows, total } = await searchPunches(scope, toFilter(caller, input), after, input.limit);
  const last = rows.length < input.limit ? undefined : rows.at(-1)?.arrival_number;
  return { kind: 'page', answer: { punches: await toStoredPunches(scope, rows), next: last === undefined ? null : signPlace(deps, caller, purpose, [last]), total } };
}

async function refuseFilter(scope: TenantScope, caller: ConsoleCaller, input: ReadPunchesInput): Promise<Problem | null> {
  if (input.from !== undefined && input.to !== undefined && input.from > input.to) return notPossible('to', 'the last date is before the first one: exchange them');
  if (input.timeclockId === undefined) return null;
  if ((await readTimeclockProperties(scope, input.timeclockId)) === null) return problem('notFound');
  return mayActOn(caller, input.timeclockId) ? null : problem('noPermissionForTimeclock');
}

function toFilter(caller: ConsoleCaller, input: ReadPunchesInput): PunchFilter {
  return {
    timeclocks: input.timeclockId === undefined ? caller.timeclocks : [input.timeclockId],
    employeeId: input.employeeId ?? null,
    from: input.from ?? null,
    to: input.to ?? null,
    verdict: input.verdict ?? null,
    exception: input.exception ?? null,
  };
}
