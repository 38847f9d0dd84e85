/**
 * A good request for every route of the contract, about things of one tenant. A new route does not compile until it has one: the
 * tests that try every route against foreign callers and hostile input start from here.
 */
import type { RouteName } from '../../shared/contracts/http.ts';
import { sealedMediaType } from '../../shared/contracts/http.ts';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import { demo } from '../../server/demo.ts';
import type { KnownIds } from './known-ids.ts';
import { PunchChain } from './punch-chain.ts';
import { sealedBatch, signInBody, type Ask } from './server-in-process.ts';

type InputOf = (ids: KnownIds) => Ask | Promise<Ask>;

const reason = 'because';
const range = { from: '2026-11-23', to: '2026-11-23' };
const device = { deviceId: 'kiosk-7', deviceName: 'Kiosk', platform: 'test', appVersion: '0.1.0' };

const forDevices = {
  ping: () => ({ query: { nonce: 'nonce-123' } }),
  findCompany: () => ({ body: { company: demo.company, alias: demo.alias } }),
  readTimeclock: ({ tenantId, timeclockId }) => ({ body: { tenantId, timeclockId } }),
  enrolDevice: ({ tenantId, timeclockId }) => ({ body: { ...signInBody({ tenantId, timeclockId }), device } }),
  enrolByCode: ({ tenantId, timeclockId, code }) => ({ body: { tenantId, timeclockId, code, device } }),
  renewToken: () => ({}),
  readSealingKeys: () => ({ query: { from: 'key-1' } }),
  readEmployees: () => ({ query: { limit: 10 } }),
  readTexts: () => ({}),
  uploadBatch: async (ids) => ({
    query: { lane: 'normal' },
    contentType: sealedMediaType,
    body: await sealedBatch({ credentials: ids.device, deviceId: ids.deviceId, punches: [new PunchChain(ids.deviceId).next({ at: '2026-11-23T15:00:00.000Z', person: { kind: 'employee', employeeId: ids.employeeId } })] }),
  }),
  readChanges: () => ({ query: { cursor: 'made-up', limit: 10 } }),
  findByPin: () => ({ body: { pinHash: 'ab'.repeat(32) } }),
  findByForm: () => ({ body: { firstName: 'Maya', lastName: 'Okafor', lastFourHash: 'ab'.repeat(32) } }),
  verifyOperator: () => ({ body: { username: 'somebody', password: 'something-long' } }),
} satisfies Partial<Record<RouteName, InputOf>>;

const forSettings = {
  openSession: () => ({ body: { username: 'somebody', password: 'something-long' } }),
  readSession: () => ({}),
  closeSession: () => ({}),
  changeOwnPassword: () => ({ body: { oldPassword: 'not-the-old-one', newPassword: 'a-new-and-long-one' } }),
  readOrganisation: () => ({}),
  saveOrganisation: () => ({ body: { name: 'Renamed', alias: 'REN', timeZone: 'Europe/Berlin', locale: 'en-US', firstDayOfWeek: 1 } }),
  listTimeclocks: () => ({}),
  readTimeclockSettings: ({ timeclockId }) => ({ params: { timeclockId } }),
  saveTimeclock: ({ timeclockId }) => ({ params: { timeclockId }, body: defaultTimeclock({ timeclockId, name: 'Saved', timeZone: 'Europe/Berlin', punchTemplate: { kind: 'fourEntries' } }) }),
  countVerifiers: ({ timeclockId }) => ({ params: { timeclockId } }),
  listTexts: () => ({}),
  saveTexts: () => ({ params: { language: 'en' }, body: { 'pin.title': 'Hello' } }),
  removeTexts: () => ({ params: { language: 'en' } }),
  readAuditLog: () => ({ query: { limit: 10 } }),
} satisfies Partial<Record<RouteName, InputOf>>;

