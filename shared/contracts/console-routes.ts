/**
 * What administrators and supervisors do (I3): the console uses these routes and nothing else. `supervisor` routes take either role
 * and show only the timeclocks that the person may act on; `administrator` routes take administrators alone. Path parameters
 * stand as `:name` in the path and in `params`. Every call that changes something is noted with who and when.
 */
import { z } from 'zod';
import {
  breakFinding,
  consolePerson,
  correctionRequest,
  enrolmentCode,
  failedTemporary,
  fleetDevice,
  listedTimeclock,
  meeting,
  personInput,
  punchDetail,
  punchFilter,
  reason,
  receivedBatch,
  refusedPunch,
  reportedAnswers,
  session,
  silentKiosk,
  storedPunch,
  timesheetDay,
  user,
} from './console-entities.ts';
import { identifier, instant, languageTag, maxTextLength, organisation, punchType, textBundle, timeclockProperties, workDate } from './entities.ts';

const page = { after: z.string().min(1).max(400).optional(), limit: z.coerce.number().int().min(1).max(5000).default(500) };
const next = z.string().max(400).nullable();
const done = z.object({});
const typed = z.string().max(maxTextLength);
/** Long rather than complicated; the usual ones are refused by a block list. */
const newPassword = z.string().min(10, 'at least 10 characters').max(maxTextLength);
const timeclock = { timeclockId: z.coerce.number().int().min(1) };
const onePerson = { employeeId: identifier };
const onePunch = { punchId: z.uuid() };

const sessionRoutes = {
  openSession: { method: 'POST', path: '/session', auth: 'none', body: z.strictObject({ username: typed, password: typed }), answer: z.object({ sessionToken: z.string(), expiresAt: instant, session }) },
  readSession: { method: 'GET', path: '/session', auth: 'supervisor', answer: session },
  closeSession: { method: 'DELETE', path: '/session', auth: 'supervisor', answer: done },
  changeOwnPassword: { method: 'PUT', path: '/session/password', auth: 'supervisor', body: z.strictObject({ oldPassword: typed, newPassword }), answer: done },
} as const;

const settingsRoutes = {
  readOrganisation: { method: 'GET', path: '/organisation', auth: 'supervisor', answer: organisation },
  saveOrganisation: { method: 'PUT', path: '/organisation', auth: 'administrator', body: organisation.omit({ tenantId: true }).strict(), answer: organisation },
  /** Without the logos; `readTimeclockSettings` has them. */
  listTimeclocks: { method: 'GET', path: '/timeclocks', auth: 'supervisor', answer: z.object({ timeclocks: z.array(listedTimeclock) }) },
  readTimeclockSettings: { method: 'GET', path: '/timeclocks/:timeclockId', auth: 'supervisor', params: z.object(timeclock), answer: timeclockProperties },
  /** Creates or changes; what was judged by the old rules is judged again. */
  saveTimeclock: { method: 'PUT', path: '/timeclocks/:timeclockId', auth: 'administrator', params: z.object(timeclock), body: timeclockProperties, answer: timeclockProperties },
  /** K12: how many of the timeclock's people could not identify themselves by each PIN type. */
  countVerifiers: {
    method: 'GET',
    path: '/timeclocks/:timeclockId/verifiers',
    auth: 'supervisor',
    params: z.object(timeclock),
    answer: z.object({ employees: z.int(), withoutFourDigits: z.int(), withoutSixDigits: z.int(), withoutLastFour: z.int() }),
  },
  listTexts: { method: 'GET', path: '/organisation/texts', auth: 'supervisor', answer: z.object({ texts: z.record(languageTag, textBundle) }) },
  /** The tenant's own wording, laid over the bundled texts; replaces what was there for the language. */
  saveTexts: { method: 'PUT', path: '/organisation/texts/:language', auth: 'administrator', params: z.object({ language: languageTag }), body: textBundle, answer: done },
  removeTexts: { method: 'DELETE', path: '/organisation/texts/:language', auth: 'administrator', params: z.object({ language: languageTag }), answer: done },
} as const;

