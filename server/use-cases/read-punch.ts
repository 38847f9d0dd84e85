/** H3: one punch with everything that happened to it, in order of time, and with who did it. */
import { z } from 'zod';
import type { punchDetail } from '../../shared/contracts/console-entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { listCorrections } from '../database/corrections.ts';
import { toCorrection } from '../database/entries.ts';
import { listAnswersOf } from '../database/given-answers.ts';
import { listDecisions, listVerdictChanges, usernamesOf } from '../database/punch-decisions.ts';
import { toOneStoredPunch } from '../database/punch-list.ts';
import type { PunchRow } from '../database/schema.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import type { Problem } from '../errors.ts';
import { findPunchFor } from '../supervision/find-punch.ts';
import { toHistory } from '../supervision/history.ts';

export type ReadPunchOutcome = { readonly kind: 'punch'; readonly detail: z.input<typeof punchDetail> } | Problem;

export async function readPunch(deps: Pick<ServerDeps, 'database'>, caller: ConsoleCaller, punchId: string): Promise<ReadPunchOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const found = await findPunchFor(scope, caller, punchId);
  if (found.kind === 'problem') return found;
  const punch = await toOneStoredPunch(scope, found.row);
  const corrections = await listCorrections(scope, punchId);
  const decisions = await listDecisions(scope, punchId);
  const names = await usernamesOf(
    scope,
    decisions.map((decision) => decision.decided_by),
  );
  const history = toHistory({ corrections, decisions, verdictChanges: await listVerdictChanges(scope, punchId), names, personName: punch.personName });
  return { kind: 'punch', detail: { punch, original: originalOf(found.row), corrections: corrections.map(toCorrection), history, answers: await listAnswersOf(scope, punchId) } };
}

const content = z.record(z.string(), z.unknown());

function originalOf(row: PunchRow): Record<string, unknown> | null {
  return row.source === 'typed' ? null : content.parse(JSON.parse(row.content));
}
