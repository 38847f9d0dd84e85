/** C12: what people asked their supervisor for at the kiosks. */
import type { z } from 'zod';
import type { correctionRequest } from '../../shared/contracts/console-entities.ts';
import { punchType } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { usernamesOf } from '../database/punch-decisions.ts';
import { personNames } from '../database/punch-list.ts';
import { listRequests as listRequestRows } from '../database/request-list.ts';
import type { RequestsTable } from '../database/outbox-schema.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import { openPlace, signPlace } from '../supervision/page-place.ts';
import { presentPersonKey } from '../supervision/person-of-request.ts';

const purpose = 'requests-page';

export interface ListRequestsInput {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly status: 'open' | 'all';
}

type CorrectionRequest = z.infer<typeof correctionRequest>;
export type ListRequestsOutcome = { readonly kind: 'page'; readonly answer: { requests: CorrectionRequest[]; next: string | null } } | Problem;

export async function listRequests(deps: Pick<ServerDeps, 'database' | 'signer'>, caller: ConsoleCaller, input: ListRequestsInput): Promise<ListRequestsOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const after = input.after === undefined ? '' : openPlace(deps, caller, purpose, input.after)?.[0];
  if (typeof after !== 'string') return problem('pageTokenUnknown');
  const rows = await listRequestRows(scope, caller.timeclocks, input.status, after, input.limit);
  const keys = new Map<string, string>();
  for (const row of rows) if (!keys.has(row.person_key)) keys.set(row.person_key, await presentPersonKey(scope, row.person_key));
  const names = await personNames(
    scope,
    [...keys.values()].map((key) => ({ person_key: key })),
  );
  const users = await usernamesOf(
    scope,
    rows.flatMap((row) => (row.decided_by === null ? [] : [row.decided_by])),
  );
  const last = rows.length < input.limit ? undefined : rows.at(-1);
  return {
    kind: 'page',
    answer: {
      requests: rows.map((row) => {
        const key = keys.get(row.person_key) ?? row.person_key;
        return toRequest(row, key, names.get(key) ?? '', row.decided_by === null ? null : (users.get(row.decided_by) ?? row.decided_by));
      }),
      next: last === undefined ? null : signPlace(deps, caller, purpose, [last.request_id]),
    },
  };
}

function toRequest(row: RequestsTable, personKey: string, personName: string, decidedBy: string | null): CorrectionRequest {
  return {
    requestId: row.request_id,
    employeeId: personKey.startsWith('e:') ? personKey.slice(2) : null,
    personName,
    kind: row.kind,
    punchId: row.punch_id,
    type: row.type === null ? null : punchType.parse(row.type),
    workDate: row.work_date,
    proposedInstant: row.proposed_ms === null ? null : new Date(row.proposed_ms).toISOString(),
    note: row.note,
    madeAt: new Date(row.made_ms).toISOString(),
    timeclockId: row.timeclock_id,
    status: row.status,
    decidedAt: row.decided_ms === null ? null : new Date(row.decided_ms).toISOString(),
    decidedBy,
    decisionNote: row.decision_note,
  };
}
