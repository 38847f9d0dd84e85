import { describe, expect, it } from 'vitest';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { badTexts, goodTexts } from '../../test/support/bad-texts.ts';
import { arrangeServer, enrol, upload, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';

const { dock, packing } = demo.timeclocks;

async function arrange() {
  const server = await arrangeServer();
  const signIn = async (credentials: { username: string; password: string }) => (await server.answer('openSession', { body: credentials })).sessionToken;
  return { server, signIn, admin: await signIn(demo.administrator), supervisor: await signIn(demo.packingSupervisor), stranger: await signIn(demo.otherTenant.administrator) };
}

async function limitedAdministrator(server: ServerInProcess, admin: string): Promise<string> {
  const credentials = { username: 'dock-only', password: 'cobalt-heron-418' };
  await server.answer('createUser', { token: admin, body: { ...credentials, role: 'administrator', timeclocks: [dock] } });
  return (await server.answer('openSession', { body: credentials })).sessionToken;
}

async function changesOf(server: ServerInProcess, kind: 'timeclock' | 'organisation' | 'texts') {
  const rows = await server.deps.database.reader.selectFrom('changes').select(['subject_id', 'timeclock_id']).where('kind', '=', kind).where('tenant_id', '=', demo.tenantId).orderBy('sequence').execute();
  return rows.map((row) => [row.subject_id, row.timeclock_id]);
}

describe('organisation', () => {
  const settings = { name: 'Northwind Foods', alias: 'NWX', timeZone: 'America/New_York', locale: 'es-US', firstDayOfWeek: 1 };

  it('A2 changes the organisation, and kiosks find it by its new alias', async () => {
    const { server, admin, supervisor } = await arrange();
    expect(await server.answer('saveOrganisation', { token: admin, body: settings })).toEqual({ tenantId: 'northwind', ...settings });
    expect(await server.answer('readOrganisation', { token: supervisor })).toEqual({ tenantId: 'northwind', ...settings });
    expect(await changesOf(server, 'organisation')).toEqual([['', 0]]);
    expect((await server.answer('findCompany', { body: { company: 'northwind foods', alias: 'nwx' } })).organisation.tenantId).toBe('northwind');
  });

  it('J3 refuses names that are taken or empty, and locales that there are not', async () => {
    const { server, admin } = await arrange();
    const save = async (more: object) => (await server.ask('saveOrganisation', { token: admin, body: { ...settings, ...more } })).body;
    expect(await save({ name: 'CONTOSO  logistics', alias: 'con' })).toMatchObject({ code: 'conflict', errors: [{ path: 'alias' }] });
    expect(await save({ alias: ' ' })).toMatchObject({ code: 'notPossible', errors: [{ path: 'alias' }] });
    expect(await save({ locale: 'en-toolonglong' })).toMatchObject({ errors: [{ path: 'locale' }] });
    expect(await changesOf(server, 'organisation')).toEqual([]);
  });
});

describe('timeclocks', () => {
  it('I2 shows a supervisor the own timeclocks, and names what is not theirs', async () => {
    const { server, admin, supervisor, stranger } = await arrange();
    const ids = async (token: string) => (await server.answer('listTimeclocks', { token })).timeclocks.map((timeclock) => timeclock.timeclockId);
    expect([await ids(admin), await ids(supervisor), await ids(stranger)]).toEqual([[dock, packing], [packing], [2001]]);
    for (const name of ['readTimeclockSettings', 'countVerifiers'] as const) {
      const ask = async (token: string, timeclockId: number) => (await server.ask(name, { token, params: { timeclockId } })).body;
      expect(await ask(supervisor, dock)).toMatchObject({ code: 'noPermissionForTimeclock' });
      expect(await ask(supervisor, 2001)).toMatchObject({ code: 'notFound' });
      expect(await ask(stranger, dock)).toMatchObject({ code: 'notFound' });
    }
  });

  it('A3 changes settings, and the kiosks hear of it', async () => {
    const { server, admin } = await arrange();
    const before = await server.answer('readTimeclockSettings', { token: admin, params: { timeclockId: dock } });
    const heard = (await changesOf(server, 'timeclock')).length;
    const saved = await server.answer('saveTimeclock', { token: admin, params: { timeclockId: dock }, body: { ...before, name: 'Dock 5', pinType: 'fourDigits' } });
    expect(saved).toEqual({ ...before, name: 'Dock 5', pinType: 'fourDigits' });
    expect(await server.answer('readTimeclockSettings', { token: admin, params: { timeclockId: dock } })).toEqual(saved);
    expect((await changesOf(server, 'timeclock')).slice(heard)).toEqual([['', dock]]);
  });

  it('A3 creates a timeclock; whoever may act on some alone creates none', async () => {
    const { server, admin } = await arrange();
    const limited = await limitedAdministrator(server, admin);
    const properties = await server.answer('readTimeclockSettings', { token: admin, params: { timeclockId: dock } });
    const save = (token: string) => server.ask('saveTimeclock', { token, params: { timeclockId: 77 }, body: { ...properties, timeclockId: 77 } });
    expect((await save(limited)).body).toMatchObject({ code: 'noPermissionForTimeclock' });
    expect((await save(admin)).status).toBe(200);
    expect((await server.answer('findCompany', { body: { company: demo.company, alias: demo.alias } })).timeclocks.map((timeclock) => timeclock.timeclockId)).toContain(77);
  });

  it('C8 refuses enforcement with an empty list, and stores nothing of what was refused', async () => {
    const { server, admin } = await arrange();
    const before = await server.answer('readTimeclockSettings', { token: admin, params: { timeclockId: dock } });
    const save = (timeclockId: number, more: object) => server.ask('saveTimeclock', { token: admin, params: { timeclockId }, body: { ...before, ...more } });
    expect(await save(dock, { name: 'Other', ipRules: { enforced: true, allowed: [] } })).toMatchObject({
      status: 422,
      body: { code: 'notPossible', errors: [{ path: 'ipRules.allowed', message: expect.stringContaining('switch the enforcement off') as unknown }] },
    });
    expect(await save(packing, {})).toMatchObject({ status: 409, body: { code: 'conflict', errors: [{ path: 'timeclockId' }] } });
    expect(await save(dock, { resetTimerSeconds: 5 })).toMatchObject({ status: 422, body: { code: 'invalidMessage' } });
    expect(await server.answer('readTimeclockSettings', { token: admin, params: { timeclockId: dock } })).toEqual(before);
  });

  it('D3 queues what the old rules judged, and nothing when only the look changed', async () => {
    const { server, admin } = await arrange();
    const credentials = await enrol(server);
    const chain = new PunchChain();
    const person = { kind: 'employee', employeeId: 'NWF-1001' } as const;
    const refused = { at: '2026-09-01T13:00:00.000Z', person, assignmentId: null, type: 'clockOut' } as const;
    await upload(server, { credentials, punches: [chain.next(refused), chain.next({ at: '2026-11-23T13:00:00.000Z', person, assignmentId: null })] });
    const queued = async () => (await server.deps.database.reader.selectFrom('rejudge_queue').select('work_date').orderBy('work_date').execute()).map((row) => row.work_date);
    const properties = await server.answer('readTimeclockSettings', { token: admin, params: { timeclockId: dock } });
    await server.answer('saveTimeclock', { token: admin, params: { timeclockId: dock }, body: { ...properties, resetTimerSeconds: 60 } });
    expect(await queued()).toEqual([]);
    await server.answer('saveTimeclock', { token: admin, params: { timeclockId: dock }, body: { ...properties, rounding: { ...properties.rounding, clockInMinutes: 15 } } });
    expect(await queued()).toEqual(['2026-09-01', '2026-11-23']);
  });

  it('K12 counts who could not identify themselves by each PIN type', async () => {
    const { server, admin } = await arrange();
    const count = () => server.answer('countVerifiers', { token: admin, params: { timeclockId: packing } });
    expect(await count()).toEqual({ employees: 4, withoutFourDigits: 4, withoutSixDigits: 0, withoutLastFour: 0 });
    await server.answer('setPin', { token: admin, params: { employeeId: 'NWF-1010' }, body: { pin: '4829' } });
    await server.answer('removePin', { token: admin, params: { employeeId: 'NWF-1011' } });
    expect(await count()).toEqual({ employees: 4, withoutFourDigits: 3, withoutSixDigits: 2, withoutLastFour: 0 });
  });
});

describe('texts', () => {
  const save = (server: ServerInProcess, token: string, language: string, body: object) => server.ask('saveTexts', { token, params: { language }, body });

  it("A6 lays the tenant's wording over the texts that ship, and takes it back", async () => {
    const { server, admin, supervisor } = await arrange();
    const { deviceToken } = await enrol(server);
    const title = async () => (await server.answer('readTexts', { token: deviceToken })).texts['en']?.['pin.title'];
    const shipped = await title();
    expect((await save(server, admin, 'en', { 'pin.title': 'Badge number' })).status).toBe(200);
    expect(await title()).toBe('Badge number');
    expect(await server.answer('listTexts', { token: supervisor })).toEqual({ texts: { en: { 'pin.title': 'Badge number' } } });
    await server.answer('removeTexts', { token: admin, params: { language: 'en' } });
    expect(await title()).toBe(shipped);
    expect((await server.ask('removeTexts', { token: admin, params: { language: 'en' } })).body).toMatchObject({ code: 'notFound' });
    expect(await changesOf(server, 'texts')).toEqual([
      ['en', 0],
      ['en', 0],
    ]);
  });

  it('J3 names each text that cannot be shown, and stores none', async () => {
    const { server, admin } = await arrange();
    const answer = await save(server, admin, 'en', { 'pin.title': 'Good', 'pin.clear': 'Broken {', 'no.such.key': 'x' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'notPossible', errors: [{ path: 'pin.clear' }, { path: 'no.such.key' }] } });
    expect(await server.answer('listTexts', { token: admin })).toEqual({ texts: {} });
  });

  it('J3 A6 refuses what no kiosk can show with the key named, and stores nothing of the package', async () => {
    const { server, admin } = await arrange();
    for (const [what, { key, language, text }] of badTexts) {
      const answer = await save(server, admin, language, { 'pin.clear': 'Good', [key]: text });
      expect([what, answer]).toMatchObject([what, { status: 422, body: { code: 'notPossible', errors: [{ path: key }] } }]);
    }
    for (const key of ['no.such.key', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(await save(server, admin, 'es', { 'pin.clear': 'Good', [key]: 'x' })).toMatchObject({ status: 422, body: { errors: [{ path: key }] } });
    }
    expect(await save(server, admin, 'es', { 'pin.clear': 'x'.repeat(2001) })).toMatchObject({ status: 422, body: { errors: [{ path: 'pin.clear' }] } });
    expect((await server.ask('saveTexts', { token: admin, params: { language: 'es' }, body: '{"pin.clear":"Good","__proto__":"x"}' })).status).toBe(400);
    expect(await server.answer('listTexts', { token: admin })).toEqual({ texts: {} });
  });

  it('A6 J2 takes what a kiosk can show, markup as the text that it is', async () => {
    const { server, admin } = await arrange();
    for (const [what, { key, language, text }] of goodTexts) expect([what, (await save(server, admin, language, { [key]: text })).status]).toEqual([what, 200]);
    const { texts } = await server.answer('listTexts', { token: admin });
    expect(texts['ar']).toEqual({ 'status.unsent': expect.stringContaining('few') as unknown });
  });

  it('A6 keeps the texts of a language as long as a timeclock offers it', async () => {
    const { server, admin } = await arrange();
    const properties = await server.answer('readTimeclockSettings', { token: admin, params: { timeclockId: dock } });
    const offer = (languages: string[]) => server.ask('saveTimeclock', { token: admin, params: { timeclockId: dock }, body: { ...properties, display: { ...properties.display, languages } } });
    expect(await offer(['en', 'de'])).toMatchObject({ body: { errors: [{ path: 'display.languages.1' }] } });
    await save(server, admin, 'de', { 'pin.title': 'Deine PIN' });
    expect((await offer(['en', 'de'])).status).toBe(200);
    expect(await server.ask('removeTexts', { token: admin, params: { language: 'de' } })).toMatchObject({ body: { code: 'notPossible', errors: [{ path: 'language', message: expect.stringContaining('1042') as unknown }] } });
    await offer(['en']);
    expect((await server.ask('removeTexts', { token: admin, params: { language: 'de' } })).status).toBe(200);
  });

  it('I2 lets those alone change what concerns every timeclock who may act on every one', async () => {
    const { server, admin, supervisor } = await arrange();
    const limited = await limitedAdministrator(server, admin);
    for (const [token, code] of [
      [limited, 'noPermissionForTimeclock'],
      [supervisor, 'roleNotAllowed'],
    ] as const) {
      const organisation = { name: 'x', alias: 'x', timeZone: 'UTC', locale: 'en', firstDayOfWeek: 1 };
      const answers = [await save(server, token, 'en', { 'pin.title': 'x' }), await server.ask('removeTexts', { token, params: { language: 'en' } }), await server.ask('saveOrganisation', { token, body: organisation })];
      for (const answer of answers) expect(answer.body).toMatchObject({ code });
    }
  });
});
