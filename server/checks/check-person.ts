/** A5: whether what an administrator saves of a person makes sense, and who may act on whom (I2). */
import type { z } from 'zod';
import type { personInput } from '../../shared/contracts/console-entities.ts';
import { checkAssignment } from '../../shared/rules/check-assignment.ts';
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
    ...assignments.flatMap((one, index) => within(`assignments.${index}`, checkAssignmentAt(one, timeclockIds))),
  ];
}

/** One assignment, at a timeclock of the tenant. */
export function checkAssignmentAt(one: AssignmentInput, timeclockIds: ReadonlySet<number>): Finding[] {
  const unknown = timeclockIds.has(one.timeclockId) ? [] : [{ path: 'timeclockId', message: 'there is no timeclock with this id: choose one of the list' }];
  return [...unknown, ...checkAssignment(one)];
}

/** Why this caller may not act on that person; null when they may. */
export async function refusePerson(scope: TenantScope, caller: ConsoleCaller, employeeId: string): Promise<Problem | null> {
  if ((await readPersonSecrets(scope, employeeId)) === null) return problem('notFound');
  if (caller.timeclocks === null) return null;
  const timeclocks = await timeclocksOf(scope, employeeId);
  return timeclocks.some((timeclockId) => mayActOn(caller, timeclockId)) ? null : problem('noPermissionForTimeclock');
}
