/** C6: the versions of questions that a tenant's timeclocks ever had. A kiosk may answer by one that was replaced long ago. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { question, type Question, type TimeclockProperties } from '../../shared/contracts/entities.ts';
import { definitionText } from '../../shared/rules/answer-record.ts';
import type { TenantScope } from './tenant-scope.ts';

const questionList = z.array(question);

/** In the transaction that stores the properties: no kiosk can ask by questions that are not here. */
export async function keepQuestionVersions(scope: TenantScope, properties: TimeclockProperties): Promise<void> {
  const lists = listsOf(properties).filter((list) => list.length > 0);
  if (lists.length === 0) return;
  await scope
    .insertQuestionVersions(lists.map((list) => ({ definition: digestOf(list), questions: JSON.stringify(list) })))
    .onConflict((conflict) => conflict.columns(['tenant_id', 'definition']).doNothing())
    .execute();
}

/** Null for a version that no timeclock of the tenant had since versions are kept, nor `present` has. */
export async function findQuestionVersion(scope: TenantScope, definition: string, present: () => Promise<TimeclockProperties | null>): Promise<Question[] | null> {
  if (definition === digestOf([])) return [];
  const row = await scope.selectQuestionVersions().select('questions').where('definition', '=', definition).executeTakeFirst();
  if (row !== undefined) return questionList.parse(JSON.parse(row.questions));
  const properties = await present();
  return (properties === null ? [] : listsOf(properties)).find((list) => digestOf(list) === definition) ?? null;
}

function listsOf({ breaks, questions }: TimeclockProperties): Question[][] {
  return [breaks.survey, questions];
}

function digestOf(questions: readonly Question[]): string {
  return createHash('sha256').update(definitionText(questions)).digest('hex');
}
