import { describe, expect, it } from 'vitest';
import { lastFourHash } from '../../shared/lib/keyed-hash.ts';
import { formRecord, requestRecord } from '../../test/support/outbox-records.ts';
import { PunchChain, type PunchFacts } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, testNowMs, upload, type ServerInProcess, type UploadInput } from '../../test/support/server-in-process.ts';
import { loadEntries } from '../database/entries.ts';
import { tenantScope, type TenantScope } from '../database/tenant-scope.ts';
import { demo } from '../demo.ts';
import { saveEmployee } from '../use-cases/save-employee.ts';
import { matchTemporaries, settleTemporary, type SettleOutcome, type Settlement } from './settle-temporary.ts';

interface Hire {
  readonly employeeId: string;
  readonly lastFour?: string;
  readonly firstName?: string;
  readonly lastWorkDate?: string;
}

async function arrange() {
  const server = await arrangeServer();
  const kiosk = await kioskAt(server, 'kiosk-1', demo.timeclocks.dock);
  const tenantKey = Buffer.from(kiosk.credentials.tenantKey, 'hex');
  const scope = tenantScope(server.deps.database.reader, demo.tenantId);
  const within = <T>(work: (scope: TenantScope) => Promise<T>): Promise<T> => server.deps.database.transaction((db) => work(tenantScope(db, demo.tenantId)));
  return {
    server,
    scope,
    ...kiosk,
    entryOf: async (punchId: string) => (await loadEntries(scope, [punchId])).get(punchId),
    hire: async ({ employeeId, lastFour = '4321', firstName = 'Ana', lastWorkDate }: Hire) => {
      const employee = { employeeId, firstName, lastName: 'Reyes', jobTitle: '', photoDataUrl: null, pinHash: null, lastFourHash: lastFourHash(lastFour, tenantKey) };
      const assignments = [{ assignmentId: `${employeeId}-A`, job: 'Picker', department: '', startDate: '2020-01-01', endDate: null, shiftStart: null, shiftEnd: null, timeclockId: demo.timeclocks.dock }];
      await saveEmployee(server.deps, demo.tenantId, { employee, assignments, lastWorkDate: lastWorkDate ?? null });
    },
    settle: (recordId: string, settlement: Settlement): Promise<SettleOutcome> => within((one) => settleTemporary(one, recordId, settlement, 'user-1', testNowMs)),
    match: (employeeId: string): Promise<void> => within((one) => matchTemporaries(one, [employeeId], testNowMs)),
  };
}

async function kioskAt(server: ServerInProcess, deviceId: string, timeclockId: number) {
  const credentials = await enrol(server, { deviceId, timeclockId });
  const send = (input: Omit<UploadInput, 'credentials' | 'deviceId'>) => upload(server, { ...input, credentials, deviceId });
  const chain = new PunchChain(deviceId);
  const punchAs = (temporaryEmployeeId: string, facts: PunchFacts) => chain.next({ ...facts, person: { kind: 'temporary', temporaryEmployeeId }, assignmentId: null });
  return { credentials, chain, send, punchAs };
}

const day = '2026-11-23T';
const at = (time: string): string => `${day}${time}:00.000Z`;

