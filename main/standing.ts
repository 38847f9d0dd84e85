/**
 * Where somebody stands at a moment, and what may be punched for a work date: the base of the offer on screen and of the
 * decision when a punch comes. Both use this one reading, so the kiosk takes exactly what it offers.
 */
import { addDays, dateInZone, timeOfDay } from '../shared/lib/zoned-time.ts';
import type { PunchType } from '../shared/lib/punch-type.ts';
import type { Assignment, TimeclockProperties } from '../shared/contracts/entities.ts';
import { allowedWithJob, isActiveOn, openJob, preselectedJob } from '../shared/rules/assignment-choice.ts';
import { findOpenShift, type OpenShift } from '../shared/rules/open-shift.ts';
import { allowedNext, inOrder } from '../shared/rules/punch-sequence.ts';
import { preselectedWorkDate } from '../shared/rules/work-date.ts';
import { dateSections, type DateSections } from '../shared/rules/work-date-selector.ts';
import { findRequestOutcome } from './database/outcomes.ts';
import { findRequests } from './database/own-records.ts';
import { peopleVersion } from './database/people.ts';
import { findUnsettledDates } from './database/punches.ts';
import type { Kiosk } from './kiosk.ts';
import type { KnownPerson } from './known-person.ts';
import { readKnownPunches, type PersonPunch } from './known-punches.ts';
import { selectableDates, selectableJobs, type SelectableDates, type SelectableInput } from './selectable-dates.ts';

/** How many work dates back an open sequence is looked for: over a long weekend. */
const lookBackDays = 4;
/** How many work dates back the last entry of a job is looked for (C2). */
const lastEntryDays = 14;
/** Later than any work date. */
const endOfTime = '9999-12-31';

export type StandingKiosk = Pick<Kiosk, 'connection' | 'settings' | 'state' | 'whereabouts'>;

export interface StandingInput {
  readonly known: KnownPerson;
  readonly properties: TimeclockProperties;
  readonly nowMs: number;
  /** The work date asked for; null takes the one that is preselected. */
  readonly workDate: string | null;
  /** The job asked for; null takes the one that is preselected. */
  readonly assignmentId: string | null;
}

export interface Standing {
  readonly today: string;
  readonly preselected: string;
  readonly workDate: string;
  /** False when the date that was asked for cannot be chosen (K6): it is in the future, or has no card. */
  readonly mayChooseDate: boolean;
  readonly open: OpenShift<PersonPunch> | null;
  /** All valid punches that were read, in order. */
  readonly known: readonly PersonPunch[];
  /** Valid punches of the last days, in order. */
  readonly recent: readonly PersonPunch[];
  /** K10: of somebody known by the form alone, the last entry, whenever it was; null for everybody else. */
  readonly last: PersonPunch | null;
  /** All punches of the work date, in order, duplicates left out. */
  readonly ofDate: readonly PersonPunch[];
  readonly allowed: readonly PunchType[];
  readonly sections: DateSections<PersonPunch>;
  readonly selectable: SelectableDates;
  /** K4: active on a date that stands to choose, the one that is scheduled now first (C2). */
  readonly jobs: readonly Assignment[];
  /** False when the job that was asked for is not active on the work date. */
  readonly mayChooseJob: boolean;
  /** The chosen one, else that of the open sequence, else the only one or the scheduled one. */
  readonly assignmentId: string | null;
  /** K3: what the work date's sequence is on. */
  readonly openAssignmentId: string | null;
}

/** Reads it from the device's own punches and from what the server told of others; pure apart from that. */
export function readStanding(kiosk: StandingKiosk, input: StandingInput): Standing {
  const { known, properties, nowMs } = input;
  const today = dateInZone(nowMs, properties.timeZone);
  const read = readPunches(kiosk, known, today);
  const valid = inOrder(read.punches.filter(counts));
  const recent = valid.filter((punch) => punch.workDate >= addDays(today, -lookBackDays));
  const open = latestOpenShift(
    recent.filter((punch) => !read.explainedDates.includes(punch.workDate)),
    nowMs,
  );
  const preselected = open?.kind === 'running' ? preselectedWorkDate(open, nowMs, properties.timeZone) : today;
  const sections = dateSections({ punches: valid, unsentDates: read.unsentDates, explainedDates: read.explainedDates, today });
  const time = timeOfDay(nowMs, properties.timeZone);
  const selectableInput: SelectableInput = { assignments: known.assignments, sections, preselected, isRunning: open?.kind === 'running', isSilent: kiosk.state.isSilentForLong(nowMs), timeOfDay: time };
  const usual = preselectedJob(known.assignments, { workDate: preselected, timeOfDay: time, openId: openJob(valid.filter((punch) => punch.workDate === preselected)) });
  const selectable = selectableDates(selectableInput, input.assignmentId ?? usual);
  const workDate = input.workDate ?? firstOf(selectable.dates, preselected);
  const common = { today, preselected, open, known: valid, recent, sections, selectable, jobs: selectableJobs(selectableInput), last: lastOfTemporary(kiosk, known, valid) };
  return { ...common, ...standingOnDate(input, { ...common, workDate, time, punches: read.punches }) };
}

