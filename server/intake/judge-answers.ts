/**
 * C5, C6: whether a set of answers is complete, by the version of questions that the kiosk asked; the kiosk's own word is kept beside it. Where they
 * differ the server's counts for what is noted on the punch, and the answers are stored all the same.
 */
import type { OutboxRecordOf } from '../../shared/contracts/records.ts';
import { isRecordComplete } from '../../shared/rules/answer-record.ts';
import { findQuestionVersion } from '../database/question-versions.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';

/** Null where the kiosk does not tell by which questions (before 1.9), or by some that the server never had. */
export async function judgeAnswers(scope: TenantScope, { definition, answers }: OutboxRecordOf<'answers'>, timeclockId: number): Promise<boolean | null> {
  if (definition === undefined) return null;
  const questions = await findQuestionVersion(scope, definition, () => readTimeclockProperties(scope, timeclockId));
  return questions === null ? null : isRecordComplete(questions, answers);
}
