/** A tenant with one of everything, and the ids of it: what tests of the whole contract ask with. */
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import { tenantScope } from '../../server/database/tenant-scope.ts';
import { demo } from '../../server/demo.ts';
import { PunchChain } from './punch-chain.ts';
import { enrol, upload, type ServerInProcess } from './server-in-process.ts';

export interface KnownIds {
  readonly tenantId: string;
  readonly timeclockId: number;
  readonly deviceId: string;
  readonly employeeId: string;
  readonly assignmentId: string;
  readonly userId: string;
  readonly punchId: string;
  readonly refusedPunchId: string;
  readonly codeId: string;
  readonly code: string;
  readonly requestId: string;
  readonly meetingId: string;
  readonly temporaryEmployeeId: string;
  readonly device: DeviceCredentials;
  /** Sessions of its administrator, and of a supervisor who may act on another timeclock alone. */
  readonly administrator: string;
  readonly otherSupervisor: string;
}

const ids = {
  tenantId: demo.tenantId,
  timeclockId: demo.timeclocks.dock,
  deviceId: 'kiosk-1',
  employeeId: 'NWF-1001',
  assignmentId: 'NWF-1001-A1',
  userId: 'northwind-supervisor',
  requestId: '019abcde-0000-7000-8000-0000000000d1',
  meetingId: '9abcdef0-0000-4000-8000-0000000000e1',
  temporaryEmployeeId: '9abcdef0-0000-4000-8000-0000000000f1',
} as const;

/** Fills the demo's first tenant. */
export async function fillTenant(server: ServerInProcess): Promise<KnownIds> {
  const device = await enrol(server);
  const chain = new PunchChain();
  const accepted = chain.next({ at: '2026-11-23T13:00:00.000Z', note: 'noted at the dock' });
  const refused = chain.next({ at: '2026-11-23T14:00:00.000Z', person: { kind: 'employee', employeeId: 'NOBODY' }, assignmentId: null });
  await upload(server, { credentials: device, punches: [accepted, refused] });
  await addDecisions(server, accepted.punchId, refused.punchId);
  const sessionOf = async (user: { username: string; password: string }): Promise<string> => (await server.answer('openSession', { body: { username: user.username, password: user.password } })).sessionToken;
  const administrator = await sessionOf(demo.administrator);
  const issued = await server.answer('issueEnrolmentCode', { token: administrator, body: { timeclockId: ids.timeclockId, note: 'for hall two' } });
  return { ...ids, device, punchId: accepted.punchId, refusedPunchId: refused.punchId, codeId: issued.enrolmentCode.codeId, code: issued.code, administrator, otherSupervisor: await sessionOf(demo.packingSupervisor) };
}

/** A temporary employee nobody matched, an open request, and a typed punch that met one of a kiosk. */
async function addDecisions(server: ServerInProcess, punchId: string, otherPunchId: string): Promise<void> {
  const { temporaryEmployeeId, requestId, meetingId, timeclockId, deviceId } = ids;
  await server.deps.database.transaction(async (db) => {
    const scope = tenantScope(db, ids.tenantId);
    const form = { first_name: 'Zelda', last_name: 'Unmatched', name_key: 'zelda|unmatched', last_four_hash: 'cd'.repeat(32), last_four: '8642' };
    await scope.insertTemporaryEmployee({ record_id: temporaryEmployeeId, ...form, first_seen_ms: 1, outcome: 'noMatch', employee_id: null, settled_ms: null, settled_by: null }).execute();
    await scope.insertTemporaryId({ temporary_employee_id: temporaryEmployeeId, record_id: temporaryEmployeeId, device_id: deviceId, timeclock_id: timeclockId }).execute();
    const asked = { person_key: `e:${ids.employeeId}`, kind: 'correction', punch_id: punchId, type: 'clockIn', work_date: '2026-11-23', proposed_ms: Date.parse('2026-11-23T12:30:00.000Z'), note: 'came earlier' } as const;
    await scope.insertRequest({ request_id: requestId, ...asked, made_ms: server.clock.wallMs(), device_id: deviceId, timeclock_id: timeclockId, status: 'open', decided_ms: null, decided_by: null, decision_note: null }).execute();
    await scope.insertMeetings([{ meeting_id: meetingId, typed_punch_id: otherPunchId, kiosk_punch_id: punchId, timeclock_id: timeclockId, noticed_ms: 1, decision: null, decided_ms: null, decided_by: null }]).execute();
  });
}
