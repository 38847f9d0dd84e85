import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { pinHash } from '../../shared/lib/keyed-hash.ts';
import { pinWeakness } from '../../shared/rules/pin-block-list.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { arrangeServer, enrol, upload, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';
import { drawPins } from '../secrets/draw-pin.ts';

const { dock, packing } = demo.timeclocks;
const goodPassword = 'cobalt-heron-418';

async function arrange() {
  const server = await arrangeServer();
  const signIn = async (credentials: { username: string; password: string }) => (await server.answer('openSession', { body: credentials })).sessionToken;
  return { server, signIn, admin: await signIn(demo.administrator), packer: await signIn(demo.packingSupervisor), stranger: await signIn(demo.otherTenant.administrator) };
}

const assignment = (more: object = {}) => ({ assignmentId: 'NEW-A1', timeclockId: dock, job: 'Loader', department: 'Warehouse', startDate: '2026-01-01', endDate: null, shiftStart: null, shiftEnd: null, ...more });
const person = (more: object = {}) => ({ firstName: 'Rosa', lastName: 'Díaz', jobTitle: 'Loader', photoDataUrl: null, lastFour: '1234', lastWorkDate: null, assignments: [assignment()], ...more });
const save = (server: ServerInProcess, token: string, employeeId: string, body: object) => server.ask('savePerson', { token, params: { employeeId }, body });

async function rowOf(server: ServerInProcess, employeeId: string) {
  return server.deps.database.reader.selectFrom('employees').selectAll().where('employee_id', '=', employeeId).where('tenant_id', '=', demo.tenantId).executeTakeFirstOrThrow();
}

async function personOf(server: ServerInProcess, token: string, employeeId: string) {
  const { hasPin: _hasPin, pinDigits: _pinDigits, hasLastFour: _hasLastFour, employeeId: _employeeId, ...rest } = await server.answer('readPerson', { token, params: { employeeId } });
  return { ...rest, lastFour: null };
}

