/**
 * C5, C6: sets of questions that people were asked here. `open`: something of it is not in the outbox yet. `left`: it is, and a required
 * question still waits for the person. `complete`: it is, and nothing waits.
 */
import { sql } from 'kysely';
import { questionSet, type QuestionSet } from '../../shared/contracts/question-sets.ts';
import { definitionDigest, type Answer } from '../../shared/contracts/records.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

export type AnswerSetStatus = 'open' | 'left' | 'complete';

export interface KeptSet {
  readonly setNumber: number;
  readonly personKey: string;
  readonly status: AnswerSetStatus;
  readonly set: QuestionSet;
  /** Of the timeclock's own questions in it; null for a set that an older program began. */
  readonly definition: string | null;
}

const columns = ['set_number as setNumber', 'person_key as personKey', 'status', 'asked', 'answers'] as const;
const insert = query<{ punchId: string; set: QuestionSet['set']; personKey: string; workDate: string; begunMs: number; asked: string }>()(
  build
    .insertInto('answer_sets')
    .values({
      punch_id: given<string>('punchId'),
      answer_set: given<QuestionSet['set']>('set'),
      person_key: given<string>('personKey'),
      work_date: given<string>('workDate'),
      begun_ms: given<number>('begunMs'),
      asked: given<string>('asked'),
      answers: sql.lit('[]'),
      status: sql.lit('open'),
    })
    .onConflict((conflict) => conflict.columns(['punch_id', 'answer_set']).doNothing()),
);
const unfinished = query<{ personKey: string }>()(build.selectFrom('answer_sets').select(columns).where('person_key', '=', given<string>('personKey')).where('status', '<>', sql.lit('complete')).orderBy('set_number'));
const ofDate = query<{ personKey: string; workDate: string }>()(build.selectFrom('answer_sets').select(columns).where('person_key', '=', given<string>('personKey')).where('work_date', '=', given<string>('workDate')).orderBy('set_number'));
const open = query()(build.selectFrom('answer_sets').select(columns).where('status', '=', sql.lit('open')).orderBy('set_number'));
const ofPunch = query<{ punchId: string; set: QuestionSet['set'] }>()(build.selectFrom('answer_sets').select(columns).where('punch_id', '=', given<string>('punchId')).where('answer_set', '=', given<QuestionSet['set']>('set')));
const write = query<{ setNumber: number; answers: string }>()(
  build
    .updateTable('answer_sets')
    .set({ answers: given<string>('answers'), status: sql.lit('open') })
    .where('set_number', '=', given<number>('setNumber')),
);
const mark = query<{ setNumber: number; status: AnswerSetStatus }>()(
  build
    .updateTable('answer_sets')
    .set({ status: given<AnswerSetStatus>('status') })
    .where('set_number', '=', given<number>('setNumber')),
);
const drop = query<{ punchId: string }>()(build.deleteFrom('answer_sets').where('punch_id', '=', given<string>('punchId')));
const move = query<{ from: string; to: string }>()(
  build
    .updateTable('answer_sets')
    .set({ person_key: given<string>('to') })
    .where('person_key', '=', given<string>('from')),
);
const prune = query<{ beforeMs: number }>()(build.deleteFrom('answer_sets').where('begun_ms', '<', given<number>('beforeMs')).where('status', '<>', sql.lit('open')));

interface Row {
  readonly setNumber: number;
  readonly personKey: string;
  readonly status: AnswerSetStatus;
  readonly asked: string;
  readonly answers: string;
}

const askedPart = questionSet.omit({ answers: true }).extend({ definition: definitionDigest.nullable().default(null) });

function toKept({ asked, answers, ...row }: Row): KeptSet {
  const { definition, ...begun } = askedPart.parse(JSON.parse(asked));
  return { ...row, definition, set: { ...begun, answers: questionSet.shape.answers.parse(JSON.parse(answers)) } };
}

/** Begins sets that are not begun yet, in the caller's transaction. */
export function beginSets(connection: Connection, personKey: string, sets: readonly (QuestionSet & { readonly definition: string })[]): void {
  for (const { answers: _none, ...asked } of sets) {
    connection.run(insert, { punchId: asked.punchId, set: asked.set, personKey, workDate: asked.workDate, begunMs: Date.parse(asked.instant), asked: JSON.stringify(asked) });
  }
}

/** What somebody has not answered to the end, oldest first. */
export function listUnfinishedSets(connection: Connection, personKey: string): KeptSet[] {
  return connection.all(unfinished, { personKey }).map(toKept);
}

export function listSetsOfDate(connection: Connection, personKey: string, workDate: string): KeptSet[] {
  return connection.all(ofDate, { personKey, workDate }).map(toKept);
}

export function listOpenSets(connection: Connection): KeptSet[] {
  return connection.all(open, {}).map(toKept);
}

export function findSet(connection: Connection, punchId: string, set: QuestionSet['set']): KeptSet | null {
  const row = connection.get(ofPunch, { punchId, set });
  return row === undefined ? null : toKept(row);
}

export function writeAnswers(connection: Connection, setNumber: number, answers: readonly Answer[]): void {
  connection.run(write, { setNumber, answers: JSON.stringify(answers) });
}

export function markSet(connection: Connection, setNumber: number, status: AnswerSetStatus): void {
  connection.run(mark, { setNumber, status });
}

/** C1: the punch was undone: nobody is asked about it any more. */
export function dropSetsOf(connection: Connection, punchId: string): void {
  connection.run(drop, { punchId });
}

/** F5: whose they are is known now. */
export function moveSets(connection: Connection, people: { readonly from: string; readonly to: string }): void {
  connection.run(move, people);
}

export function pruneSets(connection: Connection, beforeMs: number): void {
  connection.run(prune, { beforeMs });
}
