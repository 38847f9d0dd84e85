/**
 * Adds people to a timeclock of an existing tenant, many at once, with the changes that bring them to its kiosks. For
 * measurements, and for the replay of a real clock's export. People who are there already are left as they are.
 */
import { createSecretKey } from 'node:crypto';
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import { pinHash, type TenantKey } from '../../shared/lib/keyed-hash.ts';
import { nameKey } from '../../shared/rules/identity.ts';
import type { ServerDeps } from '../app-deps.ts';
import { recordChanges } from '../database/changes.ts';
import { insertPeople, listEmployeeIds } from '../database/people.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readOrganisation, readTenantKey, readTimeclockProperties, upsertTimeclock } from '../database/tenants.ts';

export interface SeededPerson {
  readonly employeeId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly pin: string;
}

export interface SeedPeopleInput {
  readonly tenantId: string;
  /** An existing timeclock by its id, or one to create or change. */
  readonly timeclock: number | TimeclockProperties;
  readonly people: readonly SeededPerson[];
}

export type SeedPeopleOutcome = { readonly kind: 'seeded'; readonly added: number } | { readonly kind: 'unknownTenant' | 'unknownTimeclock' };

export async function seedPeople(deps: Pick<ServerDeps, 'database' | 'clock'>, input: SeedPeopleInput): Promise<SeedPeopleOutcome> {
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, input.tenantId);
    if ((await readOrganisation(scope)) === null) return { kind: 'unknownTenant' };
    const timeclockId = typeof input.timeclock === 'number' ? input.timeclock : await saveTimeclock(scope, input.timeclock, deps.clock.wallMs());
    if ((await readTimeclockProperties(scope, timeclockId)) === null) return { kind: 'unknownTimeclock' };
    const known = new Set(await listEmployeeIds(scope));
    const people = input.people.filter((person) => !known.has(person.employeeId));
    const tenantKey = createSecretKey(await readTenantKey(scope), 'hex');
    await insertPeople(
      scope,
      people.map((person) => toEmployee(person, tenantKey)),
      people.map((person) => toAssignment(person, timeclockId)),
    );
    const changes = people.map((person) => ({ kind: 'employee', subject_id: person.employeeId, timeclock_id: timeclockId }) as const);
    await recordChanges(scope, changes, deps.clock.wallMs());
    return { kind: 'seeded', added: people.length };
  });
}

async function saveTimeclock(scope: TenantScope, properties: TimeclockProperties, nowMs: number): Promise<number> {
  await upsertTimeclock(scope, properties);
  await recordChanges(scope, [{ kind: 'timeclock', subject_id: '', timeclock_id: properties.timeclockId }], nowMs);
  return properties.timeclockId;
}

function toEmployee(person: SeededPerson, tenantKey: TenantKey) {
  return {
    employee_id: person.employeeId,
    first_name: person.firstName,
    last_name: person.lastName,
    job_title: 'Associate',
    photo_data_url: null,
    pin_hash: pinHash(person.pin, tenantKey),
    last_four_hash: null,
    last_work_date: null,
    pin_digits: person.pin.length,
    name_key: nameKey(person.firstName, person.lastName),
  };
}

function toAssignment(person: SeededPerson, timeclockId: number) {
  return {
    assignment_id: `${person.employeeId}-A1`,
    employee_id: person.employeeId,
    timeclock_id: timeclockId,
    job: 'Associate',
    department: 'Floor',
    start_date: '2000-01-01',
    end_date: null,
    shift_start: null,
    shift_end: null,
  };
}
