/**
 * C2, C10, K4: which jobs may be punched on which dates, and which one is meant unless the person says otherwise. Times of day are
 * on the wall clock of the timeclock's zone.
 */

import type { PunchType } from '../lib/punch-type.ts';
import type { TimedPunch } from './punch-sequence.ts';

/** An assignment as far as these rules care; the contract's has this shape. */
export interface Job {
  readonly assignmentId: string;
  readonly startDate: string;
  readonly endDate: string | null;
  /** "22:00"; null where nothing is scheduled. */
  readonly shiftStart: string | null;
  readonly shiftEnd: string | null;
}

/** Ended and future ones are not active. */
export function isActiveOn(job: Job, workDate: string): boolean {
  return job.startDate <= workDate && (job.endDate === null || workDate <= job.endDate);
}

/** C10: a shift that ends on the next calendar day. */
export function isOvernight(job: Pick<Job, 'shiftStart' | 'shiftEnd'>): boolean {
  return job.shiftStart !== null && job.shiftEnd !== null && job.shiftEnd <= job.shiftStart;
}

/** True within the scheduled shift, its end excluded. @param timeOfDay "00:15" */
export function isScheduledAt(job: Job, timeOfDay: string): boolean {
  if (job.shiftStart === null || job.shiftEnd === null) return false;
  const hasBegun = timeOfDay >= job.shiftStart;
  const hasNotEnded = timeOfDay < job.shiftEnd;
  return isOvernight(job) ? hasBegun || hasNotEnded : hasBegun && hasNotEnded;
}

/** C10: the scheduled shift that goes on at `timeOfDay` began on the calendar day before. */
export function beganYesterday(job: Job, timeOfDay: string): boolean {
  return isOvernight(job) && job.shiftEnd !== null && timeOfDay < job.shiftEnd;
}

/** K4: jobs that are active on any of the dates, the one scheduled now first (C2), in their own order otherwise. */
export function jobsOn<J extends Job>(jobs: readonly J[], workDates: readonly string[], timeOfDay: string): J[] {
  const active = jobs.filter((job) => workDates.some((date) => isActiveOn(job, date)));
  return [...active.filter((job) => isScheduledAt(job, timeOfDay)), ...active.filter((job) => !isScheduledAt(job, timeOfDay))];
}

/**
 * K4: of the dates that stand to choose those on which the chosen job is active. A date on which the person has no job at all stays:
 * a punch for it is taken and flagged (C2).
 */
export function datesFor(jobs: readonly Job[], assignmentId: string | null, workDates: readonly string[]): string[] {
  const chosen = jobs.find((job) => job.assignmentId === assignmentId);
  return workDates.filter((date) => chosen === undefined || isActiveOn(chosen, date) || !jobs.some((job) => isActiveOn(job, date)));
}

export interface Preselection {
  readonly workDate: string;
  readonly timeOfDay: string;
  /** The job of the running sequence; null while none runs. */
  readonly openId: string | null;
}

/** C2, K3: the running sequence's job, else the only one that is active on the date, else the one that is scheduled now; null leaves it to the person. */
export function preselectedJob(jobs: readonly Job[], { workDate, timeOfDay, openId }: Preselection): string | null {
  const active = jobs.filter((job) => isActiveOn(job, workDate));
  if (active.some((job) => job.assignmentId === openId)) return openId;
  const meant = active.length === 1 ? active[0] : active.find((job) => isScheduledAt(job, timeOfDay));
  return meant?.assignmentId ?? null;
}

/** A punch as far as its job matters. */
interface JobPunch extends TimedPunch {
  readonly assignmentId: string | null;
}

/**
 * K3: the job that a date's sequence is on: that of its Clock In, or of its last transfer.
 * @param ofDate that date's valid punches of one person, in order
 */
export function openJob(ofDate: readonly JobPunch[]): string | null {
  let openId: string | null = null;
  for (const { type, assignmentId } of ofDate) {
    if (type === 'clockIn' || type === 'transfer') openId = assignmentId;
    else if (type === 'clockOut') openId = null;
  }
  return openId;
}

/**
 * C1, K3: what may follow, once a job is chosen: another one than the running is a transfer, where the table has one. A transfer needs
 * another job to go to.
 * @param allowed by the sequence alone
 */
export function allowedWithJob(allowed: readonly PunchType[], { openId, chosenId, jobs }: { readonly openId: string | null; readonly chosenId: string | null; readonly jobs: readonly Job[] }): PunchType[] {
  const hasOther = jobs.some((job) => job.assignmentId !== openId);
  const left = hasOther ? [...allowed] : allowed.filter((type) => type !== 'transfer');
  const isOther = openId !== null && chosenId !== null && chosenId !== openId;
  return isOther && left.includes('transfer') ? ['transfer'] : left;
}
