/** What the console shows and sends (I3, I4), beside the entities that kiosks know. Instants are UTC, dates those of the timeclock's zone. */
import { z } from 'zod';
import { diskStatus, passedOverStatus, restoredStatus } from './device-care.ts';
import { assignment, employee, exceptionCode, identifier, instant, matchFailure, maxTextLength, name, punchType, refusalCode, workDate, timeclockProperties } from './entities.ts';
import { correction, entry, requestStatus } from './entries.ts';
import { answer, requestKind } from './records.ts';

export const reason = z.string().trim().min(1, 'a reason is required').max(maxTextLength);

export const session = z.object({
  userId: identifier,
  username: z.string(),
  role: z.enum(['administrator', 'supervisor']),
  /** Timeclocks that the person may act on; null for all of the tenant. */
  timeclocks: z.array(z.int()).nullable(),
  tenantId: identifier,
});

/** An employee as administrators see one. PINs and last-4 numbers never come back, only whether there is one. */
export const consolePerson = z.object({
  ...employee.omit({ pinHash: true, lastFourHash: true, assignments: true }).shape,
  hasPin: z.boolean(),
  pinDigits: z.union([z.literal(4), z.literal(6)]).nullable(),
  hasLastFour: z.boolean(),
  lastWorkDate: workDate.nullable(),
  assignments: z.array(z.object({ ...assignment.shape, timeclockId: z.int() })),
});

/** What an administrator saves. `lastFour` null leaves the stored one as it is. */
export const personInput = z.strictObject({
  firstName: name,
  lastName: name,
  jobTitle: z.string().max(maxTextLength),
  photoDataUrl: employee.shape.photoDataUrl,
  lastFour: z
    .string()
    .regex(/^\d{4}$/, 'four digits')
    .nullable(),
  lastWorkDate: workDate.nullable(),
  assignments: z.array(z.strictObject({ ...assignment.shape, timeclockId: z.int() })).max(200),
});

export const user = z.object({
  userId: identifier,
  username: z.string(),
  role: z.enum(['administrator', 'supervisor', 'viewer']),
  timeclocks: z.array(z.int()).nullable(),
  disabled: z.boolean(),
  lockedUntil: instant.nullable(),
});

/** I4: one kiosk. `silent` means no contact for more than three of its sync intervals. */
export const fleetDevice = z.object({
  deviceId: identifier,
  deviceName: z.string(),
  timeclockId: z.int(),
  timeclockName: z.string(),
  platform: z.string(),
  appVersion: z.string(),
  enrolledAt: instant,
  enrolledBy: z.string(),
  lastContactAt: instant,
  lastSyncAt: instant.nullable(),
  silent: z.boolean(),
  pending: z.int().nullable(),
  failed: z.int().nullable(),
  oldestPendingAt: instant.nullable(),
  clockOffsetMs: z.int().nullable(),
  zoneDataEdition: z.string().nullable(),
  /** H6: when its data was last restored, and the room on its disk, as it told; null where it told nothing. */
  restored: restoredStatus.nullable(),
  disk: diskStatus.nullable(),
  /** J3: what of the changes it could not use, and keeps as it was; null for nothing. */
  passedOver: passedOverStatus.nullable(),
  /** H4: whether that edition is another than the server's. */
  zoneDataDiffers: z.boolean(),
  address: z.string().nullable(),
  /** C7: a hint alone. Two-letter country of the address, and whether it is another than at enrolment. */
  country: z.string().nullable(),
  countryDiffers: z.boolean(),
  /** H5: places where the chain of punches has a gap, was altered, or goes on from an older copy of the device (a backup of it, or a copied disk). */
  chainGaps: z.int(),
  chainAlterations: z.int(),
  chainForks: z.int(),
  /** H5: when two machines were last found to use this identity at once; null: never since it was enrolled. */
  sharedAt: instant.nullable(),
  lastSequenceNumber: z.int(),
  tokenExpiresAt: instant,
  revokedAt: instant.nullable(),
  revokedBy: z.string().nullable(),
});

export const receivedBatch = z.object({
  batchId: z.uuid(),
  lane: z.enum(['recovery', 'normal']),
  receivedAt: instant,
  address: z.string().nullable(),
  accepted: z.int(),
  duplicate: z.int(),
  refused: z.int(),
  failed: z.int(),
  records: z.int(),
});

export const enrolmentCode = z.object({
  codeId: identifier,
  timeclockId: z.int(),
  note: z.string(),
  issuedAt: instant,
  issuedBy: z.string(),
  expiresAt: instant,
  usedAt: instant.nullable(),
  usedByDevice: identifier.nullable(),
  revokedAt: instant.nullable(),
});

/** A punch as the server keeps it and shows it to administrators: what counts now, and what the device sent. */
export const storedPunch = z.object({
  ...entry.omit({ person: true }).shape,
  employeeId: identifier.nullable(),
  temporaryEmployeeId: z.uuid().nullable(),
  personName: z.string(),
  bestKnownInstant: instant,
  receivedAt: instant,
  sequenceNumber: z.int(),
  note: z.string().nullable(),
  /** 'kiosk', or 'typed' by a supervisor. */
  source: z.enum(['kiosk', 'typed']),
  verdict: z.enum(['accepted', 'duplicate', 'refused', 'failed']),
});

