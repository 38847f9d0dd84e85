/** Answers to break and clock-out questions, as they came with or after a punch (C5, C6). */
import { z } from 'zod';
import { punchType } from '../../shared/contracts/entities.ts';
import { answer, type Answer } from '../../shared/contracts/records.ts';
import type { PunchType } from '../../shared/lib/punch-type.ts';
import type { AnswersTable } from './outbox-schema.ts';
import type { TenantScope } from './tenant-scope.ts';

const answerList = z.array(answer);

export interface GivenAnswers {
  readonly set: 'breaks' | 'clockOut';
  readonly complete: boolean;
  readonly judgedComplete: boolean | null;
  readonly receivedAt: string;
  readonly answers: Answer[];
}

/** All sets of one punch, in order of arrival. */
export async function listAnswersOf(scope: TenantScope, punchId: string): Promise<GivenAnswers[]> {
  const rows = await scope.selectAnswers().selectAll('answers').where('punch_id', '=', punchId).orderBy('received_ms').orderBy('record_id').execute();
  return rows.map(toGiven);
}

/** A set with the punch that it is of, and whose that is. */
export interface ReportedAnswers extends GivenAnswers {
  readonly recordId: string;
  readonly punchId: string;
  readonly type: PunchType;
  readonly workDate: string;
  readonly personKey: string;
}

/** Sets of one timeclock's punches of these work dates, in order of their ids, which is that of their making. */
export async function listAnswersAt(scope: TenantScope, at: { readonly timeclockId: number; readonly from: string; readonly to: string; readonly after: string; readonly limit: number }): Promise<ReportedAnswers[]> {
  const rows = await scope
    .selectAnswers()
    .innerJoin('punches', (join) => join.onRef('punches.tenant_id', '=', 'answers.tenant_id').onRef('punches.punch_id', '=', 'answers.punch_id'))
    .selectAll('answers')
    .select(['punches.type', 'punches.work_date', 'punches.person_key'])
    .where('punches.timeclock_id', '=', at.timeclockId)
    .where('punches.work_date', '>=', at.from)
    .where('punches.work_date', '<=', at.to)
    .where('answers.record_id', '>', at.after)
    .orderBy('answers.record_id')
    .limit(at.limit)
    .execute();
  return rows.map((row) => ({ ...toGiven(row), recordId: row.record_id, punchId: row.punch_id, type: punchType.parse(row.type), workDate: row.work_date, personKey: row.person_key }));
}

function toGiven(row: Pick<AnswersTable, 'answer_set' | 'complete' | 'judged_complete' | 'received_ms' | 'answers'>): GivenAnswers {
  return {
    set: row.answer_set,
    complete: row.complete === 1,
    judgedComplete: row.judged_complete === null ? null : row.judged_complete === 1,
    receivedAt: new Date(row.received_ms).toISOString(),
    answers: answerList.parse(JSON.parse(row.answers)),
  };
}
