/** What somebody who was identified is offered, and what they may do: the calls behind the punch screen. Who it is, main knows by `sessionId` alone. */
import { z } from 'zod';
import { assignment, identifier, instant, punchType, syncStatus, workDate } from './entities.ts';

export const sessionId = z.uuid();
/** Main does not know the session any more: the reset timer, another person, another process. Nothing was done. */
export const sessionEnded = z.strictObject({ kind: z.literal('sessionEnded') });

/** A punch as screens show it. */
export const punchEntry = z.strictObject({
  punchId: z.uuid(),
  type: punchType,
  instant,
  workDate,
  job: z.string().nullable(),
  status: syncStatus,
});
export type PunchEntry = z.infer<typeof punchEntry>;

/** What somebody who was identified may do now. `assignments` are those that may be punched on `workDate`. */
export const offer = z.strictObject({
  sessionId,
  person: z.strictObject({
    displayName: z.string(),
    firstName: z.string(),
    initials: z.string(),
    photoDataUrl: z.string().nullable(),
    jobTitle: z.string(),
    employeeId: identifier.nullable(),
  }),
  today: workDate,
  /** The date that the punch will count for; the open sequence's date while one is open (K4, C10). */
  workDate,
  assignments: z.array(assignment),
  assignmentId: identifier.nullable(),
  /** What the person is on, and since when; null when clocked out. */
  current: z.strictObject({ type: punchType, since: instant, job: z.string().nullable() }).nullable(),
  /** C1: only these may follow. */
  allowed: z.array(punchType),
  /** A shift that was never ended (C1): its date, and when it began. Clock In is allowed all the same. */
  forgotten: z.strictObject({ workDate, since: instant }).nullable(),
  punches: z.array(punchEntry),
  /** B3, K10: somebody known by the form alone. Two people with the same credentials see the last entry, so that they notice. */
  temporary: z.strictObject({ lastEntry: punchEntry.nullable() }).nullable(),
  /** Worked time of `workDate` so far, without breaks, up to `asOf`. */
  workedMs: z.int().min(0),
  asOf: instant,
});
export type Offer = z.infer<typeof offer>;

export const punchCalls = {
  /** The offer for another assignment or work date; null keeps what main preselects. */
  readOffer: {
    input: z.strictObject({ sessionId, workDate: workDate.nullable(), assignmentId: identifier.nullable() }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('offered'), offer }), sessionEnded]),
  },
  /** C3: `recorded` is answered only after the punch is on the disk, in database and journal. `tapId` makes a repeat of the same touch the same punch. */
  recordPunch: {
    input: z.strictObject({ sessionId, tapId: z.uuid(), type: punchType, workDate, assignmentId: identifier.nullable() }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('recorded'), punch: punchEntry, firstName: z.string(), online: z.boolean() }),
      /** C11, K2: a double tap; `at` is the punch that stands. */
      z.strictObject({ kind: z.literal('alreadyRecorded'), at: instant, type: punchType }),
      z.strictObject({ kind: z.literal('notAllowed'), offer }),
      sessionEnded,
      /** Nothing was stored: the person must be told so, and what to do. */
      z.strictObject({ kind: z.literal('notSaved'), reason: z.enum(['diskFull', 'storageError']) }),
    ]),
  },
} as const;
