/** What a supervisor may say of a punch: checked at the door, for nothing that a person decided is refused later on. */
import { judgeTime } from '../../shared/rules/plausible-time.ts';
import { dateInZone } from '../../shared/lib/zoned-time.ts';
import type { KnownPerson } from '../database/people.ts';
import { notPossible, type Problem } from '../errors.ts';

/** A time that has passed, at most 20 years ago; else what to do. */
export function refuseInstant(instantMs: number, nowMs: number): Problem | null {
  switch (judgeTime(instantMs, nowMs, 0)) {
    case 'plausible':
      return null;
    case 'timeInFuture':
      return notPossible('instant', 'this time has not come yet: give one that has passed');
    case 'timeTooOld':
      return notPossible('instant', 'this is more than 20 years back: check the year');
  }
}

/** A work date that has come in the timeclock's zone. */
export function refuseWorkDate(workDate: string, timeZone: string, nowMs: number): Problem | null {
  return workDate > dateInZone(nowMs, timeZone) ? notPossible('workDate', 'this work date has not come yet: give today or an earlier one') : null;
}

/** An assignment of that person, active on the work date; none is always possible. A person known by the form alone has none. */
export function refuseAssignment(person: KnownPerson | null, assignmentId: string | null, workDate: string): Problem | null {
  if (assignmentId === null) return null;
  const named = person?.assignments.find((assignment) => assignment.assignmentId === assignmentId);
  if (named === undefined) return notPossible('assignmentId', 'this person has no such assignment: choose one of theirs, or none');
  const isActive = named.startDate <= workDate && (named.endDate === null || workDate <= named.endDate);
  return isActive ? null : notPossible('assignmentId', 'this assignment is not active on the work date: choose another one, or none');
}
