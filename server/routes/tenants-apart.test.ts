/** I2: every route of the contract, asked by somebody whose business it is not. A new route is in here by being in the contract. */
import { describe, expect, it } from 'vitest';
import { sealedMediaType, routes, type RouteName } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { fillTenant, type KnownIds } from '../../test/support/known-ids.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { routeInputs } from '../../test/support/route-inputs.ts';
import { arrangeServer, enrol, sealedBatch, type Answer, type ServerInProcess } from '../../test/support/server-in-process.ts';
import type { Schema } from '../database/schema.ts';
import { demo } from '../demo.ts';

const names = Object.keys(routes) as RouteName[];
const { otherTenant } = demo;

/** Tables with a tenant's rows; those without stand apart, so that a new table has to be put somewhere. */
const tenantTables: Record<Exclude<keyof Schema, 'server_state' | 'setup_requests' | 'sign_in_failures'>, true> = {
  tenants: true,
  timeclocks: true,
  texts: true,
  users: true,
  user_timeclocks: true,
  sessions: true,
  devices: true,
  employees: true,
  assignments: true,
  changes: true,
  punches: true,
  punches_set_aside: true,
  verdict_changes: true,
  enrolment_codes: true,
  replaced_tokens: true,
  corrections: true,
  punch_decisions: true,
  temporary_employees: true,
  temporary_ids: true,
  outbox_records: true,
  answers: true,
  question_versions: true,
  requests: true,
  meetings: true,
  batches: true,
  rejudge_queue: true,
  audit_log: true,
};

/** Every row of a tenant, as text that can be compared. */
async function dump(server: ServerInProcess, tenantId: string): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of Object.keys(tenantTables) as (keyof typeof tenantTables)[]) {
    const rows = await server.deps.database.reader.selectFrom(table).selectAll().execute();
    all[table] = rows
      .filter((row) => row.tenant_id === tenantId)
      .map((row) => JSON.stringify(row))
      .toSorted();
  }
  return all;
}

/** What only somebody of the first tenant may read: no request holds any of it. */
const secrets = ['Okafor', 'Dock 4', 'Northwind', 'NWF-1003', 'Größmann', 'Unmatched', '8642', 'noted at the dock', 'came earlier', 'for hall two', 'Forklift', 'Yard driver', 'northwind-admin'];

interface Stranger {
  readonly device: string;
  readonly session: string;
}

async function arrange() {
  const server = await arrangeServer();
  const ids = await fillTenant(server);
  const credentials = await enrol(server, { ...otherTenant.administrator, tenantId: otherTenant.tenantId, timeclockId: otherTenant.timeclockId, deviceId: 'their-kiosk' });
  const { sessionToken: session } = await server.answer('openSession', { body: otherTenant.administrator });
  return { server, ids, credentials, stranger: { device: credentials.deviceToken, session } };
}

function tokenFor(name: RouteName, stranger: Stranger): { token?: string } {
  switch (routes[name].auth) {
    case 'none':
      return {};
    case 'optionalDevice':
    case 'device':
    case 'renewableDevice':
      return { token: stranger.device };
    case 'supervisor':
    case 'administrator':
      return { token: stranger.session };
  }
}

async function askAsStranger(server: ServerInProcess, name: RouteName, ids: KnownIds, stranger: Stranger): Promise<Answer> {
  return server.ask(name, { ...(await routeInputs[name](ids)), ...tokenFor(name, stranger) });
}

/** What is public by its nature (A2, A3), or is done by the tenant's own password or code. */
const open: ReadonlySet<RouteName> = new Set(['findCompany', 'readTimeclock', 'enrolDevice', 'enrolByCode']);
/** The same id may stand for something of the stranger's own: what they make is theirs, and nothing of ours comes back. */
const ownByTheSameId: ReadonlySet<RouteName> = new Set(['savePerson', 'saveTimeclock', 'saveTexts', 'removeTexts']);

const namesSomething = (name: RouteName): boolean => 'params' in routes[name] || ['uploadBatch', 'typePunch', 'issueEnrolmentCode', 'readBreakFindings'].includes(name);

/** Requests that our own people are refused as well, for a reason of their own; all others are answered. */
const refusedToAnybody: Partial<Record<RouteName, number>> = { readChanges: 410, openSession: 401, verifyOperator: 401, changeOwnPassword: 401, dismissTemporary: 409 };

describe('our own people', () => {
  it('I2 are answered what strangers are refused: the requests of these tests are good ones', async () => {
    const { server, ids } = await arrange();
    const answers: string[] = [];
    for (const name of names.filter((one) => one !== 'closeSession')) {
      const answer = await server.ask(name, { ...(await routeInputs[name](ids)), ...tokenFor(name, { device: ids.device.deviceToken, session: ids.administrator }) });
      answers.push(JSON.stringify(answer.body));
      expect([name, answer.status]).toEqual([name, refusedToAnybody[name] ?? 200]);
    }
    for (const secret of secrets) expect([secret, answers.some((text) => text.includes(secret))]).toEqual([secret, true]);
  });
});

