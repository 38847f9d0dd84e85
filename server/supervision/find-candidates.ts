/** F6: which employees a temporary one may be: those of the same last name, or of the same last four. */
import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import type { failedTemporary } from '../../shared/contracts/console-entities.ts';
import type { ConsoleCaller } from '../callers.ts';
import type { TemporaryEmployeesTable } from '../database/outbox-schema.ts';
import { employeesAt, listNamedEmployees, type NamedEmployee } from '../database/sync-fail-report.ts';
import type { TenantScope } from '../database/tenant-scope.ts';

export type Candidate = z.infer<typeof failedTemporary>['candidates'][number];

const employeesAtATime = 2000;
/** A last name that half of the company bears helps nobody. */
const mostCandidates = 20;

/** Candidates by record id, the likeliest first; employees whom the caller may not see are left out. One walk over the employees, whatever the number of records. */
export async function findCandidates(scope: TenantScope, caller: ConsoleCaller, records: readonly TemporaryEmployeesTable[]): Promise<Map<string, Candidate[]>> {
  const found = new Map<string, Candidate[]>(records.map((record) => [record.record_id, []]));
  if (records.length === 0) return found;
  const byLastName = Map.groupBy(records, (record) => lastNameOf(record.name_key));
  const byLastFour = Map.groupBy(records, (record) => record.last_four_hash);
  let after = '';
  for (;;) {
    const employees = await listNamedEmployees(scope, after, employeesAtATime);
    for (const employee of employees) addCandidate(found, employee, byLastName.get(lastNameOf(employee.name_key)) ?? [], byLastFour.get(employee.last_four_hash ?? '') ?? []);
    const last = employees.at(-1);
    if (last === undefined || employees.length < employeesAtATime) break;
    after = last.employee_id;
    await setImmediate();
  }
  return keepVisible(scope, caller, found);
}

function lastNameOf(key: string): string {
  return key.slice(key.lastIndexOf('|') + 1);
}

function addCandidate(found: Map<string, Candidate[]>, employee: NamedEmployee, sameName: readonly TemporaryEmployeesTable[], sameLastFour: readonly TemporaryEmployeesTable[]): void {
  for (const record of new Set([...sameName, ...sameLastFour])) {
    found.get(record.record_id)?.push({
      employeeId: employee.employee_id,
      firstName: employee.first_name,
      lastName: employee.last_name,
      jobTitle: employee.job_title,
      sameName: sameName.includes(record),
      sameLastFour: sameLastFour.includes(record),
    });
  }
}

async function keepVisible(scope: TenantScope, caller: ConsoleCaller, found: ReadonlyMap<string, Candidate[]>): Promise<Map<string, Candidate[]>> {
  const ids = [...new Set([...found.values()].flat().map((candidate) => candidate.employeeId))];
  const visible = caller.timeclocks === null ? new Set(ids) : await employeesAt(scope, ids, caller.timeclocks);
  const likeness = (one: Candidate): number => Number(one.sameName) + 2 * Number(one.sameLastFour);
  const best = (list: readonly Candidate[]): Candidate[] =>
    list
      .filter((one) => visible.has(one.employeeId))
      .toSorted((a, b) => likeness(b) - likeness(a))
      .slice(0, mostCandidates);
  return new Map([...found].map(([recordId, list]) => [recordId, best(list)]));
}
