/** C5, C6: a set of questions as it was begun for one punch, and what was answered of it so far. */
import { z } from 'zod';
import { identifier, instant, punchType, question, workDate } from './entities.ts';
import { answer } from './records.ts';

/** The answers to a question about one break. */
export const breakAnswers = ['taken', 'choseToSkip', 'choseShorterOrLater', 'notGiven'] as const;
export type BreakAnswer = (typeof breakAnswers)[number];

/** What a question is about: the timeclock's own words, something that was found, or a rest that nobody punches. */
export const questionAbout = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: question.shape.text, choiceTexts: question.shape.choiceTexts }),
  z.strictObject({
    kind: z.literal('finding'),
    finding: z.enum(['missed', 'short', 'long', 'early', 'late']),
    breakKind: z.enum(['meal', 'rest', 'break']),
    minutes: z.number().nullable(),
    startedAt: instant.nullable(),
  }),
  z.strictObject({ kind: z.literal('rest'), number: z.int().min(1), total: z.int().min(1), minutes: z.int() }),
]);
export type QuestionAbout = z.infer<typeof questionAbout>;

const { type, choices, required, onlyIf } = question.shape;
export const shownQuestion = z.strictObject({ questionId: identifier, about: questionAbout, type, choices, required, onlyIf });
export type ShownQuestion = z.infer<typeof shownQuestion>;

export const questionSetKind = z.enum(['breaks', 'clockOut']);

/** Questions stay as they were when the set began, whatever the server changes meanwhile (C6). */
export const questionSet = z.strictObject({
  punchId: z.uuid(),
  type: punchType,
  instant,
  workDate,
  set: questionSetKind,
  questions: z.array(shownQuestion).max(80),
  answers: z.array(answer).max(80),
});
export type QuestionSet = z.infer<typeof questionSet>;

/** C5: until when the next break has to begin. */
export const breakDue = z.strictObject({ breakKind: z.enum(['meal', 'rest', 'break']), dueAt: instant });
