import { describe, expect, it } from 'vitest';
import { arrangeServer, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';

const header = 'employee_id,first_name,last_name,job_title,pin,last_four,last_work_date,assignment_id,job,department,timeclock_id,start_date,end_date,shift_start,shift_end';
const maya = 'NWF-1001,Maya,Okafor,Forklift operator,,,,NWF-1001-A1,Forklift operator,Warehouse,1042,2010-01-01,,07:00,15:30';
const rosa = 'NEW-1,Rosa,Díaz,Loader,704913,5521,,NEW-1-A1,Loader,Warehouse,1042,2026-01-01,,22:00,06:00';
const rosaToo = 'NEW-1,Rosa,Díaz,,,,,NEW-1-A2,Packer,Packing,1043,2026-02-01,2026-12-31,,';

async function arrange() {
  const server = await arrangeServer();
  const signIn = async (credentials: { username: string; password: string }) => (await server.answer('openSession', { body: credentials })).sessionToken;
  return { server, signIn, admin: await signIn(demo.administrator) };
}

const send = (server: ServerInProcess, token: string, mode: string, text: string | Buffer, contentType = 'text/csv; charset=utf-8') => server.ask('importPeople', { token, query: { mode }, body: text, contentType });

async function everything(server: ServerInProcess) {
  const { reader } = server.deps.database;
  return Promise.all((['employees', 'assignments', 'changes', 'rejudge_queue'] as const).map((table) => reader.selectFrom(table).selectAll().execute()));
}

describe('import of people', () => {
  it('I3 says what storing would do, then does it', async () => {
    const { server, admin } = await arrange();
    const text = [header, maya, rosa, rosaToo].join('\r\n');
    const before = await everything(server);
    expect((await send(server, admin, 'check', text)).body).toEqual({ added: 1, changed: 0, unchanged: 1, stored: false, faults: [] });
    expect(await everything(server)).toEqual(before);
    expect((await send(server, admin, 'store', text)).body).toEqual({ added: 1, changed: 0, unchanged: 1, stored: true, faults: [] });
    const person = await server.answer('readPerson', { token: admin, params: { employeeId: 'NEW-1' } });
    expect(person).toMatchObject({ firstName: 'Rosa', lastName: 'Díaz', jobTitle: 'Loader', hasPin: true, pinDigits: 6, hasLastFour: true });
    expect(person.assignments.map((one) => [one.assignmentId, one.timeclockId, one.endDate, one.shiftStart])).toEqual([
      ['NEW-1-A1', 1042, null, '22:00'],
      ['NEW-1-A2', 1043, '2026-12-31', null],
    ]);
    const changes = await server.deps.database.reader.selectFrom('changes').select(['subject_id', 'timeclock_id']).where('subject_id', '=', 'NEW-1').execute();
    expect(changes.map((change) => change.timeclock_id).sort()).toEqual([1042, 1043]);
    expect((await send(server, admin, 'store', text)).body).toEqual({ added: 0, changed: 0, unchanged: 2, stored: true, faults: [] });
  });

  it('A5 changes only what the file speaks of', async () => {
    const { server, admin } = await arrange();
    const row = async () => server.deps.database.reader.selectFrom('employees').selectAll().where('employee_id', '=', 'NWF-1001').executeTakeFirstOrThrow();
    const before = await row();
    expect((await send(server, admin, 'store', 'first_name;last_name;employee_id\nMaya;Okafor-Lind;NWF-1001')).body).toMatchObject({ changed: 1, stored: true });
    expect(await row()).toEqual({ ...before, last_name: 'Okafor-Lind', name_key: 'maya|okafor-lind' });
    expect((await server.answer('readPerson', { token: admin, params: { employeeId: 'NWF-1001' } })).assignments).toHaveLength(1);
    expect((await server.answer('listPeople', { token: admin })).total).toBe(12);
  });

  it('I3 stores nothing when a single row has a fault, and never repeats a PIN', async () => {
    const { server, admin } = await arrange();
    const before = await everything(server);
    const rows = [rosa, rosa.replaceAll('NEW-1', 'NEW-2'), maya.replace('1042', '2001'), 'NEW-3,A,B,,482913,,,NWF-1002-A1,Loader,,1042,2026-01-01,,,', 'NEW-4,A,B,,111111,9,,,,,,,,,'];
    for (const mode of ['check', 'store']) {
      const { status, body } = await send(server, admin, mode, [header, ...rows].join('\n'));
      expect(status).toBe(200);
      expect(body).toMatchObject({ stored: false });
      expect((body as { faults: { line: number; column: string }[] }).faults.map((fault) => [fault.line, fault.column])).toEqual([
        [3, 'pin'],
        [4, 'timeclock_id'],
        [5, 'assignment_id'],
        [5, 'pin'],
        [6, 'pin'],
        [6, 'last_four'],
      ]);
      for (const secret of ['704913', '482913', '111111', '5521']) expect(JSON.stringify([body, server.logged])).not.toContain(secret);
    }
    expect(await everything(server)).toEqual(before);
  });

  it('I3 lets two people exchange their PINs', async () => {
    const { server, admin } = await arrange();
    const text = ['employee_id,first_name,last_name,pin', 'NWF-1001,Maya,Okafor,730264', 'NWF-1002,Tomás,Herrera Núñez,482913'].join('\n');
    expect((await send(server, admin, 'store', text)).body).toMatchObject({ changed: 2, stored: true, faults: [] });
  });

  it('J3 keeps formulas as text', async () => {
    const { server, admin } = await arrange();
    expect((await send(server, admin, 'store', `employee_id,first_name,last_name\nF-1,"=HYPERLINK(""http://example.com"")",+1\n`)).body).toMatchObject({ added: 1, stored: true });
    expect(await server.answer('readPerson', { token: admin, params: { employeeId: 'F-1' } })).toMatchObject({ firstName: '=HYPERLINK("http://example.com")', lastName: '+1' });
  });

  it('J3 refuses files that are none, with a code, and stores nothing', async () => {
    const { server, signIn, admin } = await arrange();
    const before = await everything(server);
    const ask = async (text: string | Buffer, contentType?: string) => {
      const { status, body } = await send(server, admin, 'store', text, contentType);
      return [status, (body as { code: string }).code];
    };
    expect(await ask(Buffer.from([0x61, 0xff]))).toEqual([400, 'unreadableBody']);
    expect(await ask('a\0b')).toEqual([422, 'invalidMessage']);
    expect(await ask('"'.repeat(99_999))).toEqual([422, 'invalidMessage']);
    expect(await ask('')).toEqual([422, 'invalidMessage']);
    expect(await ask('{}', 'application/json')).toEqual([415, 'unsupportedMediaType']);
    expect(await ask(header, 'text/plain')).toEqual([415, 'unsupportedMediaType']);
    expect(await ask(Buffer.alloc(8 * 1024 * 1024 + 1, 'a'))).toEqual([413, 'bodyTooLarge']);
    expect((await send(server, admin, 'maybe', header)).body).toMatchObject({ code: 'invalidMessage' });
    await server.answer('createUser', { token: admin, body: { username: 'floor', password: 'cobalt-heron-418', role: 'administrator', timeclocks: [1042] } });
    expect((await send(server, await signIn({ username: 'floor', password: 'cobalt-heron-418' }), 'store', header)).body).toMatchObject({ code: 'noPermissionForTimeclock' });
    expect((await send(server, await signIn(demo.supervisor), 'store', header)).body).toMatchObject({ code: 'roleNotAllowed' });
    const [employees, assignments] = await everything(server);
    expect([employees, assignments]).toEqual(before.slice(0, 2));
  });

  it('A5 imports twenty thousand people at once, and again without a change', async () => {
    const { server, admin } = await arrange();
    const rows = Array.from({ length: 20_000 }, (_, index) => `L-${index},First${index},Last,Associate,,${String(index % 10_000).padStart(4, '0')},,L-${index}-A1,Associate,Floor,1042,2020-01-01,,,`);
    const text = [header, ...rows].join('\n');
    expect((await send(server, admin, 'store', text)).body).toEqual({ added: 20_000, changed: 0, unchanged: 0, stored: true, faults: [] });
    expect((await send(server, admin, 'check', text)).body).toEqual({ added: 0, changed: 0, unchanged: 20_000, stored: false, faults: [] });
  });
});