const forPeople = {
  listPeople: () => ({ query: { search: 'a', state: 'all' } }),
  readPerson: ({ employeeId }) => ({ params: { employeeId } }),
  savePerson: ({ employeeId, assignmentId, timeclockId }) => ({
    params: { employeeId },
    body: {
      firstName: 'New',
      lastName: 'Name',
      jobTitle: '',
      photoDataUrl: null,
      lastFour: '1234',
      lastWorkDate: null,
      assignments: [{ assignmentId, timeclockId, job: 'Job', department: '', startDate: '2026-01-01', endDate: null, shiftStart: '07:00', shiftEnd: '15:00' }],
    },
  }),
  issuePin: ({ employeeId }) => ({ params: { employeeId }, body: { digits: 6 } }),
  setPin: ({ employeeId }) => ({ params: { employeeId }, body: { pin: '739158' } }),
  removePin: ({ employeeId }) => ({ params: { employeeId } }),
  importPeople: () => ({ query: { mode: 'check' }, contentType: 'text/csv', body: 'employee_id,first_name,last_name\nX-1,Ann,Example\n' }),
  listUsers: () => ({}),
  createUser: () => ({ body: { username: 'a-new-one', password: 'violet-anchor-91-tulip', role: 'supervisor', timeclocks: null } }),
  saveUser: ({ userId, timeclockId }) => ({ params: { userId }, body: { role: 'supervisor', timeclocks: [timeclockId], disabled: false } }),
  setPassword: ({ userId }) => ({ params: { userId }, body: { newPassword: 'violet-anchor-91-tulip' } }),
  unlockUser: ({ userId }) => ({ params: { userId } }),
} satisfies Partial<Record<RouteName, InputOf>>;

const forFleet = {
  listDevices: () => ({}),
  readDevice: ({ deviceId }) => ({ params: { deviceId } }),
  revokeDevice: ({ deviceId }) => ({ params: { deviceId }, body: { reason } }),
  issueEnrolmentCode: ({ timeclockId }) => ({ body: { timeclockId, note: 'hall' } }),
  listEnrolmentCodes: () => ({}),
  revokeEnrolmentCode: ({ codeId }) => ({ params: { codeId } }),
} satisfies Partial<Record<RouteName, InputOf>>;

const forPunches = {
  readPunches: ({ timeclockId, employeeId }) => ({ query: { timeclockId, employeeId } }),
  readPunch: ({ punchId }) => ({ params: { punchId } }),
  typePunch: ({ employeeId, timeclockId }) => ({
    body: { punchId: '019abcde-0000-7000-8000-0000000000aa', employeeId, timeclockId, type: 'clockOut', workDate: '2026-11-23', instant: '2026-11-23T17:00:00.000Z', assignmentId: null, reason },
  }),
  correctPunch: ({ punchId }) => ({ params: { punchId }, body: { correctionId: '9abcdef0-0000-4000-8000-0000000000ab', instant: '2026-11-23T12:50:00.000Z', reason } }),
  voidPunch: ({ punchId }) => ({ params: { punchId }, body: { reason } }),
  restorePunch: ({ punchId }) => ({ params: { punchId }, body: { reason } }),
  readSilentKiosks: ({ employeeId }) => ({ params: { employeeId } }),
  listMeetings: () => ({ query: { state: 'all' } }),
  decideMeeting: ({ meetingId }) => ({ params: { meetingId }, body: { decision: 'keepBoth' } }),
  readTimesheet: ({ employeeId }) => ({ params: { employeeId }, query: range }),
  readBreakFindings: ({ timeclockId }) => ({ query: { timeclockId, ...range } }),
  readAnswers: ({ timeclockId }) => ({ query: { timeclockId, ...range } }),
} satisfies Partial<Record<RouteName, InputOf>>;

const forReports = {
  readSyncFailReport: ({ timeclockId }) => ({ query: { timeclockId } }),
  attributeTemporary: ({ temporaryEmployeeId, employeeId }) => ({ params: { temporaryEmployeeId }, body: { employeeId } }),
  dismissTemporary: ({ temporaryEmployeeId }) => ({ params: { temporaryEmployeeId }, body: { reason } }),
  dismissPunch: ({ refusedPunchId }) => ({ params: { punchId: refusedPunchId }, body: { reason } }),
  listRequests: () => ({ query: { status: 'all' } }),
  decideRequest: ({ requestId }) => ({ params: { requestId }, body: { decision: 'declined', note: 'no' } }),
} satisfies Partial<Record<RouteName, InputOf>>;

export const routeInputs: Record<RouteName, InputOf> = { ...forDevices, ...forSettings, ...forPeople, ...forFleet, ...forPunches, ...forReports };
