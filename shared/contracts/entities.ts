/**
 * The things that more than one contract speaks of, each spelled once. Types are inferred from the schemas.
 * Instants are ISO 8601 in UTC with milliseconds ("2026-11-23T06:58:05.000Z"); dates are YYYY-MM-DD in the timeclock's zone.
 */
import { z } from 'zod';
import { punchTypes } from '../lib/punch-type.ts';
import { isTimeZone } from '../lib/zoned-time.ts';
import { breakRequirement, breakWaivers } from './break-rules.ts';

/** Longest text that a person may type or a name may have, anywhere. */
export const maxTextLength = 200;

export const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'an instant in UTC with milliseconds')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'an instant that exists');
export const workDate = z.iso.date();
export const timeZone = z.string().max(64).refine(isTimeZone, 'a known time zone');
export const identifier = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w.:-]+$/, 'letters, digits, and . : - _');
/** Text that goes into a database as it is: PostgreSQL takes no NUL character. */
export function storableText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine((text) => !text.includes('\0'), 'no NUL character');
}
export const name = storableText(maxTextLength).min(1);
export const languageTag = z
  .string()
  .min(2)
  .max(35)
  .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/);
/** Hex of HMAC-SHA-256 under the tenant's key: PINs and last-4 numbers exist in no other form. */
export const keyedHash = z.string().regex(/^[0-9a-f]{64}$/);

export const punchType = z.enum(punchTypes);

/** C1: which types may follow. `start` holds what may open a work date; a type that is missing allows nothing after itself. */
export const punchTemplate = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fourEntries') }),
  z.strictObject({ kind: z.literal('twoEntries') }),
  z.strictObject({
    kind: z.literal('transitions'),
    start: z.array(punchType).min(1),
    after: z.partialRecord(punchType, z.array(punchType)),
  }),
]);
export type PunchTemplate = z.infer<typeof punchTemplate>;

export const pinType = z.enum(['fourDigits', 'sixDigits', 'lastFourSsn', 'nameAndSsn']);
export type PinType = z.infer<typeof pinType>;

const roundToMinutes = z.union([z.literal(0), z.literal(5), z.literal(10), z.literal(15)]);

/** One post-clock-out or survey question (C5, C6). `onlyIf` shows it by an earlier answer. */
export const question = z.strictObject({
  questionId: identifier,
  text: z.record(languageTag, z.string().min(1).max(1000)),
  type: z.enum(['yesNo', 'singleChoice', 'severalChoices', 'number', 'shortText', 'rating']),
  /** What is answered and what conditions look at, the same in every language. */
  choices: z.array(z.string().min(1).max(maxTextLength)).max(40),
  /** How the choices read, language by language, in their order; a language that is not there reads them as they are. */
  choiceTexts: z.record(languageTag, z.array(z.string().min(1).max(maxTextLength)).max(40)).default({}),
  required: z.boolean(),
  onlyIf: z.strictObject({ questionId: identifier, equals: z.union([z.string(), z.number(), z.boolean()]) }).nullable(),
});

export type Question = z.infer<typeof question>;

/** Everything of A3. Durations carry their unit in the name; 0 in rounding means none. */
export const timeclockProperties = z.strictObject({
  timeclockId: z.int().min(1).max(999_999_999),
  name,
  timeZone,
  pinType,
  punchTemplate,
  resetTimerSeconds: z.int().min(10).max(600),
  syncIntervalSeconds: z.int().min(5).max(86_400),
  duplicateWindowSeconds: z.int().min(0).max(3600),
  clockToleranceSeconds: z.int().min(0).max(86_400),
  rounding: z.strictObject({ clockInMinutes: roundToMinutes, clockOutMinutes: roundToMinutes, breakMinutes: roundToMinutes }),
  geofence: z.strictObject({
    mode: z.enum(['strict', 'warning', 'disabled']),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    radiusMetres: z.number().min(0).max(100_000),
    minimumAccuracyMetres: z.number().min(0).max(100_000),
    lastKnownForSeconds: z.int().min(0).max(86_400),
    withoutPosition: z.enum(['takeAndFlag', 'block']),
  }),
  ipRules: z.strictObject({ enforced: z.boolean(), allowed: z.array(z.string().max(64)).max(200) }),
  breaks: z.strictObject({
    requiredPerShift: z.int().min(0).max(10),
    minimumMinutes: z.int().min(0).max(480),
    maximumMinutes: z.int().min(0).max(480),
    windowStartMinutes: z.int().min(0).max(1440),
    windowEndMinutes: z.int().min(0).max(1440),
    /** What the simple form above cannot say; properties that were stored before there was such a list have none. */
    required: z.array(breakRequirement).max(20).default([]),
    waivers: breakWaivers.default('none'),
    survey: z.array(question).max(40),
  }),
  questions: z.array(question).max(40),
  display: z.strictObject({
    logoDataUrl: z
      .string()
      .max(400_000)
      .regex(/^data:image\/(png|jpeg|webp|svg\+xml);base64,/)
      .nullable(),
    brandColour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i)
      .nullable(),
    languages: z.array(languageTag).min(1).max(40),
  }),
});
export type TimeclockProperties = z.infer<typeof timeclockProperties>;

/** What the tenant's organisation says for all of its timeclocks (A2). `firstDayOfWeek`: 1 is Monday, 7 is Sunday. */
export const organisation = z.strictObject({
  tenantId: identifier,
  name,
  alias: z.string().min(1).max(32),
  timeZone,
  locale: languageTag,
  firstDayOfWeek: z.int().min(1).max(7),
});
export type Organisation = z.infer<typeof organisation>;

