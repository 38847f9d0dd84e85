/**
 * A punch that a supervisor types (H7). It is stored like a kiosk's, with its own content that never changes, and counts at once:
 * what a person decided is not refused for its sequence, but noted as out of it (K1 refuses kiosks' punches alone).
 */
import { z } from 'zod';
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import { offsetMinutesAt } from '../../shared/lib/zoned-time.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { insertCorrection } from '../database/corrections.ts';
import { loadKnownPeople, type KnownPerson } from '../database/people.ts';
import { findPunch } from '../database/punch-list.ts';
import { isDisplaced } from '../database/punches-around.ts';
import { insertPunches, type NewPunchRow } from '../database/punches.ts';
import type { PunchRow } from '../database/schema.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { notPossible, problem, type Problem } from '../errors.ts';
import { noteEntries } from '../intake/note-entries.ts';
import { rejudge } from '../intake/rejudge.ts';
import { mayActOnPerson } from './find-person.ts';
import { refuseAssignment, refuseInstant, refuseWorkDate } from './plausible.ts';

export interface TypedPunch {
  readonly punchId: string;
  readonly employeeId: string;
  readonly timeclockId: number;
  readonly type: PunchType;
  readonly workDate: string;
  readonly instant: string;
  readonly assignmentId: string | null;
  readonly reason: string;
}

export type TypeOutcome = { readonly kind: 'typed'; readonly row: PunchRow } | Problem;

/** Types it, in the caller's transaction. The same again answers the same; another one under its id is a conflict (H2). */
export async function storeTyped(scope: TenantScope, caller: ConsoleCaller, typed: TypedPunch, correctionId: string, nowMs: number): Promise<TypeOutcome> {
  const known = await findPunch(scope, typed.punchId);
  if (known !== null) return mayActOn(caller, known.timeclock_id) && isSame(known, typed) ? { kind: 'typed', row: known } : problem('conflict');
  const properties = await readTimeclockProperties(scope, typed.timeclockId);
  const person = (await loadKnownPeople(scope, [typed.employeeId])).get(typed.employeeId);
  if (properties === null || person === undefined) return problem('notFound');
  if (!mayActOn(caller, typed.timeclockId) || !(await mayActOnPerson(scope, caller, typed.employeeId))) return problem('noPermissionForTimeclock');
  const refusal = refuseTyped(typed, properties, person, nowMs);
  if (refusal !== null) return refusal;
  await insertPunches(scope, [toRow(typed, properties, caller, nowMs)]);
  await insertCorrection(scope, { correction_id: correctionId, punch_id: typed.punchId, made_ms: nowMs, made_by: caller.userId, made_by_name: caller.username, reason: typed.reason, before: null, after: correctableText(typed) });
  await rejudge(scope, [{ personKey: personKeyOf(typed), workDate: typed.workDate }], typed.punchId, nowMs);
  await noteEntries(scope, [{ punchId: typed.punchId, personKey: personKeyOf(typed), timeclockId: typed.timeclockId, deviceId: '' }], nowMs);
  const row = await findPunch(scope, typed.punchId);
  if (row === null) throw new Error('a punch was typed and is not there');
  return { kind: 'typed', row };
}

const personKeyOf = (typed: TypedPunch): string => `e:${typed.employeeId}`;

function refuseTyped(typed: TypedPunch, properties: TimeclockProperties, person: KnownPerson, nowMs: number): Problem | null {
  if (person.lastWorkDate !== null && typed.workDate > person.lastWorkDate) return notPossible('workDate', 'this person had left by that work date: change the last work date first');
  return refuseInstant(Date.parse(typed.instant), nowMs) ?? refuseWorkDate(typed.workDate, properties.timeZone, nowMs) ?? refuseAssignment(person, typed.assignmentId, typed.workDate);
}

function correctableText({ type, workDate, instant, assignmentId }: TypedPunch): string {
  return JSON.stringify({ type, workDate, instant, assignmentId });
}

const typedContent = z.object({ note: z.string(), bestKnownInstant: z.string(), employeeId: z.string(), timeclockId: z.int(), type: z.string(), workDate: z.string(), assignmentId: z.string().nullable() });

function contentOf(typed: TypedPunch): z.infer<typeof typedContent> {
  const { employeeId, timeclockId, type, workDate, assignmentId } = typed;
  return { note: typed.reason, bestKnownInstant: typed.instant, employeeId, timeclockId, type, workDate, assignmentId };
}

function isSame(row: PunchRow, typed: TypedPunch): boolean {
  const stored = typedContent.safeParse(JSON.parse(row.content));
  return row.source === 'typed' && stored.success && JSON.stringify(stored.data) === JSON.stringify(contentOf(typed));
}

function toRow(typed: TypedPunch, properties: TimeclockProperties, caller: ConsoleCaller, nowMs: number): NewPunchRow {
  const instantMs = Date.parse(typed.instant);
  return {
    punch_id: typed.punchId,
    timeclock_id: typed.timeclockId,
    device_id: '',
    sequence_number: 0,
    person_key: personKeyOf(typed),
    type: typed.type,
    work_date: typed.workDate,
    assignment_id: typed.assignmentId,
    displaced: isDisplaced(typed.workDate, instantMs) ? 1 : 0,
    instant_ms: instantMs,
    offset_minutes: offsetMinutesAt(instantMs, properties.timeZone),
    time_zone: properties.timeZone,
    source: 'typed',
    hash: '',
    content: JSON.stringify({ ...contentOf(typed), typedBy: caller.username }),
    received_ms: nowMs,
    verdict: 'accepted',
    duplicate_of: null,
    refusal_code: null,
    rounded_ms: instantMs,
    noted: typed.assignmentId === null ? '["noAssignment"]' : '[]',
    sequence_exception: null,
    match_failure: null,
  };
}