describe('an exact match', () => {
  it("F5 H8 makes the punches the employee's, judged among the employee's own over all kiosks", async () => {
    const { server, send, chain, hire, entryOf } = await arrange();
    await hire({ employeeId: 'E1' });
    const own = chain.next({ at: at('13:00'), person: { kind: 'employee', employeeId: 'E1' }, assignmentId: 'E1-A' });
    await send({ punches: [own] });
    const gate = await kioskAt(server, 'kiosk-2', demo.timeclocks.packing);
    const form = formRecord({ at: at('13:00'), firstName: ' ANÁ ', lastName: 'reyes' });
    const tapped = gate.punchAs(form.temporaryEmployeeId, { at: `${day}13:00:20.000Z` });
    const out = gate.punchAs(form.temporaryEmployeeId, { at: at('19:00'), type: 'clockOut' });
    const answer = await gate.send({ records: [form], punches: [tapped, out] });
    expect(answer.temporaryEmployees).toEqual([{ temporaryEmployeeId: form.temporaryEmployeeId, outcome: { kind: 'matched', employeeId: 'E1' } }]);
    expect(answer.verdicts).toMatchObject([
      { kind: 'duplicate', duplicateOf: own.punchId },
      { kind: 'accepted', exceptions: ['noAssignment'] },
    ]);
    expect((await entryOf(out.punchId))?.person).toEqual({ kind: 'employee', employeeId: 'E1' });
  });

  it('F5 takes punches that came before their form, once it comes', async () => {
    const { send, punchAs, hire, entryOf } = await arrange();
    await hire({ employeeId: 'E1' });
    const form = formRecord({ at: at('13:00') });
    const punch = punchAs(form.temporaryEmployeeId, { at: at('13:00') });
    expect((await send({ punches: [punch] })).verdicts).toMatchObject([{ kind: 'refused', code: 'unknownTemporaryEmployee' }]);
    await send({ records: [form] });
    expect(await entryOf(punch.punchId)).toMatchObject({ person: { kind: 'employee', employeeId: 'E1' }, state: 'accepted' });
    expect((await send({ punches: [punch] })).verdicts).toMatchObject([{ kind: 'accepted' }]);
  });

  it('K1 F5 refuses a matched punch as it would anybody else', async () => {
    const { send, punchAs, hire } = await arrange();
    await hire({ employeeId: 'E1' });
    const form = formRecord({ at: at('13:00') });
    const answer = await send({ records: [form], punches: [punchAs(form.temporaryEmployeeId, { at: at('13:00'), type: 'clockOut' })] });
    expect(answer.verdicts).toMatchObject([{ kind: 'refused', code: 'noClockIn' }]);
  });

  it('F5 takes the one of two who is still employed, and nobody who has left', async () => {
    const { send, punchAs, hire } = await arrange();
    await hire({ employeeId: 'E1', lastWorkDate: '2026-11-20' });
    const form = formRecord({ at: at('13:00') });
    expect((await send({ records: [form], punches: [punchAs(form.temporaryEmployeeId, { at: at('13:00') })] })).verdicts).toMatchObject([{ kind: 'failed', reason: 'noMatch' }]);
    await hire({ employeeId: 'E2' });
    const later = formRecord({ at: at('15:00') });
    expect((await send({ records: [later] })).temporaryEmployees).toMatchObject([{ outcome: { kind: 'matched', employeeId: 'E2' } }]);
  });
});

describe('no exact match', () => {
  it('F5 fails the punches and says why, for nobody and for several', async () => {
    const { send, punchAs, hire } = await arrange();
    const nobody = formRecord({ at: at('13:00'), lastFour: '9999' });
    const first = await send({ records: [nobody], punches: [punchAs(nobody.temporaryEmployeeId, { at: at('13:00') })] });
    expect(first.verdicts).toMatchObject([{ kind: 'failed', reason: 'noMatch' }]);
    await hire({ employeeId: 'E1' });
    await hire({ employeeId: 'E2' });
    const several = formRecord({ at: at('13:00') });
    const second = await send({ records: [several], punches: [punchAs(several.temporaryEmployeeId, { at: at('13:00') })] });
    expect(second.verdicts).toMatchObject([{ kind: 'failed', reason: 'severalMatches' }]);
    expect(second.temporaryEmployees).toEqual([{ temporaryEmployeeId: several.temporaryEmployeeId, outcome: { kind: 'severalMatches' } }]);
  });

  it('K10 B4 keeps one record for one form at two kiosks, and answers each kiosk by its own id', async () => {
    const { server, scope, send, punchAs } = await arrange();
    const gate = await kioskAt(server, 'kiosk-2', demo.timeclocks.packing);
    const form = formRecord({ at: at('13:00') });
    const again = formRecord({ at: at('14:00'), firstName: 'ana', lastName: ' Réyes' });
    await send({ records: [form], punches: [punchAs(form.temporaryEmployeeId, { at: at('13:00') })] });
    const answer = await gate.send({ records: [again], punches: [gate.punchAs(again.temporaryEmployeeId, { at: at('14:00'), type: 'breakOut' })] });
    expect(answer.temporaryEmployees).toEqual([{ temporaryEmployeeId: again.temporaryEmployeeId, outcome: { kind: 'noMatch' } }]);
    expect(await scope.selectTemporaryEmployees().select('record_id').execute()).toEqual([{ record_id: form.temporaryEmployeeId }]);
    expect(await scope.selectPunches().select('person_key').distinct().execute()).toEqual([{ person_key: `t:${form.temporaryEmployeeId}` }]);
  });

  it('B4 refuses an id that was given to somebody else', async () => {
    const { send } = await arrange();
    const form = formRecord({ at: at('13:00') });
    const other = formRecord({ at: at('14:00'), temporaryEmployeeId: form.temporaryEmployeeId, lastFour: '1111' });
    expect((await send({ records: [form, other] })).recordVerdicts).toMatchObject([{ kind: 'accepted' }, { kind: 'refused', code: 'idConflict' }]);
  });
});

