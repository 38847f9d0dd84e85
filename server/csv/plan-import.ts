/** What an import would do: what stands in the file held against what is stored. Reads alone; nothing is changed here. */
import { createSecretKey } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { lastFourHash, pinHash, type TenantKey } from '../../shared/lib/keyed-hash.ts';
import { nameKey } from '../../shared/rules/identity.ts';
import { toAssignmentRow } from '../administration/assignment-row.ts';
import { inChunks } from '../database/chunks.ts';
import { loadAssignmentOwners, loadStoredPeople, type StoredPerson } from '../database/people-import.ts';
import { findPinsInUse } from '../database/pins.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { listTimeclocks, readTenantKey } from '../database/tenants.ts';
import type { Fault, ListedPerson } from './people-rows.ts';

export interface PlannedPerson {
  readonly before: StoredPerson | null;
  readonly after: StoredPerson;
}

export interface ImportPlan {
  readonly added: readonly PlannedPerson[];
  readonly changed: readonly PlannedPerson[];
  readonly unchanged: number;
  readonly faults: readonly Fault[];
}

/** @param today at the organisation: PINs of people who left before are free */
export async function planImport(scope: TenantScope, people: readonly ListedPerson[], today: string): Promise<ImportPlan> {
  const tenantKey = createSecretKey(await readTenantKey(scope), 'hex');
  const planned: PlannedPerson[] = [];
  for (const chunk of inChunks(people)) {
    const stored = await loadStoredPeople(
      scope,
      chunk.map((person) => person.employeeId),
    );
    for (const person of chunk) {
      const before = stored.get(person.employeeId) ?? null;
      planned.push({ before, after: applied(person, before, tenantKey) });
    }
    await setImmediate();
  }
  const faults = [...(await assignmentFaults(scope, people)), ...(await pinFaults(scope, people, planned, today))];
  const added = planned.filter((one) => one.before === null);
  const changed: PlannedPerson[] = [];
  for (const chunk of inChunks(planned)) {
    changed.push(...chunk.filter((one) => one.before !== null && !isSame(one.before, one.after)));
    await setImmediate();
  }
  return { added, changed, unchanged: planned.length - added.length - changed.length, faults };
}

/** What the file does not say stays as it is. */
function applied(person: ListedPerson, before: StoredPerson | null, tenantKey: TenantKey): StoredPerson {
  const { employeeId, firstName, lastName, jobTitle, pin, lastFour, lastWorkDate, assignments } = person;
  const old = before?.employee;
  return {
    employee: {
      employee_id: employeeId,
      first_name: firstName,
      last_name: lastName,
      job_title: jobTitle ?? old?.job_title ?? '',
      pin_hash: pin === null ? (old?.pin_hash ?? null) : pinHash(pin, tenantKey),
      pin_digits: pin === null ? (old?.pin_digits ?? null) : pin.length,
      last_four_hash: lastFour === null ? (old?.last_four_hash ?? null) : lastFourHash(lastFour, tenantKey),
      last_work_date: lastWorkDate === undefined ? (old?.last_work_date ?? null) : lastWorkDate,
      name_key: nameKey(firstName, lastName),
    },
    assignments: assignments === undefined ? (before?.assignments ?? []) : assignments.map((assignment) => toAssignmentRow(employeeId, assignment)),
  };
}

function isSame(one: StoredPerson, other: StoredPerson): boolean {
  if (one.assignments.length !== other.assignments.length || !hasSameFields(one.employee, other.employee)) return false;
  const others = new Map(other.assignments.map((assignment) => [assignment.assignment_id, assignment]));
  return one.assignments.every((assignment) => hasSameFields(assignment, others.get(assignment.assignment_id) ?? {}));
}

function hasSameFields(one: object, other: object): boolean {
  const fields = new Map<string, unknown>(Object.entries(other));
  return Object.entries(one).every(([name, value]) => fields.get(name) === value);
}

async function assignmentFaults(scope: TenantScope, people: readonly ListedPerson[]): Promise<Fault[]> {
  const timeclocks = new Set((await listTimeclocks(scope)).map((timeclock) => timeclock.timeclockId));
  const owners = await loadAssignmentOwners(
    scope,
    people.flatMap((person) => (person.assignments ?? []).map((assignment) => assignment.assignmentId)),
  );
  const seenAt = new Map<string, number>();
  const faults: Fault[] = [];
  for (const person of people) {
    for (const { line, assignmentId, timeclockId } of person.assignments ?? []) {
      if (!timeclocks.has(timeclockId)) faults.push({ line, column: 'timeclock_id', message: 'there is no timeclock with this id' });
      const earlier = seenAt.get(assignmentId);
      if (earlier !== undefined) faults.push({ line, column: 'assignment_id', message: `line ${earlier} has this id already` });
      else if ((owners.get(assignmentId) ?? person.employeeId) !== person.employeeId) faults.push({ line, column: 'assignment_id', message: 'an assignment of somebody else has this id' });
      seenAt.set(assignmentId, line);
    }
  }
  return faults;
}

/** PINs that come with the file are those of nobody else, in the file or of the tenant (B5 is for the last four). */
async function pinFaults(scope: TenantScope, people: readonly ListedPerson[], planned: readonly PlannedPerson[], today: string): Promise<Fault[]> {
  const givenTo = new Map<string, ListedPerson>();
  const faults: Fault[] = [];
  for (const [index, person] of people.entries()) {
    const hash = person.pin === null ? null : planned[index]?.after.employee.pin_hash;
    if (hash === null || hash === undefined) continue;
    const earlier = givenTo.get(hash);
    if (earlier !== undefined) faults.push({ line: person.line, column: 'pin', message: `the person at line ${earlier.line} has this PIN as well` });
    givenTo.set(hash, earlier ?? person);
  }
  const replaced = new Set(planned.filter((one) => one.before !== null && one.before.employee.pin_hash !== one.after.employee.pin_hash).map((one) => one.after.employee.employee_id));
  for (const { pinHash: hash, employeeId } of await findPinsInUse(scope, [...givenTo.keys()], today)) {
    const person = givenTo.get(hash);
    if (person !== undefined && person.employeeId !== employeeId && !replaced.has(employeeId)) faults.push({ line: person.line, column: 'pin', message: 'somebody else has this PIN' });
  }
  return faults;
}
