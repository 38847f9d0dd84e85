import { v7 } from 'uuid';
import { expect, it } from 'vitest';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, upload, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { demo } from '../demo.ts';
import { saveEmployee } from '../use-cases/save-employee.ts';

async function kioskAt(server: ServerInProcess, deviceId: string, timeclockId: number) {
  const credentials = await enrol(server, { deviceId, timeclockId });
  const send = async (...punches: readonly unknown[]) => (await upload(server, { credentials, deviceId, punches })).verdicts;
  return { chain: new PunchChain(deviceId), send };
}

async function arrange(timeclocks: readonly number[]) {
  const server = await arrangeServer();
  const scope = tenantScope(server.deps.database.reader, demo.tenantId);
  const employee = { employeeId: 'E1', firstName: 'Ana', lastName: 'Reyes', jobTitle: '', photoDataUrl: null, pinHash: null, lastFourHash: null };
  const assignments = timeclocks.map((timeclockId) => ({ assignmentId: `E1-${timeclockId}`, job: 'Picker', department: '', startDate: '2020-01-01', endDate: null, shiftStart: null, shiftEnd: null, timeclockId }));
  await saveEmployee(server.deps, demo.tenantId, { employee, assignments, lastWorkDate: null });
  const heard = async () => scope.selectChanges().select(['subject_id', 'timeclock_id']).where('kind', '=', 'entry').orderBy('sequence').execute();
  return { server, scope, heard };
}

const { dock, packing } = demo.timeclocks;
const day = '2026-11-23T';
const person = { kind: 'employee', employeeId: 'E1' } as const;

it('H8 D5 makes no change for somebody with one timeclock and one kiosk there', async () => {
  const { server, heard } = await arrange([dock]);
  const kiosk = await kioskAt(server, 'kiosk-1', dock);
  await kiosk.send(kiosk.chain.next({ at: `${day}13:00:00.000Z`, person, assignmentId: null }));
  expect(await heard()).toEqual([]);
});

it('H8 D5 tells a second kiosk of the timeclock, and the other timeclock where the person has an assignment', async () => {
  const { server, heard } = await arrange([dock, packing]);
  const kiosk = await kioskAt(server, 'kiosk-1', dock);
  await kioskAt(server, 'kiosk-2', packing);
  const first = kiosk.chain.next({ at: `${day}13:00:00.000Z`, person, assignmentId: null });
  await kiosk.send(first);
  expect(await heard()).toEqual([{ subject_id: first.punchId, timeclock_id: packing }]);
  await kioskAt(server, 'kiosk-3', dock);
  const second = kiosk.chain.next({ at: `${day}17:00:00.000Z`, type: 'clockOut', person, assignmentId: null });
  await kiosk.send(second);
  expect((await heard()).filter((row) => row.subject_id === second.punchId).map((row) => row.timeclock_id)).toEqual([dock, packing]);
});

it('H8 tells the kiosk that made a punch when a late one of another kiosk changes what is said of it', async () => {
  const { server, heard } = await arrange([dock]);
  const kiosk = await kioskAt(server, 'kiosk-1', dock);
  const other = await kioskAt(server, 'kiosk-2', packing);
  const late = other.chain.next({ at: `${day}12:59:40.000Z`, person, assignmentId: null });
  const punch = kiosk.chain.next({ at: `${day}13:00:00.000Z`, person, assignmentId: null });
  await kiosk.send(punch);
  expect(await heard()).toEqual([]);
  await other.send(late);
  expect(await heard()).toEqual([
    { subject_id: punch.punchId, timeclock_id: dock },
    { subject_id: late.punchId, timeclock_id: dock },
  ]);
});

it.each(['typed first', 'kiosk first'] as const)('H7 keeps a typed punch and a kiosk’s near it, and asks for a decision once: %s', async (order) => {
  const { server, scope } = await arrange([dock]);
  const kiosk = await kioskAt(server, 'kiosk-1', dock);
  const { sessionToken } = await server.answer('openSession', { body: demo.administrator });
  const punch = kiosk.chain.next({ at: `${day}13:05:00.000Z`, person, assignmentId: null });
  const punchId = v7({ msecs: Date.parse(`${day}13:00:00.000Z`) });
  const type = () => server.answer('typePunch', { token: sessionToken, body: { punchId, employeeId: 'E1', timeclockId: dock, type: 'clockIn', workDate: '2026-11-23', instant: `${day}13:00:00.000Z`, assignmentId: null, reason: 'forgot' } });
  if (order === 'typed first') await type();
  await kiosk.send(punch);
  if (order === 'kiosk first') await type();
  expect(await kiosk.send(punch)).toMatchObject([{ kind: 'accepted', exceptions: ['noAssignment', 'nearTyped'] }]);
  expect(await scope.selectMeetings().select(['typed_punch_id', 'kiosk_punch_id', 'decision']).execute()).toEqual([{ typed_punch_id: punchId, kiosk_punch_id: punch.punchId, decision: null }]);
});
