/** What somebody who was identified is offered, and what they may do: the calls behind the punch screen. Who it is, main knows by `sessionId` alone. */
import { z } from 'zod';
import { assignment, identifier, instant, punchType, syncStatus, workDate } from './entities.ts';
import { breakDue, questionSet } from './question-sets.ts';
import { updatedTime } from './updated-times.ts';

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

/** C2: a job to choose, and the last that was punched on it. */
export const jobChoice = z.strictObject({ ...assignment.shape, lastEntry: z.strictObject({ type: punchType, instant }).nullable() });
export type JobChoice = z.infer<typeof jobChoice>;

/** E5: a date that a punch may count for, and what was punched for it so far. */
export const dateCard = z.strictObject({
  workDate,
  punches: z.array(z.strictObject({ type: punchType, instant })),
  workedMs: z.int().min(0),
  /** Its last sequence has no Clock Out. */
  isIncomplete: z.boolean(),
  /** C10: its shift goes over midnight. */
  isOvernight: z.boolean(),
});
export type DateCard = z.infer<typeof dateCard>;

/** E4, E5, K6: the sections of the Work Date Selector. The jobs' dates decide (K4): a section without a date is null or empty. */
export const workDates = z.strictObject({
  /** The date has to be asked for: silent for long (K5), or in the middle of a night shift that nothing was punched for (C10). */
  isAsked: z.boolean(),
  /** On red, on line too, whichever job was chosen. */
  yesterday: dateCard.nullable(),
  today: dateCard.nullable(),
  /** C10: yesterday, while a scheduled shift goes on that began there. */
  overnight: dateCard.nullable(),
  previous: z.array(dateCard),
});
export type WorkDates = z.infer<typeof workDates>;

/** C7, C8: why nobody punches here, and what the person can tell whoever they ask. */
export const blocked = z.discriminatedUnion('reason', [
  z.strictObject({ reason: z.literal('outsideFence'), distanceMetres: z.int().min(0), radiusMetres: z.int().min(0) }),
  /** The timeclock says that nobody punches without a position. */
  z.strictObject({ reason: z.literal('positionUnknown') }),
  /** As the server sees the device, then the device's own. */
  z.strictObject({ reason: z.literal('ipNotAllowed'), addresses: z.array(z.string()).max(2) }),
]);
export type Blocked = z.infer<typeof blocked>;

/** What somebody who was identified may do now. `assignments` are those that may be punched on a date that stands to choose (K4). */
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
  workDates,
  assignments: z.array(jobChoice),
  /** The chosen one, else the one that is preselected (K3); null where the person has to choose, or has none. */
  assignmentId: identifier.nullable(),
  /** What the person is on, and since when; null when clocked out. */
  current: z.strictObject({ type: punchType, since: instant, assignmentId: identifier.nullable(), job: z.string().nullable() }).nullable(),
  /** C1: only these may follow. */
  allowed: z.array(punchType),
  /** All that the timeclock's table knows: what somebody may say they missed (C12). */
  types: z.array(punchType),
  /** C9: the supervisor's edits since the last visit, to be acknowledged. */
  updates: z.array(updatedTime),
  /** A shift that was never ended (C1): its date, and when it began. Clock In is allowed all the same. */
  forgotten: z.strictObject({ workDate, since: instant }).nullable(),
  punches: z.array(punchEntry),
  /** B3, K10: somebody known by the form alone. Two people with the same credentials see the last entry, so that they notice. */
  temporary: z.strictObject({ lastEntry: punchEntry.nullable() }).nullable(),
  /** C6: what the person has to answer still, from earlier punches. */
  questions: z.array(questionSet),
  /** C5: a break that has to begin within the next two hours, or is overdue. */
  breakDue: breakDue.nullable(),
  /** Worked time of `workDate` so far, without breaks, up to `asOf`. */
  workedMs: z.int().min(0),
  asOf: instant,
  /** What would be answered to any punch now; decided again at the tap. */
  blocked: blocked.nullable(),
});
export type Offer = z.infer<typeof offer>;

export const punchCalls = {
  /** The offer for another assignment or work date; null keeps what main preselects. */
  readOffer: {
    input: z.strictObject({ sessionId, workDate: workDate.nullable(), assignmentId: identifier.nullable() }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('offered'), offer }), sessionEnded]),
  },
  /**
   * C3: `recorded` is answered only after the punch is on the disk, in database and journal. `tapId` makes a repeat of the same touch the
   * same punch. Without a chosen `workDate` the one that is preselected at that moment counts: midnight may have passed (K6).
   */
  recordPunch: {
    input: z.strictObject({ sessionId, tapId: z.uuid(), type: punchType, workDate: workDate.nullable(), assignmentId: identifier.nullable() }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('recorded'), punch: punchEntry, firstName: z.string(), online: z.boolean(), questions: z.array(questionSet) }),
      /** C11, K2: a double tap; `at` is the punch that stands, the window is how near counts as one. */
      z.strictObject({ kind: z.literal('alreadyRecorded'), at: instant, type: punchType, windowSeconds: z.int() }),
      z.strictObject({ kind: z.literal('notAllowed'), offer }),
      /** C7, C8: nothing was stored. */
      z.strictObject({ kind: z.literal('blocked'), blocked }),
      sessionEnded,
      /** Nothing was stored: the person must be told so, and what to do. */
      z.strictObject({ kind: z.literal('notSaved'), reason: z.enum(['diskFull', 'storageError']) }),
    ]),
  },
  /** C1: within a few seconds, by whoever punched and still stands here. Adds a void, deletes nothing; stored before it is answered. */
  undoPunch: {
    input: z.strictObject({ sessionId, punchId: z.uuid() }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('undone'), punch: punchEntry, online: z.boolean() }),
      z.strictObject({ kind: z.literal('tooLate') }),
      sessionEnded,
      z.strictObject({ kind: z.literal('notSaved'), reason: z.enum(['diskFull', 'storageError']) }),
    ]),
  },
} as const;
