/** Punches as administrators see them: in order of arrival, those of the timeclocks that the person may see. */
import type { z } from 'zod';
import type { storedPunch } from '../../shared/contracts/console-entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { countPunches, listPunches } from '../database/punch-list.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { visibleTimeclocks } from '../database/users.ts';
import { problem, type Problem } from '../errors.ts';

const pagePurpose = 'punches-page';

export interface ReadPunchesInput {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly timeclockId?: number | undefined;
}

export type ReadPunchesOutcome = { readonly kind: 'page'; readonly answer: { punches: z.infer<typeof storedPunch>[]; next: string | null; total: number } } | Problem;

export async function readPunches(deps: Pick<ServerDeps, 'database' | 'signer'>, caller: ConsoleCaller, input: ReadPunchesInput): Promise<ReadPunchesOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const visible = await visibleTimeclocks(scope, caller.userId);
  if (input.timeclockId !== undefined && visible !== null && !visible.includes(input.timeclockId)) return problem('noPermissionForTimeclock');
  const timeclocks = input.timeclockId === undefined ? visible : [input.timeclockId];
  const after = input.after === undefined ? 0 : openPage(deps, caller, input.after);
  if (after === null) return problem('pageTokenUnknown');
  const rows = await listPunches(scope, timeclocks, after, input.limit);
  const last = rows.length < input.limit ? undefined : rows.at(-1)?.arrivalNumber;
  return {
    kind: 'page',
    answer: {
      punches: rows.map((row) => row.punch),
      next: last === undefined ? null : deps.signer.sign(pagePurpose, [caller.tenantId, last]),
      total: await countPunches(scope, timeclocks),
    },
  };
}

function openPage(deps: Pick<ServerDeps, 'signer'>, caller: ConsoleCaller, text: string): number | null {
  const [tenantId, arrivalNumber] = deps.signer.open(pagePurpose, text) ?? [];
  return tenantId === caller.tenantId && typeof arrivalNumber === 'number' ? arrivalNumber : null;
}