describe('people', () => {
  it('I3 finds people by words of their names or ids, whatever case and accents', async () => {
    const { server, admin } = await arrange();
    const found = async (search: string) => (await server.answer('listPeople', { token: admin, query: { search } })).people.map((one) => one.employeeId);
    expect(await found('herrera TOMAS')).toEqual(['NWF-1002']);
    expect(await found('1004')).toEqual(['NWF-1004']);
    expect(await found('حداد')).toEqual(['NWF-1005']);
    expect(await found('whit')).toEqual(['NWF-1007', 'NWF-1008']);
    for (const nobody of ['%', '_', "' or 1=1 --", 'zzz']) expect(await found(nobody)).toEqual([]);
  });

  it('I2 shows a supervisor the people of the own timeclocks', async () => {
    const { server, admin, packer, stranger } = await arrange();
    const ids = async (token: string) => {
      const { people, total } = await server.answer('listPeople', { token });
      return [total, people.map((one) => one.employeeId)];
    };
    expect(await ids(packer)).toEqual([4, ['NWF-1005', 'NWF-1010', 'NWF-1011', 'NWF-1012']]);
    expect((await ids(admin))[0]).toBe(12);
    expect(await ids(stranger)).toEqual([1, ['CON-1']]);
    const code = async (name: 'readPerson' | 'removePin', token: string, employeeId: string) => (await server.ask(name, { token, params: { employeeId } })).body;
    expect(await code('readPerson', packer, 'NWF-1001')).toMatchObject({ code: 'noPermissionForTimeclock' });
    expect(await code('readPerson', packer, 'CON-1')).toMatchObject({ code: 'notFound' });
    expect(await code('removePin', packer, 'NWF-1001')).toMatchObject({ code: 'noPermissionForTimeclock' });
    expect(await code('removePin', stranger, 'NWF-1001')).toMatchObject({ code: 'notFound' });
    expect((await server.ask('listPeople', { token: packer, query: { timeclockId: dock } })).body).toMatchObject({ code: 'noPermissionForTimeclock' });
    expect((await server.ask('listPeople', { token: packer, query: { timeclockId: 2001 } })).body).toMatchObject({ code: 'notFound' });
  });

  it('I3 pages through people, each once, and takes no page of somebody else', async () => {
    const { server, admin, stranger } = await arrange();
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: { people: { employeeId: string }[]; next: string | null; total: number } = await server.answer('listPeople', { token: admin, query: { limit: 5, ...(after === null ? {} : { after }) } });
      expect(page.total).toBe(12);
      seen.push(...page.people.map((one) => one.employeeId));
      if (after === null) expect((await server.ask('listPeople', { token: stranger, query: { after: page.next ?? '' } })).body).toMatchObject({ code: 'pageTokenUnknown' });
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual(demo.people.map((one) => one.employeeId));
  });

  it('A5 creates a person, and keeps the last four digits as a keyed hash alone', async () => {
    const { server, admin } = await arrange();
    const { deviceToken } = await enrol(server);
    const answer = await server.answer('savePerson', { token: admin, params: { employeeId: 'NEW' }, body: person() });
    expect(answer).toEqual({ employeeId: 'NEW', ...person(), hasPin: false, pinDigits: null, hasLastFour: true, lastFour: undefined });
    const row = await rowOf(server, 'NEW');
    expect(row.last_four_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify([row, await server.deps.database.reader.selectFrom('audit_log').selectAll().execute(), server.logged])).not.toMatch(/"1234"/);
    expect((await server.answer('readEmployees', { token: deviceToken })).employees.map((one) => one.employeeId)).toContain('NEW');
  });

  it('A5 leaves PIN and last four as they are when others of a person change', async () => {
    const { server, admin } = await arrange();
    const before = await rowOf(server, 'NWF-1001');
    await server.answer('savePerson', { token: admin, params: { employeeId: 'NWF-1001' }, body: { ...(await personOf(server, admin, 'NWF-1001')), jobTitle: 'Foreman' } });
    expect(await rowOf(server, 'NWF-1001')).toEqual({ ...before, job_title: 'Foreman' });
  });

  it('J3 refuses a person by the field that makes no sense, and stores nothing', async () => {
    const { server, admin } = await arrange();
    const wrong: [string, object][] = [
      ['firstName', { firstName: '  ' }],
      ['photoDataUrl', { photoDataUrl: 'data:image/png;base64,AAAA' }],
      ['assignments.1.assignmentId', { assignments: [assignment(), assignment()] }],
      ['assignments.0.endDate', { assignments: [assignment({ endDate: '2025-12-31' })] }],
      ['assignments.0.timeclockId', { assignments: [assignment({ timeclockId: 2001 })] }],
      ['assignments.0.shiftEnd', { assignments: [assignment({ shiftStart: '07:00' })] }],
      ['assignments.0.job', { assignments: [assignment({ job: ' ' })] }],
    ];
    for (const [path, more] of wrong) expect(await save(server, admin, 'NEW', person(more))).toMatchObject({ status: 422, body: { code: 'notPossible', errors: [{ path }] } });
    expect((await server.ask('readPerson', { token: admin, params: { employeeId: 'NEW' } })).status).toBe(404);
  });

  it('J3 takes no assignment of somebody else', async () => {
    const { server, admin } = await arrange();
    expect(await save(server, admin, 'NEW', person({ assignments: [assignment({ assignmentId: 'NWF-1001-A1' })] }))).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await personOf(server, admin, 'NWF-1001')).assignments).toHaveLength(1);
  });

  it('I2 lets whoever may act on one timeclock change nothing at another', async () => {
    const { server, signIn, admin, packer } = await arrange();
    await server.answer('createUser', { token: admin, body: { username: 'floor', password: goodPassword, role: 'administrator', timeclocks: [packing] } });
    const limited = await signIn({ username: 'floor', password: goodPassword });
    const both = await personOf(server, admin, 'NWF-1005');
    const code = async (employeeId: string, body: object, token = limited) => (await save(server, token, employeeId, body)).body;
    expect(await code('NWF-1005', both, packer)).toMatchObject({ code: 'roleNotAllowed' });
    expect(await code('NWF-1005', { ...both, assignments: both.assignments.filter((one) => one.timeclockId === packing) })).toMatchObject({ code: 'noPermissionForTimeclock' });
    expect(await code('NWF-1005', { ...both, assignments: both.assignments.filter((one) => one.timeclockId === dock) })).toMatchObject({ code: 'noPermissionForTimeclock' });
    expect(await code('NEW', person())).toMatchObject({ code: 'noPermissionForTimeclock' });
    expect(await code('NWF-1001', await personOf(server, admin, 'NWF-1001'))).toMatchObject({ code: 'noPermissionForTimeclock' });
    expect((await save(server, limited, 'NWF-1005', { ...both, jobTitle: 'Packer' })).status).toBe(200);
    expect((await save(server, limited, 'NEW', person({ assignments: [assignment({ timeclockId: packing })] }))).status).toBe(200);
  });

  it('I2 keeps people of the same id apart by tenant', async () => {
    const { server, stranger, admin } = await arrange();
    const before = await rowOf(server, 'NWF-1001');
    expect((await save(server, stranger, 'NWF-1001', person({ assignments: [assignment({ assignmentId: 'NWF-1001-A1', timeclockId: 2001 })] }))).status).toBe(200);
    expect(await rowOf(server, 'NWF-1001')).toEqual(before);
    expect((await server.answer('readPerson', { token: admin, params: { employeeId: 'NWF-1001' } })).firstName).toBe('Maya');
  });

  it('D3 queues what was refused of a person when the person is saved', async () => {
    const { server, admin } = await arrange();
    const credentials = await enrol(server);
    const { verdicts } = await upload(server, { credentials, punches: [new PunchChain().next({ at: '2026-08-03T13:00:00.000Z', person: { kind: 'employee', employeeId: 'NEW' }, assignmentId: null })] });
    expect(verdicts).toMatchObject([{ kind: 'refused', code: 'unknownEmployee' }]);
    await save(server, admin, 'NEW', person());
    expect(await server.deps.database.reader.selectFrom('rejudge_queue').select(['person_key', 'work_date', 'caused_by']).execute()).toEqual([{ person_key: 'e:NEW', work_date: '2026-08-03', caused_by: 'person:NEW' }]);
  });

  it('D5 tells the timeclocks that a person leaves and joins', async () => {
    const { server, admin } = await arrange();
    const last = async () =>
      (await server.deps.database.reader.selectFrom('changes').select(['kind', 'subject_id', 'timeclock_id']).where('tenant_id', '=', demo.tenantId).orderBy('sequence', 'desc').limit(2).execute()).toSorted(
        (a, b) => a.timeclock_id - b.timeclock_id,
      );
    const maya = await personOf(server, admin, 'NWF-1001');
    await save(server, admin, 'NWF-1001', { ...maya, assignments: [assignment({ timeclockId: packing })] });
    expect(await last()).toEqual([dock, packing].map((timeclockId) => ({ kind: 'employee', subject_id: 'NWF-1001', timeclock_id: timeclockId })));
  });

  it('K13 lists who left apart from who is employed', async () => {
    const { server, admin } = await arrange();
    await save(server, admin, 'NWF-1001', { ...(await personOf(server, admin, 'NWF-1001')), lastWorkDate: '2026-11-22' });
    await save(server, admin, 'NWF-1002', { ...(await personOf(server, admin, 'NWF-1002')), lastWorkDate: '2026-11-23' });
    const total = async (state: string) => (await server.answer('listPeople', { token: admin, query: { state } })).total;
    expect([await total('employed'), await total('left'), await total('all')]).toEqual([11, 1, 12]);
  });
});

