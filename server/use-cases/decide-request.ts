/**
 * C12: grants or declines what a person asked for. Granting does it, in one transaction with the decision; either way the kiosk
 * where it was asked hears of it. The same decision again changes nothing, another one is a conflict.
 */
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { recordChanges } from '../database/changes.ts';
import { lockPersons } from '../database/person-locks.ts';
import { decideRequestRow, findRequest } from '../database/request-list.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import { grantRequest } from '../supervision/granted-request.ts';
import { newId } from '../supervision/new-id.ts';
import { presentPersonKey } from '../supervision/person-of-request.ts';

export interface DecideRequestInput {
  readonly requestId: string;
  readonly decision: 'granted' | 'declined';
  /** What counts instead of what the person proposed; null takes the proposal. */
  readonly instant: string | null;
  readonly type: PunchType | null;
  readonly note: string;
}

export type DecideRequestOutcome = { readonly kind: 'decided' } | Problem;

export async function decideRequest(deps: Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>, caller: ConsoleCaller, input: DecideRequestInput): Promise<DecideRequestOutcome> {
  const nowMs = deps.clock.wallMs();
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const asked = await findRequest(scope, input.requestId);
    if (asked === null) return problem('notFound');
    if (!mayActOn(caller, asked.timeclock_id)) return problem('noPermissionForTimeclock');
    const personKey = await presentPersonKey(scope, asked.person_key);
    await lockPersons(scope, [personKey]);
    const request = await findRequest(scope, input.requestId);
    if (request === null) return problem('notFound');
    if (request.status !== 'open') return request.status === input.decision && request.decision_note === input.note ? { kind: 'decided' } : problem('conflict');
    if (input.decision === 'granted') {
      const refusal = await grantRequest(scope, caller, request, personKey, { ...input, punchId: newId(deps.randomBytes, nowMs), correctionId: newId(deps.randomBytes, nowMs) }, nowMs);
      if (refusal !== null) return refusal;
    }
    await decideRequestRow(scope, request.request_id, { status: input.decision, decided_ms: nowMs, decided_by: caller.userId, decision_note: input.note });
    await recordChanges(scope, [{ kind: 'request', subject_id: request.request_id, timeclock_id: request.timeclock_id }], nowMs);
    return { kind: 'decided' };
  });
}
