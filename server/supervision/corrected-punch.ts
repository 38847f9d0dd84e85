/**
 * H3, C9: a supervisor's correction of a punch. What counts moves; what the device sent stays as it is. Dates that lost the punch
 * and dates that got it are judged again, and kiosks hear of it as "Updated Time".
 */
import { correctable, type Correctable } from '../../shared/contracts/entries.ts';
import { punchType, type ExceptionCode } from '../../shared/contracts/entities.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import { offsetMinutesAt } from '../../shared/lib/zoned-time.ts';
import type { ConsoleCaller } from '../callers.ts';
import { findCorrection, insertCorrection, updateEffective } from '../database/corrections.ts';
import { loadKnownPeople } from '../database/people.ts';
import { findPunch } from '../database/punch-list.ts';
import { updateVerdict } from '../database/punches.ts';
import { isDisplaced } from '../database/punches-around.ts';
import type { CorrectionsTable, PunchRow } from '../database/schema.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { insertVerdictChanges } from '../database/verdict-changes.ts';
import { notPossible, problem, type Problem } from '../errors.ts';
import { exceptionList } from '../intake/chain-notes.ts';
import { noteEntries } from '../intake/note-entries.ts';
import { rejudge } from '../intake/rejudge.ts';
import { standingOf } from '../intake/verdicts.ts';
import { refuseAssignment, refuseInstant, refuseWorkDate } from './plausible.ts';

/** What is left out stays as it is. */
export interface CorrectionInput {
  readonly correctionId: string;
  readonly type?: PunchType | undefined;
  readonly workDate?: string | undefined;
  readonly instant?: string | undefined;
  readonly assignmentId?: string | null | undefined;
  readonly reason: string;
}

export type CorrectOutcome = { readonly kind: 'corrected'; readonly row: PunchRow } | Problem;

/** Corrects it, in the caller's transaction. The same again answers the same; another one under its id is a conflict (H2). */
export async function storeCorrection(scope: TenantScope, caller: ConsoleCaller, row: PunchRow, input: CorrectionInput, nowMs: number): Promise<CorrectOutcome> {
  const known = await findCorrection(scope, input.correctionId);
  if (known !== null) return isSame(known, row, input) ? { kind: 'corrected', row } : problem('conflict');
  if (row.voided_ms !== null || row.dismissed_ms !== null) return notPossible('punchId', 'this punch was voided: restore it first');
  const before = effectiveOf(row);
  const after = applied(before, input);
  if (JSON.stringify(after) === JSON.stringify(before)) return notPossible('punchId', 'this changes nothing: say what is to be different');
  const refusal = await refuseCorrection(scope, row, before, after, nowMs);
  if (refusal !== null) return refusal;
  await insertCorrection(scope, {
    correction_id: input.correctionId,
    punch_id: row.punch_id,
    made_ms: nowMs,
    made_by: caller.userId,
    made_by_name: caller.username,
    reason: input.reason,
    before: JSON.stringify(before),
    after: JSON.stringify(after),
  });
  await moveTo(scope, row, after);
  if (row.verdict === 'refused') await settleRefused(scope, row, input.correctionId, nowMs);
  const dates = [...new Set([before.workDate, after.workDate])].map((workDate) => ({ personKey: row.person_key, workDate }));
  await rejudge(scope, dates, input.correctionId, nowMs);
  await noteEntries(scope, [{ punchId: row.punch_id, personKey: row.person_key, timeclockId: row.timeclock_id, deviceId: '' }], nowMs);
  const corrected = await findPunch(scope, row.punch_id);
  if (corrected === null) throw new Error('a corrected punch is gone');
  return { kind: 'corrected', row: corrected };
}

function effectiveOf(row: PunchRow): Correctable {
  return { type: punchType.parse(row.type), workDate: row.work_date, instant: new Date(row.instant_ms).toISOString(), assignmentId: row.assignment_id };
}

function applied(before: Correctable, input: CorrectionInput): Correctable {
  const { type = before.type, workDate = before.workDate, instant = before.instant, assignmentId = before.assignmentId } = input;
  return { type, workDate, instant, assignmentId };
}

function isSame(known: CorrectionsTable, row: PunchRow, input: CorrectionInput): boolean {
  if (known.punch_id !== row.punch_id || known.before === null || known.reason !== input.reason) return false;
  return JSON.stringify(applied(correctable.parse(JSON.parse(known.before)), input)) === known.after;
}

async function refuseCorrection(scope: TenantScope, row: PunchRow, before: Correctable, after: Correctable, nowMs: number): Promise<Problem | null> {
  const employeeId = row.person_key.startsWith('e:') ? row.person_key.slice(2) : null;
  const person = employeeId === null ? null : ((await loadKnownPeople(scope, [employeeId])).get(employeeId) ?? null);
  const wasRefused = row.verdict === 'refused';
  const isPlaceSame = !wasRefused && after.workDate === before.workDate && after.assignmentId === before.assignmentId;
  if (after.workDate !== before.workDate && person !== null && person.lastWorkDate !== null && after.workDate > person.lastWorkDate) return notPossible('workDate', 'this person had left by that work date: change the last work date first');
  const refusedInstant = after.instant === before.instant && !wasRefused ? null : refuseInstant(Date.parse(after.instant), nowMs);
  return refusedInstant ?? refuseWorkDate(after.workDate, row.time_zone, nowMs) ?? (isPlaceSame ? null : refuseAssignment(person, after.assignmentId, after.workDate));
}

async function moveTo(scope: TenantScope, row: PunchRow, after: Correctable): Promise<void> {
  const instantMs = Date.parse(after.instant);
  await updateEffective(scope, row.punch_id, {
    type: after.type,
    work_date: after.workDate,
    instant_ms: instantMs,
    offset_minutes: instantMs === row.instant_ms ? row.offset_minutes : offsetMinutesAt(instantMs, row.time_zone),
    assignment_id: after.assignmentId,
    displaced: isDisplaced(after.workDate, instantMs) ? 1 : 0,
    noted: JSON.stringify(notedWith(exceptionList(row.noted), after.assignmentId)),
  });
}

function notedWith(noted: readonly ExceptionCode[], assignmentId: string | null): ExceptionCode[] {
  const others = noted.filter((code) => code !== 'noAssignment');
  return assignmentId === null ? ['noAssignment', ...others] : others;
}

/** A punch that was refused counts once a supervisor has corrected it, whatever comes before it; but not for somebody who is unknown. */
async function settleRefused(scope: TenantScope, row: PunchRow, causedBy: string, nowMs: number): Promise<void> {
  if (row.refusal_code === 'unknownEmployee' || row.refusal_code === 'unknownTemporaryEmployee') return;
  const accepted = { kind: 'accepted', sequenceException: null };
  await updateVerdict(scope, row.punch_id, { verdict: 'accepted', duplicate_of: null, refusal_code: null, rounded_ms: row.instant_ms, sequence_exception: null, match_failure: null });
  await insertVerdictChanges(scope, [{ punch_id: row.punch_id, changed_ms: nowMs, caused_by: causedBy, before: JSON.stringify(standingOf(row)), after: JSON.stringify(accepted) }]);
}
