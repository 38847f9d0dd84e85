import { describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { enrol, testNowMs, upload } from '../../test/support/server-in-process.ts';
import { arrangeSupervision, changesFor, today, typedBody, type SupervisionBench } from '../../test/support/supervision-bench.ts';
import { demo } from '../demo.ts';

const day = '2026-11-23T';
const because = { body: { reason: 'as told' } };

/** A day from eight to four with half an hour of break, in the demo's zone. */
async function wholeDay(bench: SupervisionBench) {
  const { chain, send } = bench;
  const punches = [
    chain.next({ at: `${day}14:00:00.000Z` }),
    chain.next({ at: `${day}17:00:00.000Z`, type: 'breakOut' }),
    chain.next({ at: `${day}17:30:00.000Z`, type: 'breakIn' }),
    chain.next({ at: `${day}19:30:00.000Z`, type: 'clockOut' }),
  ] as const;
  await send(...punches);
  return punches;
}

describe('reading punches', () => {
  it('I3 filters by timeclock, person, work date, verdict and exception, and counts what it lists', async () => {
    const bench = await arrangeSupervision();
    const [first] = await wholeDay(bench);
    await bench.punched({ at: '2026-11-20T14:00:00.000Z', person: { kind: 'employee', employeeId: 'NWF-1002' }, assignmentId: null });
    await bench.punched({ at: `${day}14:00:20.000Z` });
    await bench.punched({ at: `${day}14:30:00.000Z`, person: { kind: 'employee', employeeId: 'nobody' }, assignmentId: null });
    const count = async (query: Record<string, string | number>): Promise<number> => {
      const { punches, total } = await bench.answer('readPunches', { query });
      expect(punches).toHaveLength(total);
      return total;
    };
    expect(await count({})).toBe(7);
    expect(await count({ timeclockId: demo.timeclocks.packing })).toBe(0);
    expect(await count({ employeeId: 'NWF-1001' })).toBe(5);
    expect(await count({ from: '2026-11-20', to: '2026-11-22' })).toBe(1);
    expect(await count({ verdict: 'duplicate' })).toBe(1);
    expect(await count({ verdict: 'refused' })).toBe(1);
    expect(await count({ exception: 'noAssignment' })).toBe(2);
    expect((await bench.answer('readPunches', { query: { employeeId: 'NWF-1001', limit: 1 } })).punches[0]?.punchId).toBe(first.punchId);
  });

  it('I3 pages by arrival hold still while punches come in and are corrected', async () => {
    const bench = await arrangeSupervision();
    const punches = await wholeDay(bench);
    const first = await bench.answer('readPunches', { query: { limit: 2 } });
    await bench.answer('correctPunch', { params: { punchId: punches[3].punchId }, body: { correctionId: crypto.randomUUID(), instant: `${day}13:00:00.000Z`, reason: 'left before' } });
    await bench.punched({ at: `${day}19:40:00.000Z` });
    const second = await bench.answer('readPunches', { query: { limit: 50, after: first.next ?? '' } });
    expect([...first.punches, ...second.punches].map((one) => one.punchId).slice(0, 4)).toEqual(punches.map((one) => one.punchId));
    expect(await bench.refusal('readPunches', { query: { after: first.next ?? '' }, token: bench.tokens.stranger })).toEqual([410, 'pageTokenUnknown']);
    expect(await bench.refusal('readPunches', { query: { after: 'made-up' } })).toEqual([410, 'pageTokenUnknown']);
  });

  it('I2 shows a supervisor the punches of the own timeclocks alone', async () => {
    const bench = await arrangeSupervision();
    const [first] = await wholeDay(bench);
    const token = bench.tokens.packing;
    expect((await bench.answer('readPunches', { token })).total).toBe(0);
    expect(await bench.refusal('readPunches', { token, query: { timeclockId: demo.timeclocks.dock } })).toEqual([403, 'noPermissionForTimeclock']);
    expect(await bench.refusal('readPunches', { query: { timeclockId: demo.otherTenant.timeclockId } })).toEqual([404, 'notFound']);
    expect(await bench.refusal('readPunches', { query: { from: '2026-11-23', to: '2026-11-22' } })).toEqual([422, 'notPossible']);
    expect(await bench.refusal('readPunch', { token, params: { punchId: first.punchId } })).toEqual([403, 'noPermissionForTimeclock']);
  });
});

describe('I2 permission and tenants on every route of one punch', () => {
  const routes = ['readPunch', 'correctPunch', 'voidPunch', 'restorePunch', 'dismissPunch'] as const;
  it.each(routes)('I2 %s refuses another timeclock, another tenant and an unknown punch, and changes nothing', async (name) => {
    const bench = await arrangeSupervision();
    const [first] = await wholeDay(bench);
    const body = name === 'readPunch' ? undefined : name === 'correctPunch' ? { correctionId: crypto.randomUUID(), type: 'clockOut', reason: 'x' } : { reason: 'x' };
    const ask = (punchId: string, token: string) => bench.refusal(name, { params: { punchId }, token, ...(body === undefined ? {} : { body }) });
    const before = await bench.answer('readPunches');
    expect(await ask(first.punchId, bench.tokens.packing)).toEqual([403, 'noPermissionForTimeclock']);
    expect(await ask(first.punchId, bench.tokens.stranger)).toEqual([404, 'notFound']);
    expect(await ask(crypto.randomUUID(), bench.tokens.administrator)).toEqual([404, 'notFound']);
    expect(await bench.answer('readPunches')).toEqual(before);
  });

  it('I2 typePunch, readTimesheet and readSilentKiosks refuse people and timeclocks that are not the caller’s', async () => {
    const bench = await arrangeSupervision();
    const body = typedBody({ at: `${day}14:00:00.000Z` });
    const { packing, stranger } = bench.tokens;
    expect(await bench.refusal('typePunch', { body, token: packing })).toEqual([403, 'noPermissionForTimeclock']);
    expect(await bench.refusal('typePunch', { body: { ...body, timeclockId: demo.timeclocks.packing }, token: packing })).toEqual([403, 'noPermissionForTimeclock']);
    expect(await bench.refusal('typePunch', { body, token: stranger })).toEqual([404, 'notFound']);
    expect(await bench.refusal('typePunch', { body: { ...body, timeclockId: demo.otherTenant.timeclockId } })).toEqual([404, 'notFound']);
    const person = { params: { employeeId: 'NWF-1001' }, query: { from: '2026-11-23', to: '2026-11-23' } };
    for (const name of ['readTimesheet', 'readSilentKiosks'] as const) {
      expect(await bench.refusal(name, { ...person, token: packing })).toEqual([403, 'noPermissionForTimeclock']);
      expect(await bench.refusal(name, { ...person, token: stranger })).toEqual([404, 'notFound']);
    }
    expect((await bench.answer('readPunches')).total).toBe(0);
  });
});

describe('corrections', () => {
  it('C9 H3 moves what counts, keeps the original, says who and why, and tells the kiosks', async () => {
    const bench = await arrangeSupervision();
    const punches = await wholeDay(bench);
    const punchId = punches[3].punchId;
    const correctionId = crypto.randomUUID();
    const corrected = await bench.answer('correctPunch', { params: { punchId }, body: { correctionId, instant: `${day}19:45:00.000Z`, reason: 'stayed for the delivery' } });
    expect(corrected).toMatchObject({
      instant: `${day}19:45:00.000Z`,
      bestKnownInstant: `${day}19:30:00.000Z`,
      state: 'accepted',
      correction: { correctionId, madeBy: 'supervisor', reason: 'stayed for the delivery', before: { instant: `${day}19:30:00.000Z` }, acknowledgedAt: null },
    });
    const detail = await bench.answer('readPunch', { params: { punchId } });
    expect(detail.original).toEqual(punches[3]);
    expect(detail.history.find((step) => step.what === 'corrected')).toMatchObject({ by: 'supervisor', what: 'corrected', reason: 'stayed for the delivery', at: new Date(testNowMs).toISOString() });
    expect(await changesFor(bench, punchId)).toEqual([demo.timeclocks.dock]);
    expect((await today(bench))?.workedMinutes).toBe(315);
  });

  it('C9 tells the kiosks of a correction that leaves verdict and rounded time as they were', async () => {
    const bench = await arrangeSupervision();
    const punch = await bench.punched({ at: `${day}14:00:00.000Z`, person: { kind: 'employee', employeeId: 'NWF-1002' }, assignmentId: 'NWF-1002-A1' });
    expect(await changesFor(bench, punch.punchId)).toEqual([]);
    const body = { correctionId: crypto.randomUUID(), assignmentId: 'NWF-1002-A2', reason: 'drove the yard truck' };
    expect(await bench.answer('correctPunch', { params: { punchId: punch.punchId }, body })).toMatchObject({ assignmentId: 'NWF-1002-A2', instant: punch.bestKnownInstant, exceptions: [] });
    expect(await changesFor(bench, punch.punchId)).toEqual([demo.timeclocks.dock]);
    const none = { correctionId: crypto.randomUUID(), assignmentId: null, reason: 'neither' };
    expect(await bench.answer('correctPunch', { params: { punchId: punch.punchId }, body: none })).toMatchObject({ assignmentId: null, exceptions: ['noAssignment'] });
  });

  it('H2 the same correction again changes nothing, another one under its id is a conflict', async () => {
    const bench = await arrangeSupervision();
    const [first] = await wholeDay(bench);
    const ask = { params: { punchId: first.punchId }, body: { correctionId: crypto.randomUUID(), instant: `${day}13:50:00.000Z`, reason: 'queue' } };
    const once = await bench.answer('correctPunch', ask);
    expect(await bench.answer('correctPunch', ask)).toEqual(once);
    expect((await bench.answer('readPunch', { params: ask.params })).corrections).toHaveLength(1);
    expect(await bench.refusal('correctPunch', { ...ask, body: { ...ask.body, reason: 'other' } })).toEqual([409, 'conflict']);
    expect(await bench.refusal('correctPunch', { ...ask, body: { ...ask.body, instant: `${day}13:51:00.000Z` } })).toEqual([409, 'conflict']);
  });

  it('J3 refuses what cannot be, with the field that is at fault, and changes nothing', async () => {
    const bench = await arrangeSupervision();
    const [first] = await wholeDay(bench);
    const path = async (fields: object): Promise<unknown> => {
      const { status, body } = await bench.server.ask('correctPunch', { params: { punchId: first.punchId }, token: bench.tokens.supervisor, body: { correctionId: crypto.randomUUID(), reason: 'x', ...fields } });
      return [status, body];
    };
    const at = (field: string) => [422, expect.objectContaining({ code: 'notPossible', errors: [expect.objectContaining({ path: field }) as unknown] }) as unknown];
    expect(await path({})).toEqual(at('punchId'));
    expect(await path({ instant: first.bestKnownInstant })).toEqual(at('punchId'));
    expect(await path({ instant: new Date(testNowMs + 1000).toISOString() })).toEqual(at('instant'));
    expect(await path({ instant: '2006-11-20T14:00:00.000Z' })).toEqual(at('instant'));
    expect(await path({ workDate: '2026-11-24' })).toEqual(at('workDate'));
    expect(await path({ assignmentId: 'NWF-1002-A1' })).toEqual(at('assignmentId'));
    expect(await path({ workDate: '2009-12-31' })).toEqual(at('assignmentId'));
    expect((await bench.answer('readPunch', { params: { punchId: first.punchId } })).corrections).toEqual([]);
  });

  it('K1 a corrected punch counts at once, where a kiosk’s would be refused for its sequence', async () => {
    const bench = await arrangeSupervision();
    const early = await bench.punched({ at: `${day}14:00:00.000Z`, type: 'clockOut' });
    expect((await bench.answer('readPunch', { params: { punchId: early.punchId } })).punch).toMatchObject({ state: 'refused', refusalCode: 'noClockIn' });
    const corrected = await bench.answer('correctPunch', { params: { punchId: early.punchId }, body: { correctionId: crypto.randomUUID(), instant: `${day}15:00:00.000Z`, reason: 'wrong clock' } });
    expect(corrected).toMatchObject({ state: 'accepted', exceptions: ['outOfSequence'] });
  });

  it('C13 rounds a corrected time anew, by the offset of its own moment', async () => {
    const bench = await arrangeSupervision();
    const punch = await bench.punched({ at: '2026-11-01T05:30:00.000Z' });
    const corrected = await bench.answer('correctPunch', { params: { punchId: punch.punchId }, body: { correctionId: crypto.randomUUID(), instant: '2026-11-01T09:00:00.000Z', reason: 'night of the change' } });
    expect([punch.offsetMinutes, corrected.offsetMinutes, corrected.roundedInstant]).toEqual([-300, -360, '2026-11-01T09:00:00.000Z']);
  });
});

describe('voids and restorations', () => {
  it('H3 a void takes a punch out of the totals and keeps it, a restoration brings it back', async () => {
    const bench = await arrangeSupervision();
    const punches = await wholeDay(bench);
    const before = await today(bench);
    const params = { punchId: punches[3].punchId };
    expect(await bench.answer('voidPunch', { params, ...because })).toMatchObject({ state: 'voided', verdict: 'accepted' });
    expect(await today(bench)).toMatchObject({ workedMinutes: 180, open: true });
    expect((await today(bench))?.entries).toHaveLength(4);
    expect(await bench.answer('voidPunch', { params, ...because })).toMatchObject({ state: 'voided' });
    expect(await bench.answer('restorePunch', { params, ...because })).toMatchObject({ state: 'accepted' });
    expect(await today(bench)).toEqual(before);
    const { history } = await bench.answer('readPunch', { params });
    expect(history.map((step) => [step.what, step.by, step.reason])).toEqual([
      ['voided', 'supervisor', 'as told'],
      ['restored', 'supervisor', 'as told'],
    ]);
    expect(await changesFor(bench, params.punchId)).toEqual([demo.timeclocks.dock]);
  });

  it('K2 what stood in the shadow of a voided punch is judged again', async () => {
    const bench = await arrangeSupervision();
    const first = await bench.punched({ at: `${day}14:00:00.000Z` });
    const tapped = await bench.punched({ at: `${day}14:00:30.000Z` });
    const stateOfTapped = async () => (await bench.answer('readPunch', { params: { punchId: tapped.punchId } })).punch.state;
    expect(await stateOfTapped()).toBe('duplicate');
    await bench.answer('voidPunch', { params: { punchId: first.punchId }, ...because });
    expect(await stateOfTapped()).toBe('accepted');
    await bench.answer('restorePunch', { params: { punchId: first.punchId }, ...because });
    expect(await stateOfTapped()).toBe('duplicate');
    const { history } = await bench.answer('readPunch', { params: { punchId: tapped.punchId } });
    expect(history.map((step) => [step.what, step.by])).toEqual([
      ['judgedAgain', 'server'],
      ['judgedAgain', 'server'],
    ]);
  });

  it('K2 a duplicate that was none counts again, and stays so', async () => {
    const bench = await arrangeSupervision();
    await bench.punched({ at: `${day}14:00:00.000Z` });
    const tapped = await bench.punched({ at: `${day}14:00:30.000Z` });
    const params = { punchId: tapped.punchId };
    expect((await bench.answer('readPunch', { params })).punch.state).toBe('duplicate');
    expect(await bench.answer('restorePunch', { params, ...because })).toMatchObject({ state: 'accepted', exceptions: ['forgottenClockOut'] });
    await bench.punched({ at: `${day}19:00:00.000Z`, type: 'clockOut' });
    expect((await bench.answer('readPunch', { params })).punch.state).toBe('accepted');
    expect(await bench.refusal('restorePunch', { params, ...because })).toEqual([422, 'notPossible']);
  });

  it('J3 a voided punch is not corrected', async () => {
    const bench = await arrangeSupervision();
    const [first] = await wholeDay(bench);
    const params = { punchId: first.punchId };
    await bench.answer('voidPunch', { params, ...because });
    expect(await bench.refusal('correctPunch', { params, body: { correctionId: crypto.randomUUID(), type: 'clockOut', reason: 'x' } })).toEqual([422, 'notPossible']);
  });
});

describe('timesheets and breaks', () => {
  it('C9 C10 totals a night on the date of its Clock In, over both timeclocks', async () => {
    const bench = await arrangeSupervision();
    const packing = await enrol(bench.server, { deviceId: 'kiosk-2', timeclockId: demo.timeclocks.packing });
    const person = { kind: 'employee', employeeId: 'NWF-1005' } as const;
    await bench.punched({ at: '2026-11-21T04:00:00.000Z', person, assignmentId: 'NWF-1005-A1' });
    const out = new PunchChain('kiosk-2').next({ at: '2026-11-21T12:00:00.000Z', person, assignmentId: 'NWF-1005-A1', type: 'clockOut', workDate: '2026-11-20' });
    await upload(bench.server, { credentials: packing, deviceId: 'kiosk-2', punches: [out] });
    const ask = { params: { employeeId: 'NWF-1005' }, query: { from: '2026-11-19', to: '2026-11-23' } };
    const { days, personName } = await bench.answer('readTimesheet', ask);
    expect(personName).toBe('ليلى حداد');
    expect(days).toMatchObject([{ workDate: '2026-11-20', workedMinutes: 480, open: false, entries: [{ type: 'clockIn' }, { type: 'clockOut' }] }]);
    // Packing's supervisor sees the own entries alone, with totals that are right all the same.
    const own = await bench.answer('readTimesheet', { ...ask, token: bench.tokens.packing });
    expect(own.days).toMatchObject([{ workedMinutes: 480, entries: [{ timeclockId: demo.timeclocks.packing }] }]);
    expect(own.days[0]?.entries).toHaveLength(1);
  });

  it('C9 refuses a range that is turned round or longer than 62 days', async () => {
    const bench = await arrangeSupervision();
    const params = { employeeId: 'NWF-1001' };
    expect(await bench.refusal('readTimesheet', { params, query: { from: '2026-11-23', to: '2026-11-22' } })).toEqual([422, 'notPossible']);
    expect(await bench.refusal('readTimesheet', { params, query: { from: '2026-09-01', to: '2026-11-02' } })).toEqual([422, 'notPossible']);
    expect((await bench.answer('readTimesheet', { params, query: { from: '2026-09-02', to: '2026-11-02' } })).days).toEqual([]);
  });

  it('C5 finds what raw times say of the breaks of a shift, for the timeclock where it began', async () => {
    const bench = await arrangeSupervision();
    const dock = await bench.answer('readTimeclockSettings', { params: { timeclockId: demo.timeclocks.dock } });
    const breaks = { ...dock.breaks, requiredPerShift: 1, minimumMinutes: 30, maximumMinutes: 60, windowStartMinutes: 60, windowEndMinutes: 300 };
    await bench.answer('saveTimeclock', { token: bench.tokens.administrator, params: { timeclockId: dock.timeclockId }, body: { ...dock, breaks, rounding: { clockInMinutes: 15, clockOutMinutes: 15, breakMinutes: 15 } } });
    const at = (time: string, type: 'clockIn' | 'breakOut' | 'breakIn' | 'clockOut') => bench.punched({ at: `${day}${time}.000Z`, type });
    await at('13:00:00', 'clockIn');
    await at('15:00:00', 'breakOut');
    await at('15:29:00', 'breakIn');
    await at('19:00:00', 'clockOut');
    const query = { timeclockId: dock.timeclockId, from: '2026-11-01', to: '2026-11-23' };
    const finding = { kind: 'short', breakKind: 'break', isWaivable: false, breakNumber: 1, minutes: 29, startedAt: `${day}15:00:00.000Z` };
    expect((await bench.answer('readBreakFindings', { query })).findings).toEqual([{ employeeId: 'NWF-1001', personName: 'Maya Okafor', workDate: '2026-11-23', finding }]);
    expect(await today(bench)).toMatchObject({ breakMinutes: 29, workedMinutes: 331, workedMinutesRounded: 330, breakFindings: [finding] });
    expect(await bench.refusal('readBreakFindings', { query, token: bench.tokens.packing })).toEqual([403, 'noPermissionForTimeclock']);
    expect(await bench.refusal('readBreakFindings', { query, token: bench.tokens.stranger })).toEqual([404, 'notFound']);
    expect(await bench.refusal('readBreakFindings', { query: { ...query, from: '2026-10-01' } })).toEqual([422, 'notPossible']);
  });

  it('H3 answers of a punch stand beside it', async () => {
    const bench = await arrangeSupervision();
    const [first] = await wholeDay(bench);
    const row = { tenant_id: demo.tenantId, record_id: v7(), punch_id: first.punchId, answer_set: 'clockOut', complete: 1, answers: '[{"questionId":"q1","value":true}]', made_ms: testNowMs, received_ms: testNowMs } as const;
    await bench.server.deps.database.reader.insertInto('answers').values(row).execute();
    expect((await bench.answer('readPunch', { params: { punchId: first.punchId } })).answers).toEqual([
      { set: 'clockOut', complete: true, judgedComplete: null, receivedAt: new Date(testNowMs).toISOString(), answers: [{ questionId: 'q1', value: true }] },
    ]);
  });
});