const peopleRoutes = {
  listPeople: {
    method: 'GET',
    path: '/people',
    auth: 'supervisor',
    query: z.object({ ...page, search: typed.optional(), timeclockId: timeclock.timeclockId.optional(), state: z.enum(['employed', 'left', 'all']).default('employed') }),
    answer: z.object({ people: z.array(consolePerson), next, total: z.int() }),
  },
  readPerson: { method: 'GET', path: '/people/:employeeId', auth: 'supervisor', params: z.object(onePerson), answer: consolePerson },
  savePerson: { method: 'PUT', path: '/people/:employeeId', auth: 'administrator', params: z.object(onePerson), body: personInput, answer: consolePerson },
  /** B6: at random, not in use at the person's timeclocks; shown once. */
  issuePin: { method: 'POST', path: '/people/:employeeId/pin', auth: 'supervisor', params: z.object(onePerson), body: z.strictObject({ digits: z.union([z.literal(4), z.literal(6)]) }), answer: z.object({ pin: z.string() }) },
  setPin: { method: 'PUT', path: '/people/:employeeId/pin', auth: 'supervisor', params: z.object(onePerson), body: z.strictObject({ pin: z.string().regex(/^(\d{4}|\d{6})$/, 'four or six digits') }), answer: done },
  removePin: { method: 'DELETE', path: '/people/:employeeId/pin', auth: 'supervisor', params: z.object(onePerson), answer: done },
  /** The body is CSV text (docs/api.md names the columns). All rows or none: with a fault in any row nothing is stored. */
  importPeople: {
    method: 'POST',
    path: '/people/import',
    auth: 'administrator',
    query: z.object({ mode: z.enum(['check', 'store']).default('check') }),
    answer: z.object({ added: z.int(), changed: z.int(), unchanged: z.int(), stored: z.boolean(), faults: z.array(z.object({ line: z.int(), column: z.string(), message: z.string() })).max(200) }),
  },
  listUsers: { method: 'GET', path: '/users', auth: 'administrator', answer: z.object({ users: z.array(user) }) },
  createUser: {
    method: 'POST',
    path: '/users',
    auth: 'administrator',
    body: z.strictObject({ username: z.string().trim().min(1).max(80), password: newPassword, role: user.shape.role, timeclocks: user.shape.timeclocks }),
    answer: user,
  },
  saveUser: { method: 'PUT', path: '/users/:userId', auth: 'administrator', params: z.object({ userId: identifier }), body: z.strictObject({ role: user.shape.role, timeclocks: user.shape.timeclocks, disabled: z.boolean() }), answer: user },
  setPassword: { method: 'PUT', path: '/users/:userId/password', auth: 'administrator', params: z.object({ userId: identifier }), body: z.strictObject({ newPassword }), answer: done },
  unlockUser: { method: 'DELETE', path: '/users/:userId/lock', auth: 'administrator', params: z.object({ userId: identifier }), answer: done },
} as const;

const fleetRoutes = {
  /** By timeclock and name. */
  listDevices: { method: 'GET', path: '/devices', auth: 'supervisor', query: z.object(page), answer: z.object({ devices: z.array(fleetDevice), next, serverInstant: instant }) },
  readDevice: {
    method: 'GET',
    path: '/devices/:deviceId',
    auth: 'supervisor',
    params: z.object({ deviceId: identifier }),
    answer: z.object({ device: fleetDevice, batches: z.array(receivedBatch), chainPlaces: z.array(z.object({ punchId: z.uuid(), sequenceNumber: z.int(), what: z.enum(['chainGap', 'chainAltered', 'chainForked']) })) }),
  },
  /** A9: a lost kiosk; its token ends at once. */
  revokeDevice: { method: 'POST', path: '/devices/:deviceId/revocation', auth: 'administrator', params: z.object({ deviceId: identifier }), body: z.strictObject({ reason }), answer: done },
  issueEnrolmentCode: {
    method: 'POST',
    path: '/enrolment-codes',
    auth: 'administrator',
    body: z.strictObject({ timeclockId: z.int(), validMinutes: z.int().min(5).max(43_200).default(1440), note: typed.default('') }),
    answer: z.object({ code: z.string(), enrolmentCode }),
  },
  listEnrolmentCodes: { method: 'GET', path: '/enrolment-codes', auth: 'administrator', answer: z.object({ enrolmentCodes: z.array(enrolmentCode) }) },
  revokeEnrolmentCode: { method: 'DELETE', path: '/enrolment-codes/:codeId', auth: 'administrator', params: z.object({ codeId: identifier }), answer: done },
  readAuditLog: {
    method: 'GET',
    path: '/audit-log',
    auth: 'administrator',
    query: z.object(page),
    answer: z.object({ entries: z.array(z.object({ at: instant, by: z.string(), action: z.string(), subject: z.record(z.string(), z.string()) })), next }),
  },
} as const;

