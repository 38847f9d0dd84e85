/** C12, K6: doing what a person asked for: typing the punch that was missed, or correcting the one that was named. */
import { maxTextLength, punchType } from '../../shared/contracts/entities.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { ConsoleCaller } from '../callers.ts';
import { loadKnownPeople } from '../database/people.ts';
import { findAssignmentsAt } from '../database/request-list.ts';
import type { RequestsTable } from '../database/outbox-schema.ts';
import { listCounted } from '../database/timesheets.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { notPossible, type Problem } from '../errors.ts';
import { storeCorrection } from './corrected-punch.ts';
import { findPunchFor } from './find-punch.ts';
import { refuseAssignment } from './plausible.ts';
import { storeTyped } from './typed-punch.ts';

/** What the supervisor said; null leaves it as the person asked. */
export interface Grant {
  readonly instant: string | null;
  readonly type: PunchType | null;
  readonly note: string;
  /** Id of the punch to type, and of the correction. */
  readonly punchId: string;
  readonly correctionId: string;
}

/** In the caller's transaction. @returns null when it is done; else what the supervisor has to say besides */
export async function grantRequest(scope: TenantScope, caller: ConsoleCaller, request: RequestsTable, personKey: string, grant: Grant, nowMs: number): Promise<Problem | null> {
  const reason = reasonOf(grant.note, request.note);
  const instant = grant.instant ?? (request.proposed_ms === null ? null : new Date(request.proposed_ms).toISOString());
  const type = grant.type ?? (request.type === null ? null : punchType.parse(request.type));
  if (request.kind === 'correction') return correctAsked(scope, caller, request, personKey, { ...grant, instant, type, note: reason }, nowMs);
  if (instant === null) return notPossible('instant', 'the person gave no time: give the one that counts');
  if (!personKey.startsWith('e:')) return notPossible('requestId', 'nobody knows yet who this is: attribute the temporary employee in the sync fail report first');
  const employeeId = personKey.slice(2);
  const typed = {
    punchId: grant.punchId,
    employeeId,
    timeclockId: request.timeclock_id,
    type: type ?? 'clockOut',
    workDate: request.work_date,
    instant,
    assignmentId: await likelyAssignment(scope, request, employeeId),
    reason,
  };
  if (type === null && request.kind !== 'leftEarlier') return notPossible('type', 'the person named no kind of punch: choose one');
  const outcome = await storeTyped(scope, caller, typed, grant.correctionId, nowMs);
  return outcome.kind === 'problem' ? outcome : null;
}

/** Both notes, within what a reason may hold; the request keeps its own in full. */
function reasonOf(decisionNote: string, requestNote: string): string {
  const asked = requestNote.trim();
  return (asked === '' ? decisionNote : `${decisionNote} (${asked})`).slice(0, maxTextLength);
}

async function correctAsked(scope: TenantScope, caller: ConsoleCaller, request: RequestsTable, personKey: string, grant: Grant, nowMs: number): Promise<Problem | null> {
  if (request.punch_id === null) return notPossible('requestId', 'the request names no punch: correct the right one by hand, then decline this with a note');
  const found = await findPunchFor(scope, caller, request.punch_id);
  if (found.kind === 'problem') return found;
  if (found.row.person_key !== personKey) return notPossible('requestId', "the punch is another person's: decline this with a note");
  const input = { correctionId: grant.correctionId, workDate: request.work_date, reason: grant.note, ...(grant.instant === null ? {} : { instant: grant.instant }), ...(grant.type === null ? {} : { type: grant.type }) };
  const outcome = await storeCorrection(scope, caller, found.row, input, nowMs);
  return outcome.kind === 'problem' ? outcome : null;
}

/** The assignment of that date's other punches, else the only one that is active at the timeclock; none where that is not clear. */
async function likelyAssignment(scope: TenantScope, request: RequestsTable, employeeId: string): Promise<string | null> {
  const person = (await loadKnownPeople(scope, [employeeId])).get(employeeId) ?? null;
  const isActive = (assignmentId: string): boolean => refuseAssignment(person, assignmentId, request.work_date) === null;
  const used = (await listCounted(scope, request.work_date, [`e:${employeeId}`])).toSorted((a, b) => b.instant_ms - a.instant_ms).flatMap((row) => row.assignment_id ?? []);
  const [last] = used.filter(isActive);
  if (last !== undefined) return last;
  const here = (await findAssignmentsAt(scope, employeeId, request.timeclock_id)).filter(isActive);
  return here.length === 1 ? (here[0] ?? null) : null;
}
