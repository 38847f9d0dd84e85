/**
 * D5: rows of the sequence say what changed; this is how those things are now. A thing that changed twice comes once. What is gone
 * comes as removed; an entry or answer that is nothing to this timeclock is left out.
 */
import type { Change } from '../../shared/contracts/entries.ts';
import type { ChangeRow } from '../database/changes.ts';
import { loadOperators, loadRequests, loadTemporaries } from '../database/feed.ts';
import { loadEmployees } from '../database/people.ts';
import { readOrganisation } from '../database/tenants.ts';
import { mergedTexts } from '../merged-texts.ts';
import { loadEntriesHere } from './entries-here.ts';
import type { FeedContext } from './feed-context.ts';

/** The things that these rows tell of, each once: settings first, then people, then what was punched. */
export async function presentState(context: FeedContext, rows: readonly ChangeRow[]): Promise<Change[]> {
  const subjects = subjectsByKind(rows);
  const of = (kind: ChangeRow['kind']): string[] => subjects.get(kind) ?? [];
  return [
    ...(await presentSettings(context, subjects)),
    ...(await presentOperators(context, of('operator'))),
    ...(await presentEmployees(context, of('employee'))),
    ...(await loadTemporaries(context.scope, of('temporaryEmployee'))),
    ...(await loadEntriesHere(context, of('entry'))).map((entry) => ({ kind: 'entry', entry }) as const),
    ...(await loadRequests(context.scope, of('request'))),
  ];
}

function subjectsByKind(rows: readonly ChangeRow[]): Map<ChangeRow['kind'], string[]> {
  const byKind = Map.groupBy(rows, (row) => row.kind);
  return new Map([...byKind].map(([kind, some]) => [kind, [...new Set(some.map((row) => row.subject_id))]]));
}

async function presentSettings(context: FeedContext, subjects: ReadonlyMap<ChangeRow['kind'], readonly string[]>): Promise<Change[]> {
  const changes: Change[] = [];
  if (subjects.has('organisation')) changes.push(...(await presentOrganisation(context)));
  if (subjects.has('timeclock')) changes.push({ kind: 'timeclock', properties: context.properties });
  const languages = new Set(subjects.get('texts') ?? []);
  if (languages.size > 0) changes.push(...(await presentTexts(context)).filter((change) => languages.has(change.language)));
  return changes;
}

export async function presentOrganisation({ scope }: FeedContext): Promise<Change[]> {
  const organisation = await readOrganisation(scope);
  return organisation === null ? [] : [{ kind: 'organisation', organisation }];
}

/** The texts of every language of the timeclock, in order of language. */
export async function presentTexts({ deps, scope, properties }: FeedContext): Promise<Extract<Change, { kind: 'texts' }>[]> {
  const merged = await mergedTexts(deps, scope, properties.display.languages.toSorted());
  return merged.map(([language, texts]) => ({ kind: 'texts', language, texts }));
}

async function presentOperators({ scope, caller }: FeedContext, userIds: readonly string[]): Promise<Change[]> {
  const operators = await loadOperators(scope, caller.timeclockId, userIds);
  return userIds.map((userId) => {
    const operator = operators.get(userId);
    return operator === undefined ? { kind: 'operatorRemoved', userId } : { kind: 'operator', operator };
  });
}

async function presentEmployees({ scope, at }: FeedContext, employeeIds: readonly string[]): Promise<Change[]> {
  const people = await loadEmployees(scope, at, employeeIds);
  const here = new Map(people.filter((person) => person.assignments.length > 0).map((person) => [person.employeeId, person]));
  return employeeIds.map((employeeId) => {
    const employee = here.get(employeeId);
    return employee === undefined ? { kind: 'employeeRemoved', employeeId } : { kind: 'employee', employee };
  });
}