describe('what a supervisor settles', () => {
  it("F6 attributes a record: its punches of all kiosks and days are judged among the employee's, and the last four go", async () => {
    const { server, scope, send, punchAs, hire, settle, entryOf } = await arrange();
    await hire({ employeeId: 'E1', lastFour: '0000' });
    const gate = await kioskAt(server, 'kiosk-2', demo.timeclocks.packing);
    const [form, again] = [formRecord({ at: at('13:00') }), formRecord({ at: at('14:00') })];
    const yesterday = punchAs(form.temporaryEmployeeId, { at: '2026-11-22T13:00:00.000Z' });
    const clockIn = punchAs(form.temporaryEmployeeId, { at: at('13:00') });
    const breakOut = gate.punchAs(again.temporaryEmployeeId, { at: at('14:00'), type: 'breakOut' });
    await send({ records: [form], punches: [yesterday, clockIn] });
    await gate.send({ records: [again, requestRecord({ at: at('14:01'), person: { kind: 'temporary', temporaryEmployeeId: again.temporaryEmployeeId } })], punches: [breakOut] });
    expect(await settle(form.temporaryEmployeeId, { kind: 'matched', employeeId: 'E1' })).toEqual({ kind: 'settled' });
    expect(await entryOf(clockIn.punchId)).toMatchObject({ state: 'accepted', person: { kind: 'employee', employeeId: 'E1' }, exceptions: ['noAssignment', 'forgottenClockOut'] });
    expect(await entryOf(breakOut.punchId)).toMatchObject({ state: 'accepted' });
    expect(await scope.selectTemporaryEmployees().select(['outcome', 'last_four', 'settled_by']).execute()).toEqual([{ outcome: 'matched', last_four: null, settled_by: 'user-1' }]);
    expect(await scope.selectRequests().select('person_key').execute()).toEqual([{ person_key: 'e:E1' }]);
    const attributed = await scope.selectPunchDecisions().select('punch_id').where('what', '=', 'attributed').execute();
    expect(attributed.map((row) => row.punch_id).sort()).toEqual([yesterday.punchId, clockIn.punchId, breakOut.punchId].sort());
    const heard = await scope.selectChanges().select(['kind', 'timeclock_id', 'subject_id']).where('kind', '=', 'temporaryEmployee').execute();
    expect(heard).toContainEqual({ kind: 'temporaryEmployee', timeclock_id: demo.timeclocks.dock, subject_id: form.temporaryEmployeeId });
    expect(heard).toContainEqual({ kind: 'temporaryEmployee', timeclock_id: demo.timeclocks.packing, subject_id: again.temporaryEmployeeId });
  });

  it('F6 K10 judges what the kiosk still sends under the settled record as the employee’s', async () => {
    const { send, punchAs, hire, settle } = await arrange();
    await hire({ employeeId: 'E1', lastFour: '0000' });
    const form = formRecord({ at: at('13:00') });
    const clockIn = punchAs(form.temporaryEmployeeId, { at: at('13:00') });
    await send({ records: [form], punches: [clockIn] });
    await settle(form.temporaryEmployeeId, { kind: 'matched', employeeId: 'E1' });
    const answer = await send({ punches: [clockIn, punchAs(form.temporaryEmployeeId, { at: at('17:00'), type: 'clockOut' })] });
    expect(answer.verdicts).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
    expect(answer.temporaryEmployees).toMatchObject([{ outcome: { kind: 'matched', employeeId: 'E1' } }]);
  });

  it('F6 settles by itself when a corrected profile matches exactly', async () => {
    const { send, punchAs, hire, match, entryOf } = await arrange();
    await hire({ employeeId: 'E1', firstName: 'Anna' });
    const form = formRecord({ at: at('13:00') });
    const punch = punchAs(form.temporaryEmployeeId, { at: at('13:00') });
    await send({ records: [form], punches: [punch] });
    await hire({ employeeId: 'E1', firstName: 'Ana' });
    await match('E1');
    expect(await entryOf(punch.punchId)).toMatchObject({ state: 'accepted', person: { kind: 'employee', employeeId: 'E1' } });
  });

  it('F6 settles one that had several matches when one of the two gets another name', async () => {
    const { send, punchAs, hire, match, entryOf } = await arrange();
    await hire({ employeeId: 'E1' });
    await hire({ employeeId: 'E2' });
    const form = formRecord({ at: at('13:00') });
    const punch = punchAs(form.temporaryEmployeeId, { at: at('13:00') });
    await send({ records: [form], punches: [punch] });
    await hire({ employeeId: 'E2', firstName: 'Anna' });
    await match('E2');
    expect(await entryOf(punch.punchId)).toMatchObject({ state: 'accepted', person: { kind: 'employee', employeeId: 'E1' } });
  });

  it('K10 settles without an employee by a dismissal, and opens the record again when the person comes back', async () => {
    const { scope, send, punchAs, settle, entryOf } = await arrange();
    const form = formRecord({ at: at('13:00') });
    const punch = punchAs(form.temporaryEmployeeId, { at: at('13:00') });
    await send({ records: [form], punches: [punch] });
    expect(await settle(form.temporaryEmployeeId, { kind: 'dismissed', reason: 'a test' })).toEqual({ kind: 'settled' });
    expect(await entryOf(punch.punchId)).toMatchObject({ state: 'voided' });
    expect((await send({ punches: [punch] })).verdicts).toMatchObject([{ kind: 'accepted' }]);
    const back = formRecord({ at: at('15:00') });
    await send({ records: [back] });
    expect(await scope.selectTemporaryEmployees().select(['outcome', 'last_four']).execute()).toEqual([{ outcome: 'noMatch', last_four: '4321' }]);
  });

  it('K10 asks again when somebody goes on punching under a dismissed record', async () => {
    const { scope, send, punchAs, settle } = await arrange();
    const form = formRecord({ at: at('13:00') });
    const punch = punchAs(form.temporaryEmployeeId, { at: at('13:00') });
    await send({ records: [form], punches: [punch] });
    await settle(form.temporaryEmployeeId, { kind: 'dismissed', reason: 'a test' });
    expect((await send({ punches: [punch] })).temporaryEmployees).toMatchObject([{ outcome: { kind: 'dismissed' } }]);
    const answer = await send({ punches: [punchAs(form.temporaryEmployeeId, { at: at('17:00'), type: 'clockOut' })] });
    expect(answer).toMatchObject({ verdicts: [{ kind: 'failed', reason: 'noMatch' }], temporaryEmployees: [{ outcome: { kind: 'noMatch' } }] });
    expect(await scope.selectTemporaryEmployees().select(['outcome', 'last_four']).execute()).toEqual([{ outcome: 'noMatch', last_four: null }]);
  });

  it('F6 attributes a record to one employee and never to another afterwards', async () => {
    const { send, hire, settle } = await arrange();
    await hire({ employeeId: 'E1', lastFour: '0000' });
    await hire({ employeeId: 'E2', lastFour: '0001' });
    const form = formRecord({ at: at('13:00') });
    await send({ records: [form] });
    expect(await settle(form.temporaryEmployeeId, { kind: 'matched', employeeId: 'E1' })).toEqual({ kind: 'settled' });
    expect(await settle(form.temporaryEmployeeId, { kind: 'matched', employeeId: 'E1' })).toEqual({ kind: 'settled' });
    expect(await settle(form.temporaryEmployeeId, { kind: 'matched', employeeId: 'E2' })).toEqual({ kind: 'settledOtherwise' });
    expect(await settle(crypto.randomUUID(), { kind: 'dismissed', reason: 'a test' })).toEqual({ kind: 'unknownRecord' });
  });
});

it('K10 keeps the last four digits as typed in the report alone, and in no log', async () => {
  const { server, scope, send } = await arrange();
  const form = formRecord({ at: at('13:00'), lastFour: '7305' });
  await send({ records: [form, { ...form, firstName: 'Eve' }, { ...formRecord({ at: at('13:00'), lastFour: '7305' }), firstName: '' }] });
  expect(await scope.selectTemporaryEmployees().select('last_four').execute()).toEqual([{ last_four: '7305' }]);
  const kept = JSON.stringify([await scope.selectOutboxRecords().selectAll().execute(), await scope.selectSetAside().selectAll().execute(), await scope.selectBatches().selectAll().execute()]);
  expect(kept).not.toContain('"7305"');
  expect(kept).not.toContain('lastFour');
  expect(server.logged.join('')).not.toContain('7305');
});