describe('PINs', () => {
  const issue = (server: ServerInProcess, token: string, employeeId: string, digits: number) => server.answer('issuePin', { token, params: { employeeId }, body: { digits } });
  const set = (server: ServerInProcess, token: string, employeeId: string, pin: string) => server.ask('setPin', { token, params: { employeeId }, body: { pin } });

  it('B6 issues a PIN that identifies the person at a kiosk, and shows it once', async () => {
    const { server, packer } = await arrange();
    const { deviceToken, tenantKey } = await enrol(server, { timeclockId: packing });
    for (const digits of [4, 6]) {
      const { pin } = await issue(server, packer, 'NWF-1010', digits);
      expect(pin).toMatch(digits === 4 ? /^\d{4}$/ : /^\d{6}$/);
      expect(pinWeakness(pin)).toBeNull();
      const { employees } = await server.answer('findByPin', { token: deviceToken, body: { pinHash: pinHash(pin, Buffer.from(tenantKey, 'hex')) } });
      expect(employees.map((one) => one.employeeId)).toEqual(['NWF-1010']);
      expect(await server.answer('readPerson', { token: packer, params: { employeeId: 'NWF-1010' } })).toMatchObject({ hasPin: true, pinDigits: digits });
      expect(JSON.stringify([server.logged, await server.deps.database.reader.selectFrom('audit_log').selectAll().execute()])).not.toContain(pin);
    }
  });

  it('B6 draws no weak PIN, and none twice', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(4 as const, 6 as const), (seed, digits) => {
        const random = seededRandom(seed);
        const pins = drawPins(digits, 100, (size) => Buffer.from(Array.from({ length: size }, () => random.below(256))));
        expect(new Set(pins).size).toBe(100);
        expect(pins.filter((pin) => pin.length !== digits || pinWeakness(pin) !== null)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('B6 issues to nobody what another of the tenant has, and says so when none is left', async () => {
    const { server, admin } = await arrange();
    const tenantKey = Buffer.from((await server.deps.database.reader.selectFrom('tenants').select('tenant_key').where('tenant_id', '=', demo.tenantId).executeTakeFirstOrThrow()).tenant_key, 'hex');
    const everyPin = Array.from({ length: 10_000 }, (_, index) => String(index).padStart(4, '0'));
    const rows = everyPin.map((pin, index) => ({
      tenant_id: demo.tenantId,
      employee_id: `P-${index}`,
      first_name: 'P',
      last_name: String(index),
      job_title: '',
      photo_data_url: null,
      pin_hash: pinHash(pin, tenantKey),
      last_four_hash: null,
      last_work_date: null,
      pin_digits: 4,
      name_key: `p|${index}`,
    }));
    const assignments = rows.map((row) => ({ ...row, assignment_id: `${row.employee_id}-A`, timeclock_id: packing }));
    await server.deps.database.transaction(async (db) => {
      for (let start = 0; start < rows.length; start += 500) {
        await db
          .insertInto('employees')
          .values(rows.slice(start, start + 500))
          .execute();
        const chunk = assignments.slice(start, start + 500).map((row) => ({
          tenant_id: row.tenant_id,
          assignment_id: row.assignment_id,
          employee_id: row.employee_id,
          timeclock_id: row.timeclock_id,
          job: 'x',
          department: '',
          start_date: '2020-01-01',
          end_date: null,
          shift_start: null,
          shift_end: null,
        }));
        await db.insertInto('assignments').values(chunk).execute();
      }
    });
    // At the dock alone nobody has one of these.
    expect((await issue(server, admin, 'NWF-1001', 4)).pin).toMatch(/^\d{4}$/);
    expect(await server.ask('issuePin', { token: admin, params: { employeeId: 'NWF-1010' }, body: { digits: 4 } })).toMatchObject({ status: 422, body: { code: 'notPossible', errors: [{ path: 'digits' }] } });
    const { pin } = await issue(server, admin, 'NWF-1010', 6);
    expect(pin).toMatch(/^\d{6}$/);
  });

  it('B6 gives one PIN to one of two people who ask for it at the same moment', async () => {
    const { server, admin } = await arrange();
    const answers = await Promise.all(['NWF-1001', 'NWF-1002', 'NWF-1003', 'NWF-1004'].map((employeeId) => set(server, admin, employeeId, '704913')));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
  });

  it('B6 refuses a chosen PIN that is guessed first, without repeating it', async () => {
    const { server, packer } = await arrange();
    for (const pin of ['1234', '111111', '1987', '147258']) {
      const answer = await set(server, packer, 'NWF-1010', pin);
      expect(answer).toMatchObject({ status: 422, body: { code: 'notPossible', errors: [{ path: 'pin' }] } });
      expect(JSON.stringify(answer.body)).not.toContain(pin);
    }
    for (const pin of ['12345', '1234567', '12a4', '']) expect((await set(server, packer, 'NWF-1010', pin)).body).toMatchObject({ code: 'invalidMessage' });
  });

  it('B5 refuses a chosen PIN that somebody at the same timeclock has, and takes it elsewhere', async () => {
    const { server, admin } = await arrange();
    // Maya works at the dock, Priya at packing, Layla at both.
    expect((await set(server, admin, 'NWF-1005', '482913')).body).toMatchObject({ code: 'conflict', errors: [{ path: 'pin' }] });
    expect((await set(server, admin, 'NWF-1010', '482913')).status).toBe(200);
    expect((await set(server, admin, 'NWF-1001', '482913')).status).toBe(200);
  });

  it('B3 takes a PIN away, and kiosks hear of it', async () => {
    const { server, packer } = await arrange();
    await server.answer('removePin', { token: packer, params: { employeeId: 'NWF-1010' } });
    expect(await rowOf(server, 'NWF-1010')).toMatchObject({ pin_hash: null, pin_digits: null });
    expect(await server.deps.database.reader.selectFrom('changes').select(['kind', 'subject_id', 'timeclock_id']).where('tenant_id', '=', demo.tenantId).orderBy('sequence', 'desc').limit(1).execute()).toEqual([
      { kind: 'employee', subject_id: 'NWF-1010', timeclock_id: packing },
    ]);
  });
});

describe('the fail report', () => {
  const made = { deviceInstant: '2026-11-23T13:00:00.000Z', bestKnownInstant: '2026-11-23T13:00:00.000Z' };

  async function arrangeTemporary(form: { firstName: string; lastName: string; lastFour: string }) {
    const arranged = await arrange();
    const credentials = await enrol(arranged.server);
    const temporaryEmployeeId = crypto.randomUUID();
    const record = { kind: 'temporaryEmployee', recordId: uuidv7(), ...made, temporaryEmployeeId, ...form } as const;
    const punches = [new PunchChain().next({ at: made.bestKnownInstant, person: { kind: 'temporary', temporaryEmployeeId }, assignmentId: null })];
    const { verdicts } = await upload(arranged.server, { credentials, records: [record], punches });
    const outcome = async () => arranged.server.deps.database.reader.selectFrom('temporary_employees').select(['outcome', 'employee_id']).executeTakeFirstOrThrow();
    return { ...arranged, verdicts, outcome };
  }

  it('F6 settles a temporary employee when the profile is corrected', async () => {
    const { server, admin, verdicts, outcome } = await arrangeTemporary({ firstName: 'Maya', lastName: 'Okafor', lastFour: '9999' });
    expect(verdicts).toMatchObject([{ kind: 'failed', reason: 'noMatch' }]);
    await save(server, admin, 'NWF-1001', { ...(await personOf(server, admin, 'NWF-1001')), lastFour: '9999' });
    expect(await outcome()).toEqual({ outcome: 'matched', employee_id: 'NWF-1001' });
    expect(await server.deps.database.reader.selectFrom('punches').select(['person_key', 'verdict']).execute()).toEqual([{ person_key: 'e:NWF-1001', verdict: 'accepted' }]);
  });

  it('F6 settles it as well when the other of two people of one name gets another name, or comes with a list', async () => {
    const { server, admin, outcome } = await arrangeTemporary({ firstName: 'Rosa', lastName: 'Díaz', lastFour: '1234' });
    await save(server, admin, 'TWIN-1', person({ assignments: [] }));
    await server.deps.database.transaction((db) => db.updateTable('temporary_employees').set({ outcome: 'severalMatches', employee_id: null, settled_ms: null, settled_by: null }).execute());
    await save(server, admin, 'TWIN-2', person({ assignments: [] }));
    expect(await outcome()).toEqual({ outcome: 'severalMatches', employee_id: null });
    const list = ['employee_id,first_name,last_name', 'TWIN-2,Rosalía,Díaz'].join('\n');
    expect(await server.answer('importPeople', { token: admin, query: { mode: 'store' }, body: list, contentType: 'text/csv' })).toMatchObject({ changed: 1 });
    expect(await outcome()).toEqual({ outcome: 'matched', employee_id: 'TWIN-1' });
  });
});
