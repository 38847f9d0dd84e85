import { describe, expect, it } from 'vitest';
import type { Employee } from '../../shared/contracts/entities.ts';
import type { Change } from '../../shared/contracts/entries.ts';
import { lastFourHash, pinHash } from '../../shared/lib/keyed-hash.ts';
import { arrangeServer, enrol, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';
import { generatedPerson } from '../seed-people.ts';
import { saveEmployee } from '../use-cases/save-employee.ts';
import { saveTimeclock } from '../use-cases/save-timeclock.ts';
import { seedPeople } from '../use-cases/seed-people.ts';

async function arrange(timeclockId: number = demo.timeclocks.dock) {
  const server = await arrangeServer();
  const credentials = await enrol(server, { timeclockId, deviceId: `kiosk-${timeclockId}` });
  return { server, credentials, token: credentials.deviceToken };
}

/** Everything that a kiosk downloads at setup, page by page, and the cursor behind what follows at once. */
async function downloadAll(server: ServerInProcess, token: string, limit: number) {
  const pages: Employee[][] = [];
  let after: string | null = null;
  let cursor = '';
  do {
    const page: { employees: Employee[]; next: string | null; cursor: string } = await server.answer('readEmployees', { token, query: { limit, ...(after === null ? {} : { after }) } });
    pages.push(page.employees);
    ({ next: after, cursor } = page);
  } while (after !== null);
  const following = await changesSince(server, token, cursor);
  return { pages, employees: pages.flat(), cursor: following.cursor, following: following.changes };
}

const changesSince = async (server: ServerInProcess, token: string, cursor: string): Promise<{ changes: Change[]; cursor: string; more: boolean }> => server.answer('readChanges', { token, query: { cursor } });

const maya = { employeeId: 'NWF-1001', firstName: 'Maya', lastName: 'Okafor', jobTitle: 'Shift lead', photoDataUrl: null, pinHash: null, lastFourHash: null };
const mayasAssignment = { assignmentId: 'NWF-1001-A1', job: 'Shift lead', department: 'Warehouse', startDate: '2010-01-01', endDate: null, shiftStart: null, shiftEnd: null };

describe('employees', () => {
  it('A5 sends everybody with an assignment to this timeclock, with those assignments alone', async () => {
    const { server, credentials, token } = await arrange(1043);
    const { employees } = await downloadAll(server, token, 500);
    expect(employees.map((employee) => employee.employeeId)).toEqual(['NWF-1005', 'NWF-1010', 'NWF-1011', 'NWF-1012']);
    expect(employees[0]?.assignments.map((assignment) => assignment.job)).toEqual(['Packer']);
    expect(employees[1]?.pinHash).toBe(pinHash('856041', Buffer.from(credentials.tenantKey, 'hex')));
  });

  it('A5 sends it in pages that together hold everybody once', async () => {
    const { server, token } = await arrange();
    const { pages, employees } = await downloadAll(server, token, 3);
    expect(pages.map((page) => page.length)).toEqual([3, 3, 3, 1]);
    expect(new Set(employees.map((employee) => employee.employeeId)).size).toBe(10);
    expect((await downloadAll(server, token, 5)).pages.map((page) => page.length)).toEqual([5, 5, 0]);
  });

  it('A5 sends 2,500 people, and who is hired during the download comes with the changes', async () => {
    const { server, token } = await arrange();
    await seedPeople(server.deps, { tenantId: demo.tenantId, timeclock: 1042, people: Array.from({ length: 2500 }, (_, index) => generatedPerson(index)) });
    const first = await server.answer('readEmployees', { token, query: { limit: 1000 } });
    expect(first.total).toBe(2510);
    await seedPeople(server.deps, { tenantId: demo.tenantId, timeclock: 1042, people: [{ ...generatedPerson(9999), employeeId: 'A-FIRST' }] });
    const second = await server.answer('readEmployees', { token, query: { limit: 1000, after: first.next ?? '' } });
    expect(second.cursor).toBe(first.cursor);
    const { changes } = await changesSince(server, token, second.cursor);
    expect(changes.filter((change) => change.kind === 'employee')).toMatchObject([{ employee: { employeeId: 'A-FIRST' } }]);
  });

  it('A5 keeps a page with heavy photos small, and still sends everybody', async () => {
    const { server, token } = await arrange();
    const photoDataUrl = `data:image/png;base64,${'A'.repeat(190_000)}`;
    for (let index = 0; index < 25; index += 1) {
      const employee = { ...maya, employeeId: `P-${String(index).padStart(2, '0')}`, photoDataUrl };
      await saveEmployee(server.deps, demo.tenantId, { employee, assignments: [{ ...mayasAssignment, assignmentId: `P-${index}`, timeclockId: 1042 }], lastWorkDate: null });
    }
    const { pages, employees } = await downloadAll(server, token, 500);
    expect(employees).toHaveLength(35);
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(4_300_000);
  });

  it('D5 keeps an answer with heavy photos small as well, and still sends everybody', async () => {
    const { server, token } = await arrange();
    const { cursor } = await downloadAll(server, token, 500);
    const photoDataUrl = `data:image/png;base64,${'A'.repeat(190_000)}`;
    for (let index = 0; index < 25; index += 1) {
      const employee = { ...maya, employeeId: `P-${String(index).padStart(2, '0')}`, photoDataUrl };
      await saveEmployee(server.deps, demo.tenantId, { employee, assignments: [{ ...mayasAssignment, assignmentId: `P-${index}`, timeclockId: 1042 }], lastWorkDate: null });
    }
    const first = await changesSince(server, token, cursor);
    const second = await changesSince(server, token, first.cursor);
    expect([first.more, second.more, first.changes.length + second.changes.length]).toEqual([true, false, 25]);
    expect(JSON.stringify(first).length).toBeLessThan(4_300_000);
  });

  it("I2 does not go on with another timeclock's page", async () => {
    const { server, token } = await arrange();
    const { next } = await server.answer('readEmployees', { token, query: { limit: 2 } });
    const other = await enrol(server, { timeclockId: 1043, deviceId: 'other' });
    const theirs = await enrol(server, { ...demo.otherTenant.administrator, tenantId: 'contoso', timeclockId: 2001, deviceId: 'theirs' });
    for (const foreign of [other.deviceToken, theirs.deviceToken]) expect(await server.ask('readEmployees', { token: foreign, query: { after: next ?? '' } })).toMatchObject({ status: 410, body: { code: 'pageTokenUnknown' } });
  });
});

describe('changes', () => {
  it('D5 sends everything but people once behind a download of all people, so that a lost cursor misses nothing', async () => {
    const { server, token } = await arrange();
    const { properties } = await server.answer('readTimeclock', { body: { tenantId: demo.tenantId, timeclockId: 1042 } });
    await saveTimeclock(server.deps, demo.tenantId, { ...properties, resetTimerSeconds: 45 });
    const { following, cursor } = await downloadAll(server, token, 500);
    expect(following.map((change) => change.kind)).toEqual(['organisation', 'timeclock', 'texts', 'texts', 'texts', 'texts', 'operator', 'operator']);
    expect(following).toContainEqual({ kind: 'timeclock', properties: { ...properties, resetTimerSeconds: 45 } });
    expect((await changesSince(server, token, cursor)).changes).toEqual([]);
  });

  it('D5 has nothing more to send after a download, and everything that happens later', async () => {
    const { server, token } = await arrange();
    const { cursor } = await downloadAll(server, token, 500);
    expect(await changesSince(server, token, cursor)).toMatchObject({ changes: [], more: false });
    await saveEmployee(server.deps, demo.tenantId, { employee: maya, assignments: [{ ...mayasAssignment, timeclockId: 1042 }], lastWorkDate: null });
    const { properties } = await server.answer('readTimeclock', { body: { tenantId: demo.tenantId, timeclockId: 1042 } });
    await saveTimeclock(server.deps, demo.tenantId, { ...properties, resetTimerSeconds: 45 });
    const next = await changesSince(server, token, cursor);
    expect(next.changes).toEqual([
      { kind: 'timeclock', properties: { ...properties, resetTimerSeconds: 45 } },
      { kind: 'employee', employee: { ...maya, assignments: [mayasAssignment] } },
    ]);
    expect((await changesSince(server, token, next.cursor)).changes).toEqual([]);
  });

  it('D5 tells both timeclocks when somebody moves from one to the other', async () => {
    const { server, token } = await arrange();
    const packing = await enrol(server, { timeclockId: 1043, deviceId: 'packing' });
    const [dockCursor, packingCursor] = [(await downloadAll(server, token, 500)).cursor, (await downloadAll(server, packing.deviceToken, 500)).cursor];
    await saveEmployee(server.deps, demo.tenantId, { employee: maya, assignments: [{ ...mayasAssignment, timeclockId: 1043 }], lastWorkDate: null });
    expect((await changesSince(server, token, dockCursor)).changes).toEqual([{ kind: 'employeeRemoved', employeeId: 'NWF-1001' }]);
    expect((await changesSince(server, packing.deviceToken, packingCursor)).changes).toEqual([{ kind: 'employee', employee: { ...maya, assignments: [mayasAssignment] } }]);
  });

  it('K13 removes somebody who left, and sends nothing of a timeclock that is not concerned', async () => {
    const { server, token } = await arrange();
    const packing = await enrol(server, { timeclockId: 1043, deviceId: 'packing' });
    const [dockCursor, packingCursor] = [(await downloadAll(server, token, 500)).cursor, (await downloadAll(server, packing.deviceToken, 500)).cursor];
    await saveEmployee(server.deps, demo.tenantId, { employee: maya, assignments: [{ ...mayasAssignment, timeclockId: 1042 }], lastWorkDate: '2026-11-22' });
    expect((await changesSince(server, token, dockCursor)).changes).toEqual([{ kind: 'employeeRemoved', employeeId: 'NWF-1001' }]);
    expect((await changesSince(server, packing.deviceToken, packingCursor)).changes).toEqual([]);
  });

  it('D5 pages long lists of changes and sends a thing that changed twice in its present form', async () => {
    const { server, token } = await arrange();
    const { cursor } = await downloadAll(server, token, 500);
    for (const jobTitle of ['One', 'Two', 'Three']) await saveEmployee(server.deps, demo.tenantId, { employee: { ...maya, jobTitle }, assignments: [{ ...mayasAssignment, timeclockId: 1042 }], lastWorkDate: null });
    const whole = await server.answer('readChanges', { token, query: { cursor } });
    expect(whole.changes).toMatchObject([{ kind: 'employee', employee: { jobTitle: 'Three' } }]);
    const first = await server.answer('readChanges', { token, query: { cursor, limit: 2 } });
    expect(first.more).toBe(true);
    const rest = await server.answer('readChanges', { token, query: { cursor: first.cursor, limit: 2 } });
    expect([rest.more, rest.cursor]).toEqual([false, whole.cursor]);
  });

  it('D5 refuses a cursor that is foreign, made up, or from a life that the database no longer knows (D10)', async () => {
    const { server, token } = await arrange();
    const { cursor } = await downloadAll(server, token, 500);
    const other = await enrol(server, { timeclockId: 1043, deviceId: 'other' });
    const theirs = await enrol(server, { ...demo.otherTenant.administrator, tenantId: 'contoso', timeclockId: 2001, deviceId: 'theirs' });
    const asked = [
      { token: other.deviceToken, cursor },
      { token: theirs.deviceToken, cursor },
      { token, cursor: 'made-up' },
    ];
    for (const one of asked) expect(await server.ask('readChanges', { token: one.token, query: { cursor: one.cursor } })).toMatchObject({ status: 410, body: { code: 'cursorUnknown' } });
    await server.deps.database.transaction((db) => db.updateTable('tenants').set({ change_sequence: 0 }).execute());
    expect(await server.ask('readChanges', { token, query: { cursor } })).toMatchObject({ status: 410 });
  });

  it('D5 changes nothing, and notes no change, when an edit is refused', async () => {
    const { server, token } = await arrange();
    const { cursor } = await downloadAll(server, token, 500);
    const assignment = { ...mayasAssignment, timeclockId: 1042 };
    expect(await saveEmployee(server.deps, demo.tenantId, { employee: maya, assignments: [{ ...assignment, timeclockId: 2001 }], lastWorkDate: null })).toEqual({ kind: 'unknownTimeclock' });
    expect(await saveEmployee(server.deps, demo.tenantId, { employee: maya, assignments: [{ ...assignment, assignmentId: 'NWF-1003-A1' }], lastWorkDate: null })).toEqual({ kind: 'assignmentOfSomebodyElse' });
    expect(await saveEmployee(server.deps, demo.tenantId, { employee: { ...maya, firstName: '' }, assignments: [assignment], lastWorkDate: null })).toEqual({ kind: 'invalid' });
    expect((await changesSince(server, token, cursor)).changes).toEqual([]);
  });
});

describe('texts and PINs', () => {
  it("A6 sends the shipped texts of every language of the timeclock, with the tenant's own over them", async () => {
    const { server, token } = await arrange();
    const { texts } = await server.answer('readTexts', { token });
    expect(Object.keys(texts).sort()).toEqual(['ar', 'en', 'es', 'fr']);
  });

  it('B2 finds somebody of another timeclock by PIN, and both who share one (B5), but nobody of another tenant', async () => {
    const { server, credentials, token } = await arrange(1043);
    const find = async (pin: string): Promise<string[]> => {
      const { employees } = await server.answer('findByPin', { token, body: { pinHash: pinHash(pin, Buffer.from(credentials.tenantKey, 'hex')) } });
      return employees.map((employee) => employee.employeeId);
    };
    expect(await find('482913')).toEqual(['NWF-1001']);
    expect(await find('640157')).toEqual(['NWF-1007', 'NWF-1008']);
    expect(await find('111111')).toEqual([]);
  });

  it('B3 B4 finds somebody by the form, whatever the case, accents and spacing, and nobody by a part of it', async () => {
    const { server, credentials, token } = await arrange(1043);
    const find = async (firstName: string, lastName: string, lastFour: string): Promise<string[]> => {
      const body = { firstName, lastName, lastFourHash: lastFourHash(lastFour, Buffer.from(credentials.tenantKey, 'hex')) };
      return (await server.answer('findByForm', { token, body })).employees.map((employee) => employee.employeeId);
    };
    expect(await find('Tomás', 'Herrera Núñez', '9082')).toEqual(['NWF-1002']);
    expect(await find('  TOMAS ', 'herrera   nunez', '9082')).toEqual(['NWF-1002']);
    expect(await find('Tomás', 'Herrera Núñez', '9083')).toEqual([]);
    expect(await find('Tomás', 'Herrera', '9082')).toEqual([]);
    expect(await find('Harold', 'Finch', '4471')).toEqual([]);
    await saveEmployee(server.deps, demo.tenantId, { employee: { ...maya, lastFourHash: lastFourHash('4471', Buffer.from(credentials.tenantKey, 'hex')) }, assignments: [], lastWorkDate: '2026-11-22' });
    expect(await find('Maya', 'Okafor', '4471')).toEqual([]);
  });

  it('I2 shows administrators the punches of their own tenant and timeclocks alone', async () => {
    const { server } = await arrange();
    const session = await server.answer('openSession', { body: demo.packingSupervisor });
    expect(await server.answer('readPunches', { token: session.sessionToken })).toEqual({ punches: [], next: null, total: 0 });
    expect(await server.ask('readPunches', { token: session.sessionToken, query: { timeclockId: 1042 } })).toMatchObject({ status: 403, body: { code: 'noPermissionForTimeclock' } });
    expect(await server.ask('openSession', { body: demo.viewer })).toMatchObject({ status: 403, body: { code: 'roleNotAllowed' } });
  });
});