export const assignment = z.strictObject({
  assignmentId: identifier,
  job: name,
  department: z.string().max(maxTextLength),
  /** First and last work date; null means no end is known. */
  startDate: workDate,
  endDate: workDate.nullable(),
  /** Scheduled shift on the wall clock ("07:00"), null where there is none. End before start means overnight (C10). */
  shiftStart: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .nullable(),
  shiftEnd: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .nullable(),
});
export type Assignment = z.infer<typeof assignment>;

/** A5. Verifiers are keyed hashes; null means that the person has none of that kind. */
export const employee = z.strictObject({
  employeeId: identifier,
  firstName: name,
  lastName: name,
  jobTitle: z.string().max(maxTextLength),
  photoDataUrl: z
    .string()
    .max(200_000)
    .regex(/^data:image\/(png|jpeg|webp);base64,/)
    .nullable(),
  pinHash: keyedHash.nullable(),
  lastFourHash: keyedHash.nullable(),
  assignments: z.array(assignment).max(200),
});
export type Employee = z.infer<typeof employee>;

/** Who punched: somebody the server knows, or somebody known only by the identification form (B3). */
export const person = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('employee'), employeeId: identifier }), z.strictObject({ kind: z.literal('temporary'), temporaryEmployeeId: z.uuid() })]);
export type Person = z.infer<typeof person>;

/** How far the device trusts the time of a punch (H4). */
export const clockConfidence = z.enum(['trusted', 'estimated', 'unknown']);
export type ClockConfidence = z.infer<typeof clockConfidence>;

/** C4, C7: what the geofence said. */
export const geofenceOutcome = z.enum(['disabled', 'inside', 'outside', 'notAccurateEnough', 'positionUnknown']);
/** C4, C8: what the IP rules said. */
export const ipOutcome = z.enum(['notEnforced', 'allowed', 'notAllowed', 'unknown']);

/** Things noted on a punch at the kiosk; none of them stops it. */
export const punchFlag = z.enum(['noAssignment', 'otherAssignment', 'forgottenClockOut', 'clockUncertain', 'workDateChosen', 'outsideFence', 'positionUnknown', 'ipNotAllowed', 'unanswered']);
export type PunchFlag = z.infer<typeof punchFlag>;

/** C4: one punch as it was made, and as it travels. Nothing in it is ever rewritten. */
export const punch = z.strictObject({
  punchId: z.uuidv7(),
  person,
  type: punchType,
  assignmentId: identifier.nullable(),
  workDate,
  /** What the device's wall clock said. */
  deviceInstant: instant,
  /** The best-known time (H4): rules, rounding and totals use this one. */
  bestKnownInstant: instant,
  clockConfidence,
  timeZone,
  offsetMinutes: z.int().min(-1440).max(1440),
  zoneDataEdition: z.string().max(32),
  deviceId: identifier,
  deviceName: z.string().max(maxTextLength),
  platform: z.string().max(64),
  appVersion: z.string().max(32),
  bootId: identifier,
  monotonicMs: z.int().min(0),
  /** 1, 2, 3 … without a gap on this device. */
  sequenceNumber: z.int().min(1),
  geofence: geofenceOutcome,
  ip: ipOutcome,
  flags: z.array(punchFlag).max(16),
  note: z.string().max(maxTextLength).nullable(),
  /** H5: hash of this punch, which covers the previous punch's hash; see rules/punch-chain.ts. */
  previousHash: z.string().regex(/^[0-9a-f]{64}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Punch = z.infer<typeof punch>;

/** A punch's sync status on the device; there is no other. */
export const syncStatus = z.enum(['pending', 'synced', 'failed']);
export type SyncStatus = z.infer<typeof syncStatus>;

/** Why the server refused a punch (K1). The kiosk words it by `refusal.<code>` in resources/texts. */
export const refusalCode = z.enum(['unknownEmployee', 'unknownTemporaryEmployee', 'assignmentNotActive', 'noClockIn', 'timeInFuture', 'timeTooOld', 'idConflict', 'malformed']);
export type RefusalCode = z.infer<typeof refusalCode>;

/** What the server noted on a punch that it accepted (K1; `nearTyped`: a supervisor typed one close to it, H7). */
export const exceptionCode = z.enum([
  'forgottenClockOut',
  'noAssignment',
  'otherAssignment',
  'overlap',
  'clockUncertain',
  'unanswered',
  'outsideFence',
  'positionUnknown',
  'ipNotAllowed',
  'outOfSequence',
  'nearTyped',
  'chainGap',
  'chainAltered',
  /** H5: another punch holds its place in the chain, and it is whole itself: the device went on from an older copy of itself. */
  'chainForked',
]);
export type ExceptionCode = z.infer<typeof exceptionCode>;

/** F5: why the server could not say who a temporary employee is. */
export const matchFailure = z.enum(['noMatch', 'severalMatches']);
export type MatchFailure = z.infer<typeof matchFailure>;

/** D3: the server's word on one punch of a batch. `failed` is for temporary employees alone (F5): the server has it, a person has to say whose it is. */
export const verdict = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accepted'), punchId: z.uuid(), roundedInstant: instant, exceptions: z.array(exceptionCode) }),
  z.strictObject({ kind: z.literal('duplicate'), punchId: z.uuid(), duplicateOf: z.uuid() }),
  z.strictObject({ kind: z.literal('refused'), punchId: z.uuid(), code: refusalCode, text: z.string().max(500) }),
  z.strictObject({ kind: z.literal('failed'), punchId: z.uuid(), reason: matchFailure }),
]);
export type Verdict = z.infer<typeof verdict>;

/** Texts of one language: flat keys as in resources/texts/en.json, ICU messages. */
export const textBundle = z.record(z.string().max(120), z.string().max(2000));
export type TextBundle = z.infer<typeof textBundle>;