/** K10: a second person with the same form sees it, and notices. */
function lastOfTemporary({ connection, settings }: StandingKiosk, { person }: KnownPerson, valid: readonly PersonPunch[]): PersonPunch | null {
  if (person.kind !== 'temporary') return null;
  return valid.at(-1) ?? inOrder(readKnownPunches(connection, peopleVersion(settings), person, { from: '', to: endOfTime }).filter(counts)).at(-1) ?? null;
}

function firstOf(dates: readonly string[], preselected: string): string {
  return dates.includes(preselected) ? preselected : (dates[0] ?? preselected);
}

interface OnDate {
  readonly open: OpenShift<PersonPunch> | null;
  readonly selectable: SelectableDates;
  readonly workDate: string;
  readonly time: string;
  readonly punches: readonly PersonPunch[];
}

type StandingOnDate = Pick<Standing, 'workDate' | 'mayChooseDate' | 'ofDate' | 'allowed' | 'mayChooseJob' | 'assignmentId' | 'openAssignmentId'>;

/** What one date holds, and what may follow there. */
function standingOnDate({ known, properties, nowMs, assignmentId: chosenId }: StandingInput, { open, selectable, workDate, time, punches }: OnDate): StandingOnDate {
  const ofDate = inOrder(punches.filter((punch) => punch.workDate === workDate && punch.duplicateOf === null));
  const past = ofDate.filter((punch) => counts(punch) && punch.instantMs <= nowMs);
  const openAssignmentId = openJob(past);
  const active = known.assignments.filter((job) => isActiveOn(job, workDate));
  const mayChooseJob = chosenId === null || active.some((job) => job.assignmentId === chosenId);
  const assignmentId = chosenId !== null && mayChooseJob ? chosenId : preselectedJob(known.assignments, { workDate, timeOfDay: time, openId: openAssignmentId });
  const shift = open?.kind === 'forgotten' && open.workDate === workDate ? 'forgotten' : 'usual';
  const bySequence = allowedNext(properties.punchTemplate, past.at(-1)?.type ?? null, shift);
  return {
    workDate,
    mayChooseDate: selectable.every.includes(workDate),
    ofDate,
    allowed: allowedWithJob(bySequence, { openId: openAssignmentId, chosenId, jobs: active }),
    mayChooseJob,
    assignmentId,
    openAssignmentId,
  };
}

interface ReadPunches {
  readonly punches: readonly PersonPunch[];
  readonly unsentDates: readonly string[];
  readonly explainedDates: readonly string[];
}

function readPunches({ connection, settings }: StandingKiosk, { person }: KnownPerson, today: string): ReadPunches {
  const unsentDates = findUnsettledDates(connection, person);
  const from = [addDays(today, -lastEntryDays), ...unsentDates].sort()[0] ?? today;
  const explainedDates = findRequests(connection, person)
    .filter((request) => request.request === 'leftEarlier' && findRequestOutcome(connection, request.recordId)?.status !== 'declined')
    .map((request) => request.workDate);
  return { punches: readKnownPunches(connection, peopleVersion(settings), person, { from, to: endOfTime }), unsentDates, explainedDates };
}

/** A punch counts for the sequence unless the server refused it or took it for a duplicate. */
export function counts(punch: Pick<PersonPunch, 'refusalCode' | 'duplicateOf'>): boolean {
  return punch.refusalCode === null && punch.duplicateOf === null;
}

/** A forgotten sequence is left to its day once a later day has punches (C1). */
function latestOpenShift(recent: readonly PersonPunch[], nowMs: number): OpenShift<PersonPunch> | null {
  const open = findOpenShift(recent, nowMs);
  if (open?.kind !== 'forgotten') return open;
  return recent.some((punch) => punch.workDate > open.workDate && punch.instantMs <= nowMs) ? null : open;
}
