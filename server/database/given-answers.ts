/** Answers to break and clock-out questions, as they came with or after a punch (C5, C6). */
import { z } from 'zod';
import { answer, type Answer } from '../../shared/contracts/records.ts';
import type { TenantScope } from './tenant-scope.ts';

const answerList = z.array(answer);

export interface GivenAnswers {
  readonly set: 'breaks' | 'clockOut';
  readonly complete: boolean;
  readonly receivedAt: string;
  readonly answers: Answer[];
}

/** All sets of one punch, in order of arrival. */
export async function listAnswersOf(scope: TenantScope, punchId: string): Promise<GivenAnswers[]> {
  const rows = await scope.selectAnswers().selectAll('answers').where('punch_id', '=', punchId).orderBy('received_ms').orderBy('record_id').execute();
  return rows.map((row) => ({ set: row.answer_set, complete: row.complete === 1, receivedAt: new Date(row.received_ms).toISOString(), answers: answerList.parse(JSON.parse(row.answers)) }));
}