/** H3: one step of a punch's history: a verdict that changed, a correction, a void. */
export const historyStep = z.object({
  at: instant,
  by: z.string(),
  what: z.enum(['judgedAgain', 'corrected', 'voided', 'restored', 'attributed', 'dismissed', 'acknowledged']),
  reason: z.string().nullable(),
  before: z.string(),
  after: z.string(),
});

/**
 * C5, C6: a set of answers. It may come again, more complete: the later one counts. `complete` is the kiosk's word; `judgedComplete` the server's, by the
 * questions that were asked, null where it does not know them. Where the two differ, one of the programs is wrong, and the server's word counts.
 */
const givenAnswers = { set: z.enum(['breaks', 'clockOut']), complete: z.boolean(), judgedComplete: z.boolean().nullable(), receivedAt: instant, answers: z.array(answer) };

export const punchDetail = z.object({
  punch: storedPunch,
  /** The punch as the device made it; null for a typed one. */
  original: z.record(z.string(), z.unknown()).nullable(),
  corrections: z.array(correction),
  history: z.array(historyStep),
  answers: z.array(z.object(givenAnswers)),
});

/** One set as it came, with the punch that it is of; `employeeId` is null while nobody has said whose a temporary employee's is. */
export const reportedAnswers = z.object({ ...givenAnswers, punchId: z.uuid(), type: punchType, workDate, employeeId: identifier.nullable(), personName: z.string() });

/** C5: what raw times say of the breaks of one work date. `minutes` is what was taken, null where nothing was; `isWaivable`: the law lets the person agree to go without. */
export const breakFinding = z.object({
  kind: z.enum(['missed', 'short', 'long', 'early', 'late']),
  breakKind: z.enum(['meal', 'rest', 'break']),
  isWaivable: z.boolean(),
  breakNumber: z.int(),
  minutes: z.number().nullable(),
  startedAt: instant.nullable(),
});

/** C9: one work date of one person. Minutes are of paid work by pairs of punches; `open` while a pair is not closed. */
export const timesheetDay = z.object({
  workDate,
  entries: z.array(entry),
  workedMinutes: z.number(),
  workedMinutesRounded: z.number(),
  breakMinutes: z.number(),
  open: z.boolean(),
  breakFindings: z.array(breakFinding),
});

export const failedTemporary = z.object({
  temporaryEmployeeId: z.uuid(),
  firstName: z.string(),
  lastName: z.string(),
  /** As typed, until settled (K10). */
  lastFour: z.string().nullable(),
  matchFailure,
  timeclocks: z.array(z.int()),
  devices: z.array(identifier),
  firstPunchAt: instant.nullable(),
  lastPunchAt: instant.nullable(),
  punches: z.int(),
  /** Employees who come near: same last name, or same last four. */
  candidates: z.array(z.object({ employeeId: identifier, firstName: z.string(), lastName: z.string(), jobTitle: z.string(), sameName: z.boolean(), sameLastFour: z.boolean() })),
});

export const correctionRequest = z.object({
  requestId: z.uuid(),
  employeeId: identifier.nullable(),
  personName: z.string(),
  kind: requestKind,
  punchId: z.uuid().nullable(),
  type: punchType.nullable(),
  workDate,
  proposedInstant: instant.nullable(),
  note: z.string(),
  madeAt: instant,
  timeclockId: z.int(),
  status: requestStatus,
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
  decisionNote: z.string().nullable(),
});

/** H7: a punch that a supervisor typed and one of a kiosk that came close to it. */
export const meeting = z.object({
  meetingId: z.uuid(),
  noticedAt: instant,
  typed: storedPunch,
  kiosk: storedPunch,
  decision: z.enum(['keepTyped', 'keepKiosk', 'keepBoth']).nullable(),
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
});

/** H7's warning: kiosks that may hold punches of somebody which are not here yet. */
export const silentKiosk = z.object({ deviceId: identifier, deviceName: z.string(), timeclockId: z.int(), silentSince: instant, pending: z.int().nullable() });

export const punchFilter = {
  timeclockId: z.coerce.number().int().optional(),
  employeeId: identifier.optional(),
  from: workDate.optional(),
  to: workDate.optional(),
  verdict: z.enum(['accepted', 'duplicate', 'refused', 'failed']).optional(),
  exception: exceptionCode.optional(),
};

const { display } = timeclockProperties.shape;

/** A timeclock in a list: whether it has a logo, and not the logo, which is up to 400 kB. Not what `saveTimeclock` takes. */
export const listedTimeclock = timeclockProperties.extend({ display: z.strictObject({ ...display.omit({ logoDataUrl: true }).shape, hasLogo: z.boolean() }) });

export const refusedPunch = z.object({ punch: storedPunch, code: refusalCode, text: z.string() });
