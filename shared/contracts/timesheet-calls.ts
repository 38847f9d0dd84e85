/** What somebody reads of their own time, and what they say about it: timesheet, updated times, requests (C9, C12). */
import { z } from 'zod';
import { instant, maxTextLength, punchType, storableText, syncStatus, workDate } from './entities.ts';
import { requestStatus } from './entries.ts';
import { sessionEnded, sessionId } from './punch-calls.ts';
import { requestKind } from './records.ts';
import { sheetCorrection } from './updated-times.ts';

/** "16:30" on the wall clock of the timeclock's zone. */
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const sheetEntry = z.strictObject({
  punchId: z.uuid(),
  type: punchType,
  workDate,
  instant,
  /** C13; null where it is the same minute, or does not count. */
  roundedInstant: instant.nullable(),
  job: z.string().nullable(),
  status: syncStatus,
  /** False where the server has refused it or took it for a repeat: it is shown and adds nothing. */
  isCounted: z.boolean(),
  /** C9: the sequence that it began or went on with has no end. */
  isOpen: z.boolean(),
  correction: sheetCorrection.nullable(),
});
export type SheetEntry = z.infer<typeof sheetEntry>;

/** C12: what the person has asked for, and what became of it. */
export const sheetRequest = z.strictObject({
  requestId: z.uuid(),
  request: requestKind,
  workDate,
  type: punchType.nullable(),
  proposedInstant: instant.nullable(),
  note: z.string(),
  status: requestStatus,
  answer: z.string().nullable(),
});
export type SheetRequest = z.infer<typeof sheetRequest>;

export const sheetDay = z.strictObject({
  workDate,
  entries: z.array(sheetEntry),
  requests: z.array(sheetRequest),
  workedMs: z.int().min(0),
  workedRoundedMs: z.int().min(0),
  breakMs: z.int().min(0),
  isOpen: z.boolean(),
});
export type SheetDay = z.infer<typeof sheetDay>;

/** One week, its days in order. Totals count what has an end. */
export const timesheet = z.strictObject({
  today: workDate,
  firstDate: workDate,
  lastDate: workDate,
  days: z.array(sheetDay),
  workedMs: z.int().min(0),
  workedRoundedMs: z.int().min(0),
  hasEarlier: z.boolean(),
  hasLater: z.boolean(),
});
export type Timesheet = z.infer<typeof timesheet>;

const notSaved = z.strictObject({ kind: z.literal('notSaved'), reason: z.enum(['diskFull', 'storageError']) });

export const timesheetCalls = {
  /** `weekOf`: one date of the week, whichever; null is the present one. */
  readTimesheet: {
    input: z.strictObject({ sessionId, weekOf: workDate.nullable() }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('read'), timesheet }), sessionEnded]),
  },
  /** C12: seen. Stored before it is answered; once is enough. */
  acknowledgeUpdate: {
    input: z.strictObject({ sessionId, punchId: z.uuid(), correctionId: z.uuid() }),
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('acknowledged') }), z.strictObject({ kind: z.literal('unknownUpdate') }), sessionEnded, notSaved]),
  },
  /** C12, K6: a request to the supervisor, never a punch. `tapId` makes a repeat of the same touch the same request. */
  sendRequest: {
    input: z.strictObject({
      sessionId,
      tapId: z.uuid(),
      request: requestKind,
      workDate,
      /** The one to correct; null for a missed one. */
      punchId: z.uuid().nullable(),
      type: punchType.nullable(),
      wallTime: wallTime.nullable(),
      note: storableText(maxTextLength),
    }),
    answer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('sent'), request: sheetRequest, firstName: z.string(), online: z.boolean() }),
      /** Nothing was stored. `incomplete`: type, time or note is missing; `inFuture`; `unknownDate` and `unknownPunch`: not the person's. */
      z.strictObject({ kind: z.literal('notPossible'), why: z.enum(['incomplete', 'inFuture', 'unknownDate', 'unknownPunch']) }),
      sessionEnded,
      notSaved,
    ]),
  },
} as const;
