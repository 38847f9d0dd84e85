/**
 * What the server tells of punches and people after they were judged (D5, H8, C9). An entry is the present state of one punch at
 * the server: where each employee stands follows from them, on every kiosk alike.
 */
import { z } from 'zod';
import { employee, exceptionCode, identifier, instant, languageTag, matchFailure, maxTextLength, organisation, person, punchType, refusalCode, textBundle, timeclockProperties, timeZone, workDate } from './entities.ts';

/** What a correction may change of a punch, as it was or as it is. */
export const correctable = z.strictObject({ type: punchType, workDate, instant, assignmentId: identifier.nullable() });
export type Correctable = z.infer<typeof correctable>;

/** C9: a supervisor's edit. `before` is null for a punch that a supervisor typed; `acknowledgedAt` once the person has seen it (C12). */
export const correction = z.strictObject({
  correctionId: z.uuid(),
  madeAt: instant,
  madeBy: z.string().max(maxTextLength),
  reason: z.string().max(maxTextLength),
  before: correctable.nullable(),
  acknowledgedAt: instant.nullable(),
});
export type Correction = z.infer<typeof correction>;

export const entryState = z.enum(['accepted', 'duplicate', 'refused', 'failed', 'voided']);
export type EntryState = z.infer<typeof entryState>;

/** One punch as it counts now. `person` is the employee as soon as a temporary one was matched (F5, F6). */
export const entry = z.strictObject({
  punchId: z.uuid(),
  person,
  /** Null for a punch that a supervisor typed in the console. */
  deviceId: identifier.nullable(),
  timeclockId: z.int(),
  type: punchType,
  workDate,
  assignmentId: identifier.nullable(),
  /** The actual time, or what a correction made of it. */
  instant,
  /** C13; null where it is not accepted. */
  roundedInstant: instant.nullable(),
  timeZone,
  offsetMinutes: z.int().min(-1440).max(1440),
  state: entryState,
  duplicateOf: z.uuid().nullable(),
  refusalCode: refusalCode.nullable(),
  matchFailure: matchFailure.nullable(),
  exceptions: z.array(exceptionCode),
  /** The latest one; null where nobody changed anything. */
  correction: correction.nullable(),
});
export type Entry = z.infer<typeof entry>;

/** F5, F6: what became of a temporary employee. `dismissed` settles without an employee (K10). */
export const temporaryOutcome = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('matched'), employeeId: identifier }), z.strictObject({ kind: matchFailure }), z.strictObject({ kind: z.literal('dismissed') })]);
export type TemporaryOutcome = z.infer<typeof temporaryOutcome>;

export const settledTemporary = z.strictObject({ temporaryEmployeeId: z.uuid(), outcome: temporaryOutcome });

export const requestStatus = z.enum(['open', 'granted', 'declined']);
export type RequestStatus = z.infer<typeof requestStatus>;

/** K16: somebody who may open the kiosk's administration. The verifier is an Argon2id hash made for kiosks alone, never the server's own. */
export const operator = z.strictObject({
  userId: identifier,
  username: z.string().min(1).max(maxTextLength),
  role: z.enum(['administrator', 'supervisor']),
  verifier: z.string().max(400),
});
export type Operator = z.infer<typeof operator>;

/** One thing that changed at the server (D5). An employee comes whole, with the assignments in force. */
export const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('employee'), employee }),
  z.strictObject({ kind: z.literal('employeeRemoved'), employeeId: identifier }),
  z.strictObject({ kind: z.literal('timeclock'), properties: timeclockProperties }),
  z.strictObject({ kind: z.literal('organisation'), organisation }),
  z.strictObject({ kind: z.literal('texts'), language: languageTag, texts: textBundle }),
  z.strictObject({ kind: z.literal('entry'), entry }),
  z.strictObject({ kind: z.literal('temporaryEmployee'), ...settledTemporary.shape }),
  z.strictObject({ kind: z.literal('request'), requestId: z.uuid(), status: requestStatus, note: z.string().max(maxTextLength).nullable() }),
  z.strictObject({ kind: z.literal('operator'), operator }),
  z.strictObject({ kind: z.literal('operatorRemoved'), userId: identifier }),
]);
export type Change = z.infer<typeof change>;
