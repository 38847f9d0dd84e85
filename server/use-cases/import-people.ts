/**
 * I3, A5: people from a CSV file, in one transaction: all rows or none. People who are not in the file stay as they are.
 * Checking says what storing would do.
 */
import type { z } from 'zod';
import { setImmediate } from 'node:timers/promises';
import type { routes } from '../../shared/contracts/http.ts';
import { dateInZone } from '../../shared/lib/zoned-time.ts';
import { afterPeopleSaved } from '../administration/after-people-saved.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { mostFaults, readPeople, type Fault, type ListedPerson } from '../csv/people-rows.ts';
import { planImport, type ImportPlan, type PlannedPerson } from '../csv/plan-import.ts';
import { readRows } from '../csv/read-rows.ts';
import { lockAdministration } from '../database/administration-lock.ts';
import { inChunks } from '../database/chunks.ts';
import { planAfresh, storePeople } from '../database/people-import.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readOrganisation } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';

export interface ImportPeopleInput {
  readonly bytes: Buffer;
  readonly mode: 'check' | 'store';
}

type Answer = z.input<typeof routes.importPeople.answer>;
export type ImportPeopleOutcome = { readonly kind: 'read'; readonly answer: Answer } | Problem;

type Deps = Pick<ServerDeps, 'database' | 'clock'>;

export async function importPeople(deps: Deps, caller: ConsoleCaller, { bytes, mode }: ImportPeopleInput): Promise<ImportPeopleOutcome> {
  if (caller.timeclocks !== null) return problem('noPermissionForTimeclock');
  const rows = await readRows(bytes);
  if (rows.kind === 'problem') return rows;
  const read = await readPeople(rows.rows);
  if (read.kind === 'problem') return read;
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    await planAfresh(scope);
    if (mode === 'store') await lockAdministration(scope);
    const planned = await plan(deps, scope, read.people);
    const hasFaults = read.faults.length + planned.faults.length > 0;
    if (mode === 'check' || hasFaults) return { kind: 'read', answer: toAnswer(planned, read.faults, 'checked') };
    await store(deps, scope, [...planned.added, ...planned.changed]);
    return { kind: 'read', answer: toAnswer(planned, [], 'stored') };
  });
}

async function plan(deps: Deps, scope: TenantScope, people: readonly ListedPerson[]): Promise<ImportPlan> {
  const organisation = await readOrganisation(scope);
  return planImport(scope, people, dateInZone(deps.clock.wallMs(), organisation?.timeZone ?? 'UTC'));
}

async function store(deps: Deps, scope: TenantScope, people: readonly PlannedPerson[]): Promise<void> {
  for (const chunk of inChunks(people)) {
    await storePeople(
      scope,
      chunk.map((person) => person.after),
    );
    await setImmediate();
  }
  const saved = {
    employeeIds: people.map((person) => person.after.employee.employee_id),
    earlierNameKeys: people.flatMap(({ before, after }) => (before === null || before.employee.name_key === after.employee.name_key ? [] : [before.employee.name_key])),
    concerned: people.flatMap(({ before, after }) => {
      const timeclocks = new Set([...(before?.assignments ?? []), ...after.assignments].map((assignment) => assignment.timeclock_id));
      return [...timeclocks].map((timeclockId) => ({ employeeId: after.employee.employee_id, timeclockId }));
    }),
  };
  await afterPeopleSaved(scope, saved, deps.clock.wallMs());
}

function toAnswer(planned: ImportPlan, rowFaults: readonly Fault[], what: 'checked' | 'stored'): Answer {
  const faults = [...rowFaults, ...planned.faults].toSorted((a, b) => a.line - b.line).slice(0, mostFaults);
  return { added: planned.added.length, changed: planned.changed.length, unchanged: planned.unchanged, stored: what === 'stored', faults };
}
