/**
 * A5, F6: an administrator creates or changes a person. The last four digits are kept as a keyed hash alone; the PIN stays as it
 * is. Whoever may act on some timeclocks alone changes assignments at those, and leaves the others as they are.
 */
import { lastFourHash } from '../../shared/lib/keyed-hash.ts';
import { nameKey } from '../../shared/rules/identity.ts';
import { afterPeopleSaved } from '../administration/after-people-saved.ts';
import type { ServerDeps } from '../app-deps.ts';
import { toAssignmentRow } from '../administration/assignment-row.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { checkPerson, refusePerson, type PersonInput } from '../checks/check-person.ts';
import { asProblem } from '../checks/finding.ts';
import { findAssignmentOwners, replaceEmployee, type NewEmployee } from '../database/people.ts';
import { loadPeople, readPersonSecrets, type ConsolePerson, type PersonSecrets } from '../database/person-list.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { listTimeclocks, readTenantKey } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';

export interface SavePersonInput {
  readonly employeeId: string;
  readonly person: PersonInput;
}

export type SavePersonOutcome = { readonly kind: 'saved'; readonly person: ConsolePerson } | Problem;

export async function savePerson(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, input: SavePersonInput): Promise<SavePersonOutcome> {
  const { employeeId, person } = input;
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const [before] = await loadPeople(scope, [employeeId]);
    const refusal = await refuseSaving(scope, caller, input, before ?? null);
    if (refusal !== null) return refusal;
    const secrets = await readPersonSecrets(scope, employeeId);
    const tenantKey = Buffer.from(await readTenantKey(scope), 'hex');
    await replaceEmployee(
      scope,
      toEmployeeRow(input, secrets, tenantKey),
      person.assignments.map((assignment) => toAssignmentRow(employeeId, assignment)),
    );
    const concerned = new Set([...(before?.assignments ?? []), ...person.assignments].map((assignment) => assignment.timeclockId));
    const saved = { employeeIds: [employeeId], earlierNameKeys: secrets === null ? [] : [secrets.name_key], concerned: [...concerned].map((timeclockId) => ({ employeeId, timeclockId })) };
    await afterPeopleSaved(scope, saved, deps.clock.wallMs());
    const [after] = await loadPeople(scope, [employeeId]);
    return after === undefined ? problem('notFound') : { kind: 'saved', person: after };
  });
}

async function refuseSaving(scope: TenantScope, caller: ConsoleCaller, { employeeId, person }: SavePersonInput, before: ConsolePerson | null): Promise<Problem | null> {
  const forbidden = before === null ? null : await refusePerson(scope, caller, employeeId);
  if (forbidden !== null) return forbidden;
  const findings = checkPerson(person, new Set((await listTimeclocks(scope)).map((timeclock) => timeclock.timeclockId)));
  if (findings.length > 0) return asProblem(findings);
  if (!staysWithin(caller, before, person)) return problem('noPermissionForTimeclock');
  const owners = await findAssignmentOwners(
    scope,
    person.assignments.map((assignment) => assignment.assignmentId),
  );
  if (owners.some((owner) => owner !== employeeId)) return problem('conflict', { errors: [{ path: 'assignments', message: 'an assignment of somebody else has one of these ids: give each its own' }] });
  return null;
}

/** I2: assignments at timeclocks that the caller may not act on are neither made, changed nor taken away. */
function staysWithin(caller: ConsoleCaller, before: ConsolePerson | null, after: PersonInput): boolean {
  if (caller.timeclocks === null) return true;
  const beyond = (assignments: PersonInput['assignments']): string =>
    JSON.stringify(
      assignments
        .filter((one) => !mayActOn(caller, one.timeclockId))
        .map((one) => toAssignmentRow('', one))
        .toSorted((a, b) => (a.assignment_id < b.assignment_id ? -1 : 1)),
    );
  const staysVisible = after.assignments.some((one) => mayActOn(caller, one.timeclockId));
  return staysVisible && beyond(before?.assignments ?? []) === beyond(after.assignments);
}

function toEmployeeRow({ employeeId, person }: SavePersonInput, secrets: PersonSecrets | null, tenantKey: Uint8Array): NewEmployee {
  return {
    employee_id: employeeId,
    first_name: person.firstName,
    last_name: person.lastName,
    job_title: person.jobTitle,
    photo_data_url: person.photoDataUrl,
    pin_hash: secrets?.pin_hash ?? null,
    pin_digits: secrets?.pin_digits ?? null,
    last_four_hash: person.lastFour === null ? (secrets?.last_four_hash ?? null) : lastFourHash(person.lastFour, tenantKey),
    last_work_date: person.lastWorkDate,
    name_key: nameKey(person.firstName, person.lastName),
  };
}
