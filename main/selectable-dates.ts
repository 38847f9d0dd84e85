/**
 * E4, E5, K4, K6: the dates that stand to choose for somebody at a moment, and the jobs that may be punched on them. The person's job
 * decides which of the dates are left.
 */
import type { Assignment } from '../shared/contracts/entities.ts';
import { addDays } from '../shared/lib/zoned-time.ts';
import { beganYesterday, datesFor, isActiveOn, jobsOn } from '../shared/rules/assignment-choice.ts';
import { datesOf, type DateSections } from '../shared/rules/work-date-selector.ts';
import type { PersonPunch } from './known-punches.ts';

export interface SelectableInput {
  readonly assignments: readonly Assignment[];
  readonly sections: DateSections<PersonPunch>;
  /** Today, or the date of the running sequence (K4). */
  readonly preselected: string;
  readonly isRunning: boolean;
  /** K5 */
  readonly isSilent: boolean;
  /** "00:15" in the timeclock's zone. */
  readonly timeOfDay: string;
}

/** Which jobs stand to choose: those that are active on any selectable date, the one scheduled now first. */
export function selectableJobs(input: SelectableInput): Assignment[] {
  return jobsOn(input.assignments, [...askedDates(input), ...nightDates(input, input.assignments)], input.timeOfDay);
}

export interface SelectableDates {
  readonly isAsked: boolean;
  /** C10: yesterday, while a scheduled shift of the job goes on that began there and that nothing was punched for. */
  readonly overnight: string | null;
  /** Those on which the job is active, the preselected one among them where it is. */
  readonly dates: readonly string[];
  /** Whichever the job: every date that a punch may be for. */
  readonly every: readonly string[];
}

/** @param assignmentId the job that was chosen, or is preselected */
export function selectableDates(input: SelectableInput, assignmentId: string | null): SelectableDates {
  const chosen = input.assignments.filter((job) => job.assignmentId === assignmentId);
  const [overnight = null] = nightDates(input, chosen);
  const every = [...cardDates(input), ...nightDates(input, input.assignments)];
  const dates = datesFor(input.assignments, assignmentId, every).filter((date) => cardDates(input).has(date) || date === overnight);
  return { isAsked: input.isSilent || overnight !== null, overnight, dates, every };
}

/** K6: every date with a card, and that of the running sequence. */
function cardDates({ sections, preselected }: SelectableInput): Set<string> {
  return new Set([preselected, ...datesOf(sections)]);
}

function askedDates(input: SelectableInput): string[] {
  return input.isSilent ? [...cardDates(input)] : [input.preselected];
}

function nightDates({ sections, isRunning, timeOfDay }: SelectableInput, jobs: readonly Assignment[]): string[] {
  const yesterday = addDays(sections.today.workDate, -1);
  const hasCard = datesOf(sections).includes(yesterday);
  return !isRunning && !hasCard && jobs.some((job) => isActiveOn(job, yesterday) && beganYesterday(job, timeOfDay)) ? [yesterday] : [];
}
