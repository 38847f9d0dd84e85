import { describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { lastFourHash } from '../../shared/lib/keyed-hash.ts';
import { nameKey } from '../../shared/rules/identity.ts';
import { testNowMs } from '../../test/support/server-in-process.ts';
import { arrangeSupervision, type SupervisionBench } from '../../test/support/supervision-bench.ts';
import type { RequestsTable } from '../database/outbox-schema.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readTenantKey } from '../database/tenants.ts';
import { demo } from '../demo.ts';

const day = '2026-11-23T';
const because = { body: { reason: 'nobody of ours' } };

const scopeOf = (bench: SupervisionBench) => tenantScope(bench.server.deps.database.reader, demo.tenantId);

/** Somebody known by the form alone, at the kiosk of Dock 4. */
async function stranger(bench: SupervisionBench, form: { firstName: string; lastName: string; lastFour: string }): Promise<string> {
  const scope = scopeOf(bench);
  const recordId = v7();
  const tenantKey = Buffer.from(await readTenantKey(scope), 'hex');
  await scope
    .insertTemporaryEmployee({
      record_id: recordId,
      first_name: form.firstName,
      last_name: form.lastName,
      name_key: nameKey(form.firstName, form.lastName),
      last_four_hash: lastFourHash(form.lastFour, tenantKey),
      last_four: form.lastFour,
      first_seen_ms: testNowMs,
      outcome: 'noMatch',
      employee_id: null,
      settled_ms: null,
      settled_by: null,
    })
    .execute();
  await scope.insertTemporaryId({ temporary_employee_id: recordId, record_id: recordId, device_id: 'kiosk-1', timeclock_id: demo.timeclocks.dock }).execute();
  return recordId;
}

const punchOf = (bench: SupervisionBench, temporaryEmployeeId: string, at: string, type: 'clockIn' | 'clockOut') => bench.punched({ at, type, person: { kind: 'temporary', temporaryEmployeeId }, assignmentId: null });

async function changed(bench: SupervisionBench, kind: 'temporaryEmployee' | 'request' | 'entry'): Promise<string[]> {
  const rows = await bench.server.deps.database.reader.selectFrom('changes').select('subject_id').where('kind', '=', kind).orderBy('sequence').execute();
  return rows.map((row) => row.subject_id);
}

describe('the sync fail report', () => {
  it('F5 K10 lists temporary employees with what they typed, their punches, and whom they may be', async () => {
    const bench = await arrangeSupervision();
    const recordId = await stranger(bench, { firstName: 'Maja', lastName: 'OKAFOR', lastFour: '9082' });
    await punchOf(bench, recordId, `${day}14:00:00.000Z`, 'clockIn');
    await punchOf(bench, recordId, `${day}19:00:00.000Z`, 'clockOut');
    const { temporaryEmployees } = await bench.answer('readSyncFailReport');
    expect(temporaryEmployees).toMatchObject([
      { temporaryEmployeeId: recordId, firstName: 'Maja', lastFour: '9082', matchFailure: 'noMatch', timeclocks: [1042], devices: ['kiosk-1'], punches: 2, firstPunchAt: `${day}14:00:00.000Z`, lastPunchAt: `${day}19:00:00.000Z` },
    ]);
    expect(temporaryEmployees[0]?.candidates.map((one) => [one.employeeId, one.sameName, one.sameLastFour])).toEqual([
      ['NWF-1002', false, true],
      ['NWF-1001', true, false],
    ]);
  });

  it('F6 attribution gives the punches to the employee, once, and tells the kiosks', async () => {
    const bench = await arrangeSupervision();
    const recordId = await stranger(bench, { firstName: 'Maja', lastName: 'Okafor', lastFour: '0000' });
    const punch = await punchOf(bench, recordId, `${day}14:00:00.000Z`, 'clockIn');
    await punchOf(bench, recordId, `${day}19:00:00.000Z`, 'clockOut');
    const ask = { params: { temporaryEmployeeId: recordId }, body: { employeeId: 'NWF-1001' } };
    await bench.answer('attributeTemporary', ask);
    await bench.answer('attributeTemporary', ask);
    const { days } = await bench.answer('readTimesheet', { params: { employeeId: 'NWF-1001' }, query: { from: '2026-11-23', to: '2026-11-23' } });
    expect(days).toMatchObject([{ workedMinutes: 300, open: false }]);
    const { history } = await bench.answer('readPunch', { params: { punchId: punch.punchId } });
    expect(history.filter((step) => step.what === 'attributed')).toMatchObject([{ by: 'supervisor' }]);
    expect((await bench.answer('readSyncFailReport')).temporaryEmployees).toEqual([]);
    expect(await changed(bench, 'temporaryEmployee')).toContain(recordId);
    expect(await bench.refusal('attributeTemporary', { ...ask, body: { employeeId: 'NWF-1002' } })).toEqual([409, 'conflict']);
    const row = await scopeOf(bench).selectTemporaryEmployees().select('last_four').executeTakeFirstOrThrow();
    expect(row.last_four).toBeNull();
  });

  it('K10 dismissal settles without an employee, keeps the reason, and pays nobody', async () => {
    const bench = await arrangeSupervision();
    const recordId = await stranger(bench, { firstName: 'Just', lastName: 'Playing', lastFour: '1234' });
    const punch = await punchOf(bench, recordId, `${day}14:00:00.000Z`, 'clockIn');
    const params = { temporaryEmployeeId: recordId };
    await bench.answer('dismissTemporary', { params, ...because });
    await bench.answer('dismissTemporary', { params, ...because });
    const { punch: shown, history } = await bench.answer('readPunch', { params: { punchId: punch.punchId } });
    expect(shown.state).toBe('voided');
    expect(history.filter((step) => step.what === 'dismissed')).toMatchObject([{ by: 'supervisor', reason: 'nobody of ours' }]);
    expect((await bench.answer('readSyncFailReport')).temporaryEmployees).toEqual([]);
  });

  it('I3 K10 lists refused punches with code and text until they are dismissed', async () => {
    const bench = await arrangeSupervision();
    const refused = await bench.punched({ at: `${day}14:00:00.000Z`, type: 'clockOut' });
    const { refusedPunches } = await bench.answer('readSyncFailReport');
    expect(refusedPunches).toMatchObject([{ punch: { punchId: refused.punchId, personName: 'Maya Okafor' }, code: 'noClockIn', text: 'There is no Clock In on that work date before this punch.' }]);
    const params = { punchId: refused.punchId };
    await bench.answer('dismissPunch', { params, ...because });
    await bench.answer('dismissPunch', { params, ...because });
    expect((await bench.answer('readSyncFailReport')).refusedPunches).toEqual([]);
    expect(await changed(bench, 'entry')).toContain(refused.punchId);
    expect((await bench.answer('readPunch', { params })).history).toMatchObject([{ what: 'dismissed', reason: 'nobody of ours' }]);
    // A Clock In that arrives late does not bring back what a person settled.
    await bench.punched({ at: `${day}13:00:00.000Z` });
    expect((await bench.answer('readPunch', { params })).punch.state).toBe('voided');
    expect(await bench.answer('restorePunch', { params, ...because })).toMatchObject({ state: 'accepted' });
  });

  it('K10 only refused punches are dismissed', async () => {
    const bench = await arrangeSupervision();
    const punch = await bench.punched({ at: `${day}14:00:00.000Z` });
    expect(await bench.refusal('dismissPunch', { params: { punchId: punch.punchId }, ...because })).toEqual([422, 'notPossible']);
  });

  it('I2 K10 shows and settles nothing of other timeclocks and tenants', async () => {
    const bench = await arrangeSupervision();
    const recordId = await stranger(bench, { firstName: 'Maja', lastName: 'Okafor', lastFour: '4711' });
    await bench.punched({ at: `${day}14:00:00.000Z`, type: 'clockOut' });
    const { packing, stranger: other } = bench.tokens;
    for (const token of [packing, other]) expect(await bench.answer('readSyncFailReport', { token })).toEqual({ temporaryEmployees: [], refusedPunches: [], next: null });
    expect(await bench.refusal('readSyncFailReport', { token: packing, query: { timeclockId: 1042 } })).toEqual([403, 'noPermissionForTimeclock']);
    expect(await bench.refusal('readSyncFailReport', { token: other, query: { timeclockId: 1042 } })).toEqual([404, 'notFound']);
    const params = { temporaryEmployeeId: recordId };
    expect(await bench.refusal('attributeTemporary', { params, token: packing, body: { employeeId: 'NWF-1010' } })).toEqual([403, 'noPermissionForTimeclock']);
    expect(await bench.refusal('attributeTemporary', { params, token: other, body: { employeeId: 'CON-1' } })).toEqual([404, 'notFound']);
    expect(await bench.refusal('attributeTemporary', { params, body: { employeeId: 'CON-1' } })).toEqual([404, 'notFound']);
    expect(await bench.refusal('dismissTemporary', { params, token: packing, ...because })).toEqual([403, 'noPermissionForTimeclock']);
    expect(await bench.refusal('dismissTemporary', { params, token: other, ...because })).toEqual([404, 'notFound']);
    expect((await bench.answer('readSyncFailReport')).temporaryEmployees).toHaveLength(1);
  });
});

async function request(bench: SupervisionBench, facts: Partial<RequestsTable> = {}): Promise<string> {
  const requestId = v7();
  const row = {
    person_key: 'e:NWF-1001',
    kind: 'missedPunch',
    punch_id: null,
    type: 'clockOut',
    work_date: '2026-11-23',
    proposed_ms: Date.parse(`${day}19:00:00.000Z`),
    note: 'badge at home',
    made_ms: testNowMs,
    device_id: 'kiosk-1',
    timeclock_id: demo.timeclocks.dock,
  } as const;
  const decided = { status: 'open', decided_ms: null, decided_by: null, decision_note: null } as const;
  await scopeOf(bench)
    .insertRequest({ request_id: requestId, ...row, ...decided, ...facts })
    .execute();
  return requestId;
}

describe('requests', () => {
  const grant = (more: object = {}) => ({ body: { decision: 'granted', note: 'seen on camera', ...more } });

  it('C12 granting types the missed punch as the person proposed, with both notes, and tells the kiosk', async () => {
    const bench = await arrangeSupervision();
    await bench.punched({ at: `${day}14:00:00.000Z` });
    const requestId = await request(bench);
    expect((await bench.answer('listRequests')).requests).toMatchObject([{ requestId, personName: 'Maya Okafor', kind: 'missedPunch', status: 'open', note: 'badge at home' }]);
    await bench.answer('decideRequest', { params: { requestId }, ...grant() });
    const { punches } = await bench.answer('readPunches', { query: { employeeId: 'NWF-1001' } });
    expect(punches[1]).toMatchObject({ type: 'clockOut', source: 'typed', instant: `${day}19:00:00.000Z`, assignmentId: 'NWF-1001-A1', correction: { reason: 'seen on camera (badge at home)' } });
    expect(await changed(bench, 'request')).toEqual([requestId]);
    expect((await bench.answer('listRequests')).requests).toEqual([]);
    expect((await bench.answer('listRequests', { query: { status: 'all' } })).requests).toMatchObject([{ status: 'granted', decidedBy: 'supervisor', decisionNote: 'seen on camera' }]);
  });

  it('C12 what the supervisor says goes before what the person proposed', async () => {
    const bench = await arrangeSupervision();
    const requestId = await request(bench, { proposed_ms: null, type: null });
    expect(await bench.refusal('decideRequest', { params: { requestId }, ...grant() })).toEqual([422, 'notPossible']);
    expect(await bench.refusal('decideRequest', { params: { requestId }, ...grant({ instant: `${day}18:00:00.000Z` }) })).toEqual([422, 'notPossible']);
    await bench.answer('decideRequest', { params: { requestId }, ...grant({ instant: `${day}18:00:00.000Z`, type: 'clockIn' }) });
    expect((await bench.answer('readPunches')).punches).toMatchObject([{ type: 'clockIn', instant: `${day}18:00:00.000Z` }]);
  });

  it('K6 granting "I left earlier" types the Clock Out', async () => {
    const bench = await arrangeSupervision();
    await bench.punched({ at: '2026-11-22T14:00:00.000Z' });
    const requestId = await request(bench, { kind: 'leftEarlier', type: null, work_date: '2026-11-22', proposed_ms: Date.parse('2026-11-22T20:00:00.000Z') });
    await bench.answer('decideRequest', { params: { requestId }, ...grant() });
    const { days } = await bench.answer('readTimesheet', { params: { employeeId: 'NWF-1001' }, query: { from: '2026-11-22', to: '2026-11-22' } });
    expect(days).toMatchObject([{ workedMinutes: 360, open: false }]);
  });

  it('C12 granting a correction corrects the punch that was named', async () => {
    const bench = await arrangeSupervision();
    const punch = await bench.punched({ at: `${day}14:00:00.000Z` });
    const requestId = await request(bench, { kind: 'correction', punch_id: punch.punchId, type: null, proposed_ms: Date.parse(`${day}13:30:00.000Z`) });
    await bench.answer('decideRequest', { params: { requestId }, ...grant() });
    expect((await bench.answer('readPunch', { params: { punchId: punch.punchId } })).punch).toMatchObject({ instant: `${day}13:30:00.000Z`, correction: { reason: 'seen on camera (badge at home)' } });
    expect((await bench.answer('readPunches')).total).toBe(1);
  });

  it('C12 a correction of somebody else’s punch is not granted', async () => {
    const bench = await arrangeSupervision();
    const punch = await bench.punched({ at: `${day}14:00:00.000Z` });
    const requestId = await request(bench, { kind: 'correction', punch_id: punch.punchId, person_key: 'e:NWF-1002' });
    expect(await bench.refusal('decideRequest', { params: { requestId }, ...grant() })).toEqual([422, 'notPossible']);
    expect((await bench.answer('readPunch', { params: { punchId: punch.punchId } })).corrections).toEqual([]);
  });

  it('C12 declining says why and stores no punch; the same again changes nothing, another decision is a conflict', async () => {
    const bench = await arrangeSupervision();
    const requestId = await request(bench);
    const decline = { params: { requestId }, body: { decision: 'declined', note: 'you were on leave' } };
    await bench.answer('decideRequest', decline);
    await bench.answer('decideRequest', decline);
    expect(await bench.refusal('decideRequest', { params: { requestId }, ...grant() })).toEqual([409, 'conflict']);
    expect(await bench.refusal('decideRequest', { ...decline, body: { ...decline.body, note: 'something else' } })).toEqual([409, 'conflict']);
    expect((await bench.answer('readPunches')).total).toBe(0);
    expect(await changed(bench, 'request')).toEqual([requestId]);
  });

  it('C12 a temporary employee’s request waits for the attribution', async () => {
    const bench = await arrangeSupervision();
    const recordId = await stranger(bench, { firstName: 'Maja', lastName: 'Okafor', lastFour: '0001' });
    const requestId = await request(bench, { person_key: `t:${recordId}` });
    expect((await bench.answer('listRequests')).requests).toMatchObject([{ employeeId: null, personName: 'Maja Okafor' }]);
    expect(await bench.refusal('decideRequest', { params: { requestId }, ...grant() })).toEqual([422, 'notPossible']);
    await bench.answer('attributeTemporary', { params: { temporaryEmployeeId: recordId }, body: { employeeId: 'NWF-1001' } });
    expect((await bench.answer('listRequests')).requests).toMatchObject([{ employeeId: 'NWF-1001', personName: 'Maya Okafor' }]);
    await bench.answer('decideRequest', { params: { requestId }, ...grant() });
    expect((await bench.answer('readPunches', { query: { employeeId: 'NWF-1001' } })).total).toBe(1);
  });

  it('I2 pages requests, and neither shows nor decides those of other timeclocks and tenants', async () => {
    const bench = await arrangeSupervision();
    const ids = [await request(bench), await request(bench), await request(bench)];
    const first = await bench.answer('listRequests', { query: { limit: 2 } });
    const second = await bench.answer('listRequests', { query: { limit: 2, after: first.next ?? '' } });
    expect([...first.requests, ...second.requests].map((one) => one.requestId)).toEqual(ids.toSorted());
    expect(second.next).toBeNull();
    expect(await bench.refusal('listRequests', { query: { after: first.next ?? '' }, token: bench.tokens.stranger })).toEqual([410, 'pageTokenUnknown']);
    for (const token of [bench.tokens.packing, bench.tokens.stranger]) expect((await bench.answer('listRequests', { token })).requests).toEqual([]);
    const ask = { params: { requestId: ids[0] ?? '' }, ...grant() };
    expect(await bench.refusal('decideRequest', { ...ask, token: bench.tokens.packing })).toEqual([403, 'noPermissionForTimeclock']);
    expect(await bench.refusal('decideRequest', { ...ask, token: bench.tokens.stranger })).toEqual([404, 'notFound']);
    expect((await bench.answer('readPunches')).total).toBe(0);
  });
});
