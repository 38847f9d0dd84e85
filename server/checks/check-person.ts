/** A5: whether what an administrator saves of a person makes sense, and who may act on whom (I2). */
import type { z } from 'zod';
import type { personInput } from '../../shared/contracts/console-entities.ts';
import { repeatedAt, within, type Finding } from '../../shared/rules/finding.ts';
import { normaliseName } from '../../shared/rules/identity.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { timeclocksOf } from '../database/people.ts';
import { readPersonSecrets } from '../database/person-list.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import { checkImage } from './check-image.ts';

export type PersonInput = z.output<typeof personInput>;
type AssignmentInput = PersonInput['assignments'][number];

/** @param timeclockIds those of the tenant */
export function checkPerson(person: PersonInput, timeclockIds: ReadonlySet<number>): Finding[] {
  const { assignments } = person;
  const names = (['firstName', 'lastName'] as const).filter((field) => normaliseName(person[field]) === '');
  return [
    ...names.map((path) => ({ path, message: 'write a name that people can read' })),
    ...within('photoDataUrl', checkImage(person.photoDataUrl)),
    ...repeatedAt(assignments.map((one) => one.assignmentId)).map((index) => ({ path: `assignments.${index}.assignmentId`, message: 'another assignment of this person has this id: give each its own' })),
    ...assignments.flatMap((one, index) => within(`assignments.${index}`, checkAssignment(one, timeclockIds))),
  ];
}

/** One assignment on its own. */
export function checkAssignment(one: AssignmentInput, timeclockIds: ReadonlySet<number>): Finding[] {
  const findings: Finding[] = [];
  if (!timeclockIds.has(one.timeclockId)) findings.push({ path: 'timeclockId', message: 'there is no timeclock with this id: choose one of the list' });
  if (one.job.trim() === '') findings.push({ path: 'job', message: 'name the job: people choose by it' });
  if (one.endDate !== null && one.endDate < one.startDate) findings.push({ path: 'endDate', message: 'the assignment ends before it begins: make it no earlier than startDate' });
  if ((one.shiftStart === null) !== (one.shiftEnd === null)) findings.push({ path: one.shiftStart === null ? 'shiftStart' : 'shiftEnd', message: 'a scheduled shift has a start and an end: give both, or none' });
  return findings;
}

/** Why this caller may not act on that person; null when they may. */
export async function refusePerson(scope: TenantScope, caller: ConsoleCaller, employeeId: string): Promise<Problem | null> {
  if ((await readPersonSecrets(scope, employeeId)) === null) return problem('notFound');
  if (caller.timeclocks === null) return null;
  const timeclocks = await timeclocksOf(scope, employeeId);
  return timeclocks.some((timeclockId) => mayActOn(caller, timeclockId)) ? null : problem('noPermissionForTimeclock');
}
