/** C5, C6: answers of whoever stands at the kiosk, one at a time. */
import { z } from 'zod';
import { identifier } from './entities.ts';
import { sessionEnded, sessionId } from './punch-calls.ts';
import { questionSetKind } from './question-sets.ts';
import { answer } from './records.ts';

export const questionCalls = {
  /** `kept` is answered only once the answer is on the disk; `isDone` when it was the set's last. A null skips what is optional. */
  giveAnswer: {
    input: z.strictObject({ sessionId, punchId: z.uuid(), set: questionSetKind, questionId: identifier, value: answer.shape.value }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('kept'), answers: z.array(answer), isDone: z.boolean() }),
      /** The question does not take this. */
      z.strictObject({ kind: z.literal('notPossible') }),
      /** Nobody is asked this (any more): the set is complete, or the punch was undone. */
      z.strictObject({ kind: z.literal('notAsked') }),
      sessionEnded,
      z.strictObject({ kind: z.literal('notSaved'), reason: z.enum(['diskFull', 'storageError']) }),
    ]),
  },
} as const;
