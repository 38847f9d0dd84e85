/**
 * C5: break findings of everybody whose shift began at a timeclock, over a range of work dates, computed when asked. People are read
 * some hundreds at a time, so that memory stays small and other requests come in between.
 */
import { setImmediate } from 'node:timers/promises';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { personNames } from '../database/punch-list.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { listCounted, listPeopleOfDate } from '../database/timesheets.ts';
import { problem, type Problem } from '../errors.ts';
import { TimeclockRules } from '../intake/timeclock-rules.ts';
import { breaksOfDate, type BreakFinding } from '../supervision/breaks-of-date.ts';
import { openPlace, signPlace } from '../supervision/page-place.ts';
import { datesBetween } from '../supervision/date-range.ts';

const mostDays = 31;
const peopleAtATime = 300;

export interface PersonFinding {
  readonly employeeId: string;
  readonly personName: string;
  readonly workDate: string;
  readonly finding: BreakFinding;
}

export type ReadBreakFindingsOutcome = { readonly kind: 'findings'; readonly findings: PersonFinding[]; readonly next: string | null } | Problem;

export interface ReadBreakFindingsInput {
  readonly timeclockId: number;
  readonly from: string;
  readonly to: string;
  readonly after?: string | undefined;
  /** A page ends with the person with whom it is reached. */
  readonly limit: number;
}

const purpose = 'break-findings-page';
const beforeAllEmployees = 'e:';

export async function readBreakFindings(deps: Pick<ServerDeps, 'database' | 'clock' | 'signer'>, caller: ConsoleCaller, input: ReadBreakFindingsInput): Promise<ReadBreakFindingsOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const range = datesBetween(input.from, input.to, mostDays);
  if (range.kind === 'problem') return range;
  if ((await readTimeclockProperties(scope, input.timeclockId)) === null) return problem('notFound');
  if (!mayActOn(caller, input.timeclockId)) return problem('noPermissionForTimeclock');
  const rules = new TimeclockRules(scope);
  const [firstDate = input.from, firstAfter = beforeAllEmployees] = input.after === undefined ? [] : (openPlace(deps, caller, purpose, input.after) ?? [0]);
  if (typeof firstDate !== 'string' || typeof firstAfter !== 'string') return problem('pageTokenUnknown');
  const findings: PersonFinding[] = [];
  for (const workDate of range.dates.filter((date) => date >= firstDate)) {
    let after = workDate === firstDate ? firstAfter : beforeAllEmployees;
    for (;;) {
      const people = (await listPeopleOfDate(scope, input.timeclockId, workDate, after, peopleAtATime)).filter((key) => key.startsWith('e:'));
      const found = await findingsOf(scope, rules, { timeclockId: input.timeclockId, workDate, people }, deps.clock.wallMs());
      for (const [employeeId, ofPerson] of Map.groupBy(found, (one) => one.employeeId)) {
        findings.push(...ofPerson);
        if (findings.length >= input.limit) return { kind: 'findings', findings, next: signPlace(deps, caller, purpose, [workDate, `e:${employeeId}`]) };
      }
      const last = people.at(-1);
      if (last === undefined || people.length < peopleAtATime) break;
      after = last;
      await setImmediate();
    }
  }
  return { kind: 'findings', findings, next: null };
}

interface PeopleOfDate {
  readonly timeclockId: number;
  readonly workDate: string;
  /** Person keys of employees. */
  readonly people: readonly string[];
}

async function findingsOf(scope: TenantScope, rules: TimeclockRules, { timeclockId, workDate, people }: PeopleOfDate, nowMs: number): Promise<PersonFinding[]> {
  const counted = await listCounted(scope, workDate, people);
  await rules.load(counted.map((row) => row.timeclock_id));
  const byPerson = Map.groupBy(counted, (row) => row.person_key);
  const found = people.flatMap((key) =>
    breaksOfDate(byPerson.get(key) ?? [], rules, nowMs)
      .filter((one) => one.timeclockId === timeclockId)
      .map((one) => ({ person_key: key, finding: one.finding })),
  );
  const names = await personNames(scope, found);
  return found.map(({ person_key: key, finding }) => ({ employeeId: key.slice(2), personName: names.get(key) ?? '', workDate, finding }));
}
