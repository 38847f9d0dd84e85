/**
 * What travels in the outbox beside punches (K9): temporary employees, voids, answers, requests, acknowledgements. Each has an id
 * of its own and is stored once, however often it is sent (H2); the same id with other content is a conflict.
 */
import { z } from 'zod';
import { identifier, instant, maxTextLength, name, person, punchType, storableText, workDate } from './entities.ts';

const base = { recordId: z.uuidv7(), deviceInstant: instant, bestKnownInstant: instant };

/** An answer to one question (C5, C6); null where it was shown and left open. */
export const answer = z.strictObject({
  questionId: identifier,
  value: z.union([z.boolean(), z.number(), z.string().max(1000), z.array(z.string().max(maxTextLength)).max(40)]).nullable(),
});
export type Answer = z.infer<typeof answer>;

export const requestKind = z.enum(['missedPunch', 'correction', 'leftEarlier']);

/** Hex of SHA-256 over the text of a version of questions. */
export const definitionDigest = z.string().regex(/^[0-9a-f]{64}$/);

export const record = z.discriminatedUnion('kind', [
  /** B3: what somebody typed into the identification form. The last four digits travel sealed and are kept until settled (K10). */
  z.strictObject({ kind: z.literal('temporaryEmployee'), ...base, temporaryEmployeeId: z.uuid(), firstName: name, lastName: name, lastFour: z.string().regex(/^\d{4}$/) }),
  /** C1: undo; adds a void, deletes nothing. */
  z.strictObject({ kind: z.literal('void'), ...base, punchId: z.uuidv7() }),
  /**
   * C5, C6: all answers of one set, given with or after a punch. `complete` is false when a required one is missing; `definition` names the version of
   * the timeclock's questions that were asked (rules/answer-record.ts), which a kiosk tells servers of 1.9 and later alone.
   */
  z.strictObject({ kind: z.literal('answers'), ...base, punchId: z.uuidv7(), set: z.enum(['breaks', 'clockOut']), complete: z.boolean(), answers: z.array(answer).max(80), definition: definitionDigest.optional() }),
  /** C12, K6: a request to the supervisor; never a punch. `punchId` names the one to correct, null for a missed one. */
  z.strictObject({
    kind: z.literal('request'),
    ...base,
    person,
    request: requestKind,
    punchId: z.uuidv7().nullable(),
    type: punchType.nullable(),
    workDate,
    proposedInstant: instant.nullable(),
    note: storableText(maxTextLength),
  }),
  /** C12: the person has seen the updated time. */
  z.strictObject({ kind: z.literal('acknowledgement'), ...base, punchId: z.uuid(), correctionId: z.uuid() }),
]);
export type OutboxRecord = z.infer<typeof record>;
export type OutboxRecordOf<K extends OutboxRecord['kind']> = Extract<OutboxRecord, { kind: K }>;

/** Why a record could not be taken. `unknownPunch` and `unknownPerson` may be offered again: what they speak of may still be on its way. */
export const recordRefusal = z.enum(['unknownPunch', 'unknownPerson', 'unknownCorrection', 'notYours', 'idConflict', 'malformed']);
export type RecordRefusal = z.infer<typeof recordRefusal>;

export const recordVerdict = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('accepted'), recordId: z.uuid() }), z.strictObject({ kind: z.literal('refused'), recordId: z.uuid(), code: recordRefusal })]);
export type RecordVerdict = z.infer<typeof recordVerdict>;
