/** C5, C6: what people answered at a timeclock, over a range of work dates, in pages: for reports, and to see what is still open. */
import type { z } from 'zod';
import type { reportedAnswers } from '../../shared/contracts/console-entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { listAnswersAt } from '../database/given-answers.ts';
import { personNames } from '../database/punch-list.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';
import { datesBetween } from '../supervision/date-range.ts';
import { openPlace, signPlace } from '../supervision/page-place.ts';

const purpose = 'answers-page';
const mostDays = 31;

export interface ReadAnswersInput {
  readonly timeclockId: number;
  readonly from: string;
  readonly to: string;
  readonly after?: string | undefined;
  readonly limit: number;
}

export type ReadAnswersOutcome = { readonly kind: 'answers'; readonly answers: z.input<typeof reportedAnswers>[]; readonly next: string | null } | Problem;

export async function readAnswers(deps: Pick<ServerDeps, 'database' | 'signer'>, caller: ConsoleCaller, input: ReadAnswersInput): Promise<ReadAnswersOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const range = datesBetween(input.from, input.to, mostDays);
  if (range.kind === 'problem') return range;
  if ((await readTimeclockProperties(scope, input.timeclockId)) === null) return problem('notFound');
  if (!mayActOn(caller, input.timeclockId)) return problem('noPermissionForTimeclock');
  const after = input.after === undefined ? '' : openPlace(deps, caller, purpose, input.after)?.[0];
  if (typeof after !== 'string') return problem('pageTokenUnknown');
  const found = await listAnswersAt(scope, { ...input, after });
  const names = await personNames(
    scope,
    found.map((one) => ({ person_key: one.personKey })),
  );
  const last = found.length < input.limit ? undefined : found.at(-1);
  return {
    kind: 'answers',
    answers: found.map(({ recordId: _, personKey, ...one }) => ({ ...one, employeeId: personKey.startsWith('e:') ? personKey.slice(2) : null, personName: names.get(personKey) ?? '' })),
    next: last === undefined ? null : signPlace(deps, caller, purpose, [last.recordId]),
  };
}
