/** C1, C2: what the punch screen shows of somebody who was identified. */
import type { Offer, PunchEntry } from '../shared/contracts/punch-calls.ts';
import { workedMs } from '../shared/rules/timesheet.ts';
import type { KnownPerson } from './known-person.ts';
import type { PersonPunch } from './known-punches.ts';
import { counts, type Standing } from './standing.ts';

/** @param assignmentId the assignment that the person chose; null keeps what is preselected */
export function makeOffer(sessionId: string, known: KnownPerson, standing: Standing, nowMs: number, assignmentId: string | null): Offer {
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
    assignments: [...standing.assignments],
    assignmentId: standing.assignments.some((assignment) => assignment.assignmentId === assignmentId) ? assignmentId : standing.assignmentId,
    current: open?.kind === 'running' ? { type: open.last.type, since: toInstant(open.last.instantMs), job: jobOf(known, open.last.assignmentId) } : null,
    allowed: [...standing.allowed],
    forgotten: open?.kind === 'forgotten' ? { workDate: open.workDate, since: toInstant(open.sinceMs) } : null,
    punches: standing.ofDate.map((punch) => toEntry(punch, known)),
    temporary: known.person.kind === 'temporary' ? { lastEntry: standing.last === null ? null : toEntry(standing.last, known) } : null,
    workedMs: Math.round(workedMs(standing.ofDate.filter(counts), nowMs)),
    asOf: toInstant(nowMs),
  };
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

/** Milliseconds as the contracts write an instant. */
export function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}

function jobOf({ assignments }: KnownPerson, assignmentId: string | null): string | null {
  return assignments.find((assignment) => assignment.assignmentId === assignmentId)?.job ?? null;
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The first character as people count them; empty for an empty text. */
export function firstCharacter(text: string): string {
  const [first] = characters.segment(text.trim());
  return first?.segment ?? '';
}