const punchRoutes = {
  readPunches: { method: 'GET', path: '/punches', auth: 'supervisor', query: z.object({ ...page, ...punchFilter }), answer: z.object({ punches: z.array(storedPunch), next, total: z.int() }) },
  readPunch: { method: 'GET', path: '/punches/:punchId', auth: 'supervisor', params: z.object(onePunch), answer: punchDetail },
  /** Typed by a supervisor. `punchId` is the caller's, a new UUIDv7: sending it again stores nothing twice. */
  typePunch: {
    method: 'POST',
    path: '/punches',
    auth: 'supervisor',
    body: z.strictObject({ punchId: z.uuidv7(), employeeId: identifier, timeclockId: z.int(), type: punchType, workDate, instant, assignmentId: identifier.nullable(), reason }),
    answer: z.object({ punch: storedPunch, silentKiosks: z.array(silentKiosk) }),
  },
  /** What is left out stays as it is. The stored punch itself is never rewritten. */
  correctPunch: {
    method: 'POST',
    path: '/punches/:punchId/corrections',
    auth: 'supervisor',
    params: z.object(onePunch),
    body: z.strictObject({ correctionId: z.uuid(), type: punchType.optional(), workDate: workDate.optional(), instant: instant.optional(), assignmentId: identifier.nullable().optional(), reason }),
    answer: storedPunch,
  },
  voidPunch: { method: 'POST', path: '/punches/:punchId/void', auth: 'supervisor', params: z.object(onePunch), body: z.strictObject({ reason }), answer: storedPunch },
  /** K2: a duplicate that was none, or a voided one: it counts again. */
  restorePunch: { method: 'POST', path: '/punches/:punchId/restoration', auth: 'supervisor', params: z.object(onePunch), body: z.strictObject({ reason }), answer: storedPunch },
  readSilentKiosks: { method: 'GET', path: '/people/:employeeId/silent-kiosks', auth: 'supervisor', params: z.object(onePerson), answer: z.object({ silentKiosks: z.array(silentKiosk) }) },
  listMeetings: { method: 'GET', path: '/typed-and-kiosk', auth: 'supervisor', query: z.object({ ...page, state: z.enum(['open', 'all']).default('open') }), answer: z.object({ meetings: z.array(meeting), next }) },
  decideMeeting: {
    method: 'POST',
    path: '/typed-and-kiosk/:meetingId/decision',
    auth: 'supervisor',
    params: z.object({ meetingId: z.uuid() }),
    body: z.strictObject({ decision: z.enum(['keepTyped', 'keepKiosk', 'keepBoth']) }),
    answer: done,
  },
  readTimesheet: {
    method: 'GET',
    path: '/people/:employeeId/timesheet',
    auth: 'supervisor',
    params: z.object(onePerson),
    query: z.object({ from: workDate, to: workDate }),
    answer: z.object({ employeeId: identifier, personName: z.string(), days: z.array(timesheetDay) }),
  },
  readBreakFindings: {
    method: 'GET',
    path: '/break-findings',
    auth: 'supervisor',
    query: z.object({ ...page, timeclockId: z.coerce.number().int(), from: workDate, to: workDate }),
    answer: z.object({ next, findings: z.array(z.object({ employeeId: identifier, personName: z.string(), workDate, finding: breakFinding })) }),
  },
  /** C5, C6: what people answered at a timeclock, with the punches of these work dates; in order of making. */
  readAnswers: {
    method: 'GET',
    path: '/answers',
    auth: 'supervisor',
    query: z.object({ ...page, timeclockId: z.coerce.number().int(), from: workDate, to: workDate }),
    answer: z.object({ next, answers: z.array(reportedAnswers) }),
  },
} as const;

const reportRoutes = {
  /** I3: the two sections of the Zen Time Sync Fail Report, side by side: a page has at most `limit` of each. */
  readSyncFailReport: {
    method: 'GET',
    path: '/sync-fail-report',
    auth: 'supervisor',
    query: z.object({ ...page, timeclockId: z.coerce.number().int().optional() }),
    answer: z.object({ next, temporaryEmployees: z.array(failedTemporary), refusedPunches: z.array(refusedPunch) }),
  },
  attributeTemporary: { method: 'POST', path: '/sync-fail-report/:temporaryEmployeeId/attribution', auth: 'supervisor', params: z.object({ temporaryEmployeeId: z.uuid() }), body: z.strictObject({ employeeId: identifier }), answer: done },
  dismissTemporary: { method: 'POST', path: '/sync-fail-report/:temporaryEmployeeId/dismissal', auth: 'supervisor', params: z.object({ temporaryEmployeeId: z.uuid() }), body: z.strictObject({ reason }), answer: done },
  /** K10: a refused punch that nobody wants; it settles on the kiosk. */
  dismissPunch: { method: 'POST', path: '/punches/:punchId/dismissal', auth: 'supervisor', params: z.object(onePunch), body: z.strictObject({ reason }), answer: done },
  listRequests: { method: 'GET', path: '/requests', auth: 'supervisor', query: z.object({ ...page, status: z.enum(['open', 'all']).default('open') }), answer: z.object({ requests: z.array(correctionRequest), next }) },
  /** C12: granting does what was asked (types or corrects a punch) and says so to the person; declining says why. */
  decideRequest: {
    method: 'POST',
    path: '/requests/:requestId/decision',
    auth: 'supervisor',
    params: z.object({ requestId: z.uuid() }),
    body: z.strictObject({ decision: z.enum(['granted', 'declined']), instant: instant.nullable().default(null), type: punchType.nullable().default(null), note: reason }),
    answer: done,
  },
} as const;

export const consoleRoutes = { ...sessionRoutes, ...settingsRoutes, ...peopleRoutes, ...fleetRoutes, ...punchRoutes, ...reportRoutes } as const;
