/** A5: whether an assignment makes sense on its own, beyond its shape: the console refuses by it, a kiosk keeps by it what it had. */
import type { Job } from './assignment-choice.ts';
import type { Finding } from './finding.ts';

export function checkAssignment(one: Omit<Job, 'assignmentId'> & { readonly job: string }): Finding[] {
  const findings: Finding[] = [];
  if (one.job.trim() === '') findings.push({ path: 'job', message: 'name the job: people choose by it' });
  if (one.endDate !== null && one.endDate < one.startDate) findings.push({ path: 'endDate', message: 'the assignment ends before it begins: make it no earlier than startDate' });
  if ((one.shiftStart === null) !== (one.shiftEnd === null)) findings.push({ path: one.shiftStart === null ? 'shiftStart' : 'shiftEnd', message: 'a scheduled shift has a start and an end: give both, or none' });
  return findings;
}
