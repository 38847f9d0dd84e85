/**
 * Where somebody stands at a moment, and what may be punched for a work date: the base of the offer on screen and of the
 * decision when a punch comes. Both use this one reading, so the kiosk takes exactly what it offers.
 */
import { addDays, dateInZone, offsetMinutesAt } from '../shared/lib/zoned-time.ts';
import type { PunchType } from '../shared/lib/punch-type.ts';
import type { Assignment, TimeclockProperties } from '../shared/contracts/entities.ts';
import { findOpenShift, type OpenShift } from '../shared/rules/open-shift.ts';
import { allowedNext, inOrder } from '../shared/rules/punch-sequence.ts';
import { preselectedWorkDate } from '../shared/rules/work-date.ts';
import { peopleVersion } from './database/people.ts';
import { findUnsettledDates } from './database/punches.ts';
import type { Connection } from './database/connection.ts';
import type { Settings } from './database/settings.ts';
import type { KnownPerson } from './known-person.ts';
import { readKnownPunches, type PersonPunch } from './known-punches.ts';

/** How many work dates back an open sequence is looked for: over a long weekend. */
const lookBackDays = 4;
/** Later than any work date. */
const endOfTime = '9999-12-31';

export interface StandingInput {
  readonly known: KnownPerson;
  readonly properties: TimeclockProperties;
  readonly nowMs: number;
  /** The work date asked for; null takes the one that is preselected. */
  readonly workDate: string | null;
}

export interface Standing {
  readonly today: string;
  readonly preselected: string;
  readonly workDate: string;
  /** False when the date that was asked for cannot be chosen (K6): it is in the future, or has no card. */
  readonly mayChooseDate: boolean;
  readonly open: OpenShift<PersonPunch> | null;
  /** Valid punches of the last days, in order. */
  readonly recent: readonly PersonPunch[];
  /** K10: of somebody known by the form alone, the last entry, whenever it was; null for everybody else. */
  readonly last: PersonPunch | null;
  /** All punches of the work date, in order, duplicates left out. */
  readonly ofDate: readonly PersonPunch[];
  readonly allowed: readonly PunchType[];
  /** Active on the work date, the one that is scheduled now first (C2). */
  readonly assignments: readonly Assignment[];
  /** Used unless the person chooses another: that of the open sequence, else the only one. */
  readonly assignmentId: string | null;
}

/** Reads it from the device's own punches and from what the server told of others; pure apart from that. */
export function readStanding({ connection, settings }: { readonly connection: Connection; readonly settings: Settings }, input: StandingInput): Standing {
  const { known, properties, nowMs } = input;
  const { person } = known;
  const today = dateInZone(nowMs, properties.timeZone);
  const fromDate = addDays(today, -lookBackDays);
  const version = peopleVersion(settings);
  const stored = readKnownPunches(connection, version, person, { from: fromDate, to: endOfTime });
  const recent = inOrder(stored.filter(counts));
  const open = latestOpenShift(recent, nowMs);
  const preselected = open?.kind === 'running' ? preselectedWorkDate(open, nowMs, properties.timeZone) : today;
  const workDate = input.workDate ?? preselected;
  const onDate = workDate >= fromDate ? stored.filter((punch) => punch.workDate === workDate) : readKnownPunches(connection, version, person, { from: workDate, to: workDate });
  const ofDate = inOrder(onDate.filter((punch) => punch.duplicateOf === null));
  const last = ofDate.findLast((punch) => counts(punch) && punch.instantMs <= nowMs);
  const shift = open?.kind === 'forgotten' && open.workDate === workDate ? 'forgotten' : 'usual';
  const assignments = activeAssignments(known.assignments, workDate, minuteOfDay(nowMs, properties.timeZone));
  return {
    today,
    preselected,
    workDate,
    mayChooseDate: isChoosable(workDate, today, preselected) || findUnsettledDates(connection, person).some((date) => date === workDate && date < today),
    open,
    recent,
    last: person.kind === 'temporary' ? (recent.at(-1) ?? inOrder(readKnownPunches(connection, version, person, { from: '', to: endOfTime }).filter(counts)).at(-1) ?? null) : null,
    ofDate,
    allowed: allowedNext(properties.punchTemplate, last?.type ?? null, shift),
    assignments,
    assignmentId: preselectAssignment(assignments, open),
  };
}

/** A punch counts for the sequence unless the server refused it or took it for a duplicate. */
export function counts(punch: PersonPunch): boolean {
  return punch.refusalCode === null && punch.duplicateOf === null;
}

/** A forgotten sequence is left to its day once a later day has punches (C1). */
function latestOpenShift(recent: readonly PersonPunch[], nowMs: number): OpenShift<PersonPunch> | null {
  const open = findOpenShift(recent, nowMs);
  if (open?.kind !== 'forgotten') return open;
  return recent.some((punch) => punch.workDate > open.workDate && punch.instantMs <= nowMs) ? null : open;
}

/** K6: today, the date of the running sequence, and yesterday. */
function isChoosable(workDate: string, today: string, preselected: string): boolean {
  return workDate === preselected || workDate === today || workDate === addDays(today, -1);
}

function activeAssignments(assignments: readonly Assignment[], workDate: string, minute: number): Assignment[] {
  const active = assignments.filter((assignment) => assignment.startDate <= workDate && (assignment.endDate === null || workDate <= assignment.endDate));
  if (active.length < 2) return active;
  return [...active.filter((assignment) => isScheduled(assignment, minute)), ...active.filter((assignment) => !isScheduled(assignment, minute))];
}

function isScheduled(assignment: Assignment, minute: number): boolean {
  if (assignment.shiftStart === null || assignment.shiftEnd === null) return false;
  const start = minutesOf(assignment.shiftStart);
  const end = minutesOf(assignment.shiftEnd);
  return start <= end ? start <= minute && minute < end : minute >= start || minute < end;
}

function preselectAssignment(assignments: readonly Assignment[], open: OpenShift<PersonPunch> | null): string | null {
  const openId = open?.kind === 'running' ? open.last.assignmentId : null;
  if (assignments.some((assignment) => assignment.assignmentId === openId)) return openId;
  return assignments.length === 1 ? (assignments[0]?.assignmentId ?? null) : null;
}

function minutesOf(wallTime: string): number {
  return Number(wallTime.slice(0, 2)) * 60 + Number(wallTime.slice(3, 5));
}

function minuteOfDay(nowMs: number, timeZone: string): number {
  const minute = Math.floor(nowMs / 60_000) + offsetMinutesAt(nowMs, timeZone);
  return ((minute % 1440) + 1440) % 1440;
}