describe('another tenant', () => {
  it('I2 registers every route of the contract, each with its own way of asking who calls', async () => {
    const server = await arrangeServer();
    const missing = names.filter((name) => !server.app.hasRoute({ method: routes[name].method, url: apiPrefix + routes[name].path }));
    expect(missing).toEqual([]);
    const nobody = await idsOfNobody(server);
    for (const name of names.filter((one) => routes[one].auth !== 'none' && routes[one].auth !== 'optionalDevice')) {
      const { token: _token, ...ask } = { token: null, ...(await routeInputs[name](nobody)) };
      expect([name, (await server.ask(name, ask)).body]).toMatchObject([name, { code: 'tokenMissing' }]);
    }
  });

  it('I2 gets nothing of ours and changes nothing of ours by any route, with our ids and a good token of its own', async () => {
    const { server, ids, stranger } = await arrange();
    const before = await dump(server, demo.tenantId);
    const asked = names.filter((name) => !open.has(name) && name !== 'closeSession' && name !== 'changeOwnPassword');
    // What makes the stranger something under our ids comes behind the rest, and the end of the session last.
    const order = [...asked.filter((name) => !ownByTheSameId.has(name)), ...asked.filter((name) => ownByTheSameId.has(name)), 'closeSession'] as const;
    for (const name of order) {
      const answer = await askAsStranger(server, name, ids, stranger);
      const text = JSON.stringify(answer.body);
      expect([name, secrets.filter((secret) => text.includes(secret))]).toEqual([name, []]);
      expect([name, answer.status]).not.toEqual([name, 500]);
      if (namesSomething(name) && !ownByTheSameId.has(name)) expect([name, [401, 403, 404, 422].includes(answer.status)]).toEqual([name, true]);
    }
    expect(await dump(server, demo.tenantId)).toEqual(before);
  });

  it('I2 is told that our ids are not there, not that they are forbidden', async () => {
    const { server, ids, stranger } = await arrange();
    const byPath = names.filter((name) => 'params' in routes[name] && !ownByTheSameId.has(name));
    for (const name of byPath) expect([name, (await askAsStranger(server, name, ids, stranger)).status]).toEqual([name, 404]);
  });

  it('I2 A4 A9 enrols no device here by its own password, nor there by our code', async () => {
    const { server, ids } = await arrange();
    const before = await dump(server, demo.tenantId);
    const device = { deviceId: 'kiosk-1', deviceName: 'Thief', platform: 'x', appVersion: '1' };
    const signedIn = await server.ask('enrolDevice', { body: { ...otherTenant.administrator, tenantId: ids.tenantId, timeclockId: ids.timeclockId, device } });
    expect(signedIn).toMatchObject({ status: 403, body: { code: 'userOfAnotherTenant' } });
    const byCode = await server.ask('enrolByCode', { body: { tenantId: otherTenant.tenantId, timeclockId: otherTenant.timeclockId, code: ids.code, device } });
    expect(byCode).toMatchObject({ status: 401, body: { code: 'codeUnknown' } });
    expect(await dump(server, demo.tenantId)).toEqual(before);
  });

  it('I2 H2 gets no verdict on our punches, and cannot touch them with ids of ours in a batch of its own', async () => {
    const { server, ids, credentials } = await arrange();
    const before = await dump(server, demo.tenantId);
    const mine = new PunchChain('their-kiosk').next({ at: '2026-11-23T15:00:00.000Z', punchId: ids.punchId, person: { kind: 'employee', employeeId: ids.employeeId }, assignmentId: ids.assignmentId });
    const sent = await server.ask('uploadBatch', { token: credentials.deviceToken, query: { lane: 'normal' }, contentType: sealedMediaType, body: await sealedBatch({ credentials, deviceId: 'their-kiosk', punches: [mine] }) });
    expect(sent).toMatchObject({ status: 200, body: { verdicts: [{ kind: 'refused', punchId: ids.punchId, code: 'unknownEmployee' }] } });
    expect(await dump(server, demo.tenantId)).toEqual(before);
  });
});

describe('a supervisor of another timeclock', () => {
  it('I2 is refused, or shown nothing of it, by every route that supervisors may use', async () => {
    const { server, ids } = await arrange();
    const before = await dump(server, demo.tenantId);
    const changing = names.filter((name) => routes[name].auth === 'supervisor' && 'params' in routes[name]);
    for (const name of changing) {
      const answer = await server.ask(name, { ...(await routeInputs[name](ids)), token: ids.otherSupervisor });
      expect([name, answer.status]).toEqual([name, 403]);
      expect(answer.body).toMatchObject({ code: 'noPermissionForTimeclock' });
    }
    for (const name of ['typePunch', 'readPunches', 'readBreakFindings', 'readSyncFailReport'] as const)
      expect([name, (await server.ask(name, { ...(await routeInputs[name](ids)), token: ids.otherSupervisor })).status]).toEqual([name, 403]);
    expect(await dump(server, demo.tenantId)).toEqual(before);
  });

  it('I2 is refused by every route of administrators', async () => {
    const { server, ids } = await arrange();
    const before = await dump(server, demo.tenantId);
    for (const name of names.filter((one) => routes[one].auth === 'administrator')) {
      expect([name, (await server.ask(name, { ...(await routeInputs[name](ids)), token: ids.otherSupervisor })).body]).toMatchObject([name, { code: 'roleNotAllowed' }]);
    }
    expect(await dump(server, demo.tenantId)).toEqual(before);
  });
});

/** Ids that nobody has, where only the shape of a request counts. */
async function idsOfNobody(server: ServerInProcess): Promise<KnownIds> {
  const id = '019abcde-0000-7000-8000-000000000099';
  const device = await enrol(server);
  return {
    tenantId: 'nobody',
    timeclockId: 9,
    deviceId: 'nobody',
    employeeId: 'nobody',
    assignmentId: 'nobody',
    userId: 'nobody',
    punchId: id,
    refusedPunchId: id,
    codeId: 'nobody',
    code: 'nobody',
    requestId: id,
    meetingId: id,
    temporaryEmployeeId: id,
    device,
    administrator: '',
    otherSupervisor: '',
  };
}
