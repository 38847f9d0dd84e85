/**
 * J3, D5: one person of a download, part by part: what cannot be used stays as it was (of somebody new: is not there), and the rest counts as it came.
 *
 * - Taken alone: the photo, the job title, and each assignment, whole, for its dates mean nothing without each other. None of them says who may punch
 *   (C2: who has no assignment punches all the same), so an older one beside newer ones lets nobody in.
 * - Taken only together: who it is, that is both names and both verifiers. A newer name with an older PIN would let whoever knows that PIN punch as
 *   somebody whom nobody gave it to; an older and a newer half of a name are a name that nobody has. A field that this kiosk does not know may say
 *   something about who may punch, and counts as a part of this.
 * - Somebody new whose verifier is none has none of that kind: no PIN opens the record, and the form or the next change does (B3). Without names, or
 *   with an unknown field, nobody new comes of it.
 */
import { z } from 'zod';
import { assignment, employee, type Assignment, type Employee } from '../shared/contracts/entities.ts';
import { checkAssignment } from '../shared/rules/check-assignment.ts';
import { normaliseName } from '../shared/rules/identity.ts';
import { isPictureUrl } from '../shared/rules/picture-url.ts';

export type UsableEmployee =
  | { readonly kind: 'usable'; readonly employee: Employee; /** What stayed as it was. */ readonly keptPaths: readonly string[] }
  /** Nobody can be made of it; `path` is empty where it is no record at all. */
  | { readonly kind: 'unusable'; readonly path: string; readonly employeeId: string | null };

type Given = Readonly<Record<string, unknown>>;
type Who = Pick<Employee, 'firstName' | 'lastName' | 'pinHash' | 'lastFourHash'>;
interface Part<T> {
  readonly value: T;
  /** What of it could not be used. */
  readonly kept: readonly string[];
}

const anyObject = z.record(z.string(), z.unknown());
const anyList = z.array(z.unknown()).max(200);
const identified = z.object({ assignmentId: assignment.shape.assignmentId });
const sensibleAssignment = assignment.superRefine((one, context) => {
  for (const { path, message } of checkAssignment(one)) context.addIssue({ code: 'custom', path: [path], message });
});
const readableName = employee.shape.firstName.refine((text) => normaliseName(text) !== '', 'a name that people can read');
const picture = employee.shape.photoDataUrl.refine((url) => url === null || isPictureUrl(url), 'a picture');
const whoIsIt = { firstName: readableName, lastName: readableName, pinHash: employee.shape.pinHash, lastFourHash: employee.shape.lastFourHash };
const sensible = employee.extend({ ...whoIsIt, photoDataUrl: picture, assignments: z.array(sensibleAssignment).max(200) });

/** @param known how the person is in force, or as this download has told them so far */
export function usableEmployee(received: unknown, known: (employeeId: string) => Employee | null): UsableEmployee {
  const whole = sensible.safeParse(received);
  if (whole.success && repeatedIds(whole.data.assignments).size === 0) return { kind: 'usable', employee: whole.data, keptPaths: [] };
  const given = anyObject.safeParse(received).data;
  if (given === undefined) return { kind: 'unusable', path: '', employeeId: null };
  const employeeId = employee.shape.employeeId.safeParse(given['employeeId']).data;
  if (employeeId === undefined) return { kind: 'unusable', path: 'employeeId', employeeId: null };
  const before = known(employeeId);
  const who = whoOf(given, before);
  if (who.value === null) return { kind: 'unusable', path: who.kept[0] ?? '', employeeId };
  const title = read(employee.shape.jobTitle, given, 'jobTitle', before?.jobTitle ?? '');
  const photo = read(picture, given, 'photoDataUrl', before?.photoDataUrl ?? null);
  const jobs = assignmentsOf(given['assignments'], before?.assignments ?? []);
  const person = { employeeId, ...who.value, jobTitle: title.value, photoDataUrl: photo.value, assignments: jobs.value };
  return { kind: 'usable', employee: person, keptPaths: [...who.kept, ...title.kept, ...photo.kept, ...jobs.kept] };
}

function read<T>(schema: z.ZodType<T>, given: Given, name: string, otherwise: T): Part<T> {
  const one = schema.safeParse(given[name]);
  return one.success ? { value: one.data, kept: [] } : { value: otherwise, kept: [[name, ...(one.error.issues[0]?.path ?? [])].join('.')] };
}

/** All of it or nothing; null for somebody new without names, or with a field that nobody knows. */
function whoOf(given: Given, before: Employee | null): Part<Who | null> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(employee.shape, name));
  const firstName = read(readableName, given, 'firstName', '');
  const lastName = read(readableName, given, 'lastName', '');
  const pinHash = read(whoIsIt.pinHash, given, 'pinHash', null);
  const lastFourHash = read(whoIsIt.lastFourHash, given, 'lastFourHash', null);
  const nameless = [...unknown, ...firstName.kept, ...lastName.kept];
  const kept = [...nameless, ...pinHash.kept, ...lastFourHash.kept];
  if (before === null && nameless.length > 0) return { value: null, kept };
  const told = { firstName: firstName.value, lastName: lastName.value, pinHash: pinHash.value, lastFourHash: lastFourHash.value };
  return { value: before === null || kept.length === 0 ? told : { firstName: before.firstName, lastName: before.lastName, pinHash: before.pinHash, lastFourHash: before.lastFourHash }, kept };
}

/** Each on its own, in the order of the list: one that cannot be used is as it was, or is not there. An id that stands twice names neither. */
function assignmentsOf(received: unknown, before: readonly Assignment[]): Part<Assignment[]> {
  const list = anyList.safeParse(received);
  if (!list.success) return { value: [...before], kept: ['assignments'] };
  const repeated = repeatedIds(list.data);
  const value: Assignment[] = [];
  const kept: string[] = [];
  for (const [index, one] of list.data.entries()) {
    const whole = sensibleAssignment.safeParse(one);
    const id = idOf(one);
    if (whole.success && !repeated.has(whole.data.assignmentId)) {
      value.push(whole.data);
      continue;
    }
    kept.push(['assignments', index, ...(whole.error?.issues[0]?.path ?? ['assignmentId'])].join('.'));
    const old = before.find((job) => job.assignmentId === id);
    if (old !== undefined && !value.includes(old)) value.push(old);
  }
  return { value, kept };
}

function idOf(one: unknown): string | null {
  return identified.safeParse(one).data?.assignmentId ?? null;
}

function repeatedIds(list: readonly unknown[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const id of list.map(idOf)) {
    if (id === null) continue;
    if (seen.has(id)) repeated.add(id);
    seen.add(id);
  }
  return repeated;
}
