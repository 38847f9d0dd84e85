/** C1, C2: what the punch screen shows of somebody who was identified. */
import type { DateCard, JobChoice, Offer, PunchEntry, WorkDates } from '../shared/contracts/punch-calls.ts';
import { dateInZone } from '../shared/lib/zoned-time.ts';
import type { TimeclockProperties } from '../shared/contracts/entities.ts';
import { isOvernight } from '../shared/rules/assignment-choice.ts';
import { typesOf } from '../shared/rules/punch-sequence.ts';
import { workedMs } from '../shared/rules/timesheet.ts';
import type { DateCard as Card } from '../shared/rules/work-date-selector.ts';
import { readQuestions } from './asked-questions.ts';
import { readBreakDue } from './break-due.ts';
import { toInstant } from './instant.ts';
import type { KnownPerson } from './known-person.ts';
import type { PersonPunch } from './known-punches.ts';
import { counts, readStanding, type Standing, type StandingKiosk } from './standing.ts';
import { readUpdatedTimes } from './updated-times.ts';

export interface OfferInput {
  readonly sessionId: string;
  readonly known: KnownPerson;
  readonly properties: TimeclockProperties;
  readonly nowMs: number;
  /** What the person chose; null keeps what is preselected, and so does what cannot be chosen. */
  readonly workDate: string | null;
  readonly assignmentId: string | null;
}

/** Reads where the person stands, and words it for the screen. */
export function readOfferFor(kiosk: StandingKiosk, input: OfferInput): Offer {
  const wanted = readStanding(kiosk, input);
  const isPossible = wanted.mayChooseDate && wanted.mayChooseJob;
  const standing = isPossible ? wanted : readStanding(kiosk, { ...input, workDate: null, assignmentId: wanted.mayChooseJob ? input.assignmentId : null });
  return { ...makeOffer(input, standing), updates: readUpdatedTimes(kiosk, input.known.person), questions: readQuestions(kiosk, input.known), blocked: kiosk.whereabouts.judge(input.properties).blocked };
}

function makeOffer({ sessionId, known, properties, nowMs }: OfferInput, standing: Standing): Omit<Offer, 'updates' | 'questions' | 'blocked'> {
  const { open } = standing;
  return {
    sessionId,
    person: {
      displayName: displayName(known),
      firstName: known.firstName,
      initials: (firstCharacter(known.firstName) + firstCharacter(known.lastName)).toUpperCase(),
      photoDataUrl: known.photoDataUrl,
      jobTitle: known.jobTitle,
      employeeId: known.person.kind === 'employee' ? known.person.employeeId : null,
    },
    today: standing.today,
    workDate: standing.workDate,
    workDates: workDatesOf(standing, known, properties, nowMs),
    assignments: standing.jobs.map((job): JobChoice => ({ ...job, lastEntry: lastEntryOf(standing.known, job.assignmentId) })),
    assignmentId: standing.assignmentId,
    current: open?.kind === 'running' ? { type: open.last.type, since: toInstant(open.last.instantMs), assignmentId: standing.openAssignmentId, job: jobOf(known, standing.openAssignmentId) } : null,
    allowed: [...standing.allowed],
    types: typesOf(properties.punchTemplate),
    forgotten: open?.kind === 'forgotten' ? { workDate: open.workDate, since: toInstant(open.sinceMs) } : null,
    punches: standing.ofDate.map((punch) => toEntry(punch, known)),
    temporary: known.person.kind === 'temporary' ? { lastEntry: standing.last === null ? null : toEntry(standing.last, known) } : null,
    breakDue: readBreakDue(standing, properties, nowMs),
    workedMs: Math.round(workedMs(standing.ofDate.filter(counts), nowMs)),
    asOf: toInstant(nowMs),
  };
}

function workDatesOf({ sections, selectable }: Standing, known: KnownPerson, { timeZone }: TimeclockProperties, nowMs: number): WorkDates {
  const isNight = (punches: readonly PersonPunch[]): boolean => punches.some((punch) => dateInZone(punch.instantMs, timeZone) > punch.workDate || known.assignments.some((job) => job.assignmentId === punch.assignmentId && isOvernight(job)));
  const toCard = ({ workDate, punches, isIncomplete }: Card<PersonPunch>): DateCard => ({
    workDate,
    punches: punches.map((punch) => ({ type: punch.type, instant: toInstant(punch.instantMs) })),
    workedMs: Math.round(workedMs(punches, nowMs)),
    isIncomplete,
    isOvernight: isNight(punches),
  });
  const ifSelectable = (card: Card<PersonPunch>): DateCard[] => (selectable.dates.includes(card.workDate) ? [toCard(card)] : []);
  return {
    isAsked: selectable.isAsked,
    yesterday: sections.yesterday === null ? null : toCard(sections.yesterday),
    today: ifSelectable(sections.today)[0] ?? null,
    overnight: selectable.overnight === null ? null : { ...toCard({ workDate: selectable.overnight, punches: [], isIncomplete: false }), isOvernight: true },
    previous: sections.previous.flatMap(ifSelectable),
  };
}

function lastEntryOf(punches: readonly PersonPunch[], assignmentId: string): JobChoice['lastEntry'] {
  const last = punches.findLast((punch) => punch.assignmentId === assignmentId);
  return last === undefined ? null : { type: last.type, instant: toInstant(last.instantMs) };
}

export function toEntry(punch: Pick<PersonPunch, 'punchId' | 'type' | 'instantMs' | 'workDate' | 'assignmentId' | 'status'>, known: KnownPerson): PunchEntry {
  return {
    punchId: punch.punchId,
    type: punch.type,
    instant: toInstant(punch.instantMs),
    workDate: punch.workDate,
    job: jobOf(known, punch.assignmentId),
    status: punch.status,
  };
}

export function displayName({ firstName, lastName }: Pick<KnownPerson, 'firstName' | 'lastName'>): string {
  return `${firstName} ${lastName}`;
}

export function jobOf({ assignments }: KnownPerson, assignmentId: string | null): string | null {
  return assignments.find((assignment) => assignment.assignmentId === assignmentId)?.job ?? null;
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The first character as people count them; empty for an empty text. */
export function firstCharacter(text: string): string {
  const [first] = characters.segment(text.trim());
  return first?.segment ?? '';
}
