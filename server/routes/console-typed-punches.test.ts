import { describe, expect, it } from 'vitest';
import { testNowMs } from '../../test/support/server-in-process.ts';
import { arrangeSupervision, changesFor, today, typedBody, type SupervisionBench } from '../../test/support/supervision-bench.ts';
import { demo } from '../demo.ts';

const day = '2026-11-23T';
const because = { body: { reason: 'as told' } };

describe('typed punches', () => {
  it('H7 a typed punch counts, has no device, and is told to the kiosks', async () => {
    const bench = await arrangeSupervision();
    const body = typedBody({ at: `${day}14:00:00.000Z` });
    const { punch, silentKiosks } = await bench.answer('typePunch', { body });
    expect(punch).toMatchObject({ punchId: body.punchId, source: 'typed', state: 'accepted', deviceId: null, note: 'forgot the badge', personName: 'Maya Okafor', correction: { before: null, madeBy: 'supervisor' } });
    expect(silentKiosks).toEqual([]);
    expect(await changesFor(bench, body.punchId)).toEqual([demo.timeclocks.dock]);
    expect((await bench.answer('readPunch', { params: { punchId: body.punchId } })).original).toBeNull();
  });

  it('H2 typing the same again stores nothing twice; something else under its id is a conflict', async () => {
    const bench = await arrangeSupervision();
    const body = typedBody({ at: `${day}14:00:00.000Z` });
    const once = await bench.answer('typePunch', { body });
    expect(await bench.answer('typePunch', { body })).toEqual(once);
    expect(await bench.refusal('typePunch', { body: { ...body, reason: 'other' } })).toEqual([409, 'conflict']);
    const kiosk = await bench.punched({ at: `${day}16:00:00.000Z`, type: 'breakOut' });
    expect(await bench.refusal('typePunch', { body: { ...body, punchId: kiosk.punchId } })).toEqual([409, 'conflict']);
    expect((await bench.answer('readPunches')).total).toBe(2);
  });

  it('H2 what is sent twice at the same moment is stored once, typed, corrected and voided alike', async () => {
    const bench = await arrangeSupervision();
    const body = typedBody({ at: `${day}14:00:00.000Z` });
    const twice = <T>(ask: () => Promise<T>): Promise<T[]> => Promise.all([ask(), ask(), ask()]);
    await twice(() => bench.answer('typePunch', { body }));
    const params = { punchId: body.punchId };
    const correction = { correctionId: crypto.randomUUID(), instant: `${day}14:10:00.000Z`, reason: 'x' };
    await twice(() => bench.answer('correctPunch', { params, body: correction }));
    await twice(() => bench.answer('voidPunch', { params, ...because }));
    const { punch, corrections, history } = await bench.answer('readPunch', { params });
    expect(punch).toMatchObject({ instant: `${day}14:10:00.000Z`, state: 'voided' });
    expect([corrections.length, history.filter((step) => step.what === 'voided').length]).toEqual([2, 1]);
    expect((await bench.answer('readPunches')).total).toBe(1);
  });

  it('H2 one id for two punches or two corrections at the same moment: one is stored, the other is a conflict', async () => {
    const bench = await arrangeSupervision();
    const body = typedBody({ at: `${day}14:00:00.000Z` });
    const other = { ...body, employeeId: 'NWF-1002', assignmentId: null };
    const typed = await Promise.all([bench.refusal('typePunch', { body }), bench.refusal('typePunch', { body: other })]);
    expect(typed.map(([status]) => status).toSorted()).toEqual([200, 409]);
    const punches = [await bench.punched({ at: '2026-11-20T14:00:00.000Z' }), await bench.punched({ at: '2026-11-20T14:00:00.000Z', person: { kind: 'employee', employeeId: 'NWF-1003' }, assignmentId: null })];
    const correction = { correctionId: crypto.randomUUID(), instant: '2026-11-20T14:10:00.000Z', reason: 'x' };
    const corrected = await Promise.all(punches.map((punch) => bench.refusal('correctPunch', { params: { punchId: punch.punchId }, body: correction })));
    expect(corrected.map(([status]) => status).toSorted()).toEqual([200, 409]);
  });

  it('K1 accepts a typed Clock Out without a Clock In, as out of sequence', async () => {
    const bench = await arrangeSupervision();
    const { punch } = await bench.answer('typePunch', { body: typedBody({ at: `${day}14:00:00.000Z`, type: 'clockOut' }) });
    expect(punch).toMatchObject({ state: 'accepted', exceptions: ['outOfSequence'] });
  });

  it('J3 refuses a time that has not come, a date that has not come, somebody else’s assignment', async () => {
    const bench = await arrangeSupervision();
    const future = new Date(testNowMs + 1).toISOString();
    for (const wrong of [{ instant: future }, { workDate: '2026-11-24' }, { assignmentId: 'NWF-1002-A1' }, { instant: '1999-01-01T00:00:00.000Z' }]) {
      expect(await bench.refusal('typePunch', { body: { ...typedBody({ at: `${day}14:00:00.000Z` }), ...wrong } })).toEqual([422, 'notPossible']);
    }
    expect(await bench.refusal('typePunch', { body: { ...typedBody({ at: `${day}14:00:00.000Z` }), reason: ' ' } })).toEqual([422, 'invalidMessage']);
    expect((await bench.answer('readPunches')).total).toBe(0);
  });

  it('H7 warns of kiosks of the person that have been silent for more than three intervals', async () => {
    const bench = await arrangeSupervision();
    const ask = { params: { employeeId: 'NWF-1001' } };
    bench.server.clock.advance(1_800_000);
    expect((await bench.answer('readSilentKiosks', ask)).silentKiosks).toEqual([]);
    bench.server.clock.advance(1);
    const silent = [{ deviceId: 'kiosk-1', deviceName: 'Test kiosk', timeclockId: demo.timeclocks.dock, silentSince: new Date(testNowMs).toISOString(), pending: null }];
    expect((await bench.answer('readSilentKiosks', ask)).silentKiosks).toEqual(silent);
    expect((await bench.answer('readSilentKiosks', { params: { employeeId: 'NWF-1010' } })).silentKiosks).toEqual([]);
    expect((await bench.answer('typePunch', { body: typedBody({ at: `${day}14:00:00.000Z` }) })).silentKiosks).toEqual(silent);
  });

  it('H7 warns of a kiosk that told of punches which wait, however lately', async () => {
    const bench = await arrangeSupervision();
    await bench.server.deps.database.reader.updateTable('devices').set({ pending_count: 3 }).where('device_id', '=', 'kiosk-1').execute();
    expect((await bench.answer('readSilentKiosks', { params: { employeeId: 'NWF-1001' } })).silentKiosks).toMatchObject([{ deviceId: 'kiosk-1', pending: 3 }]);
  });
});

describe('typed and kiosk punches that meet', () => {
  /** A typed Clock In and the kiosk's own, five minutes later, that arrives afterwards. */
  async function meet(bench: SupervisionBench) {
    const typed = await bench.answer('typePunch', { body: typedBody({ at: `${day}14:00:00.000Z` }) });
    const kiosk = await bench.punched({ at: `${day}14:05:00.000Z` });
    await bench.punched({ at: `${day}19:05:00.000Z`, type: 'clockOut' });
    const { meetings } = await bench.answer('listMeetings');
    return { typed: typed.punch.punchId, kiosk: kiosk.punchId, meetingId: meetings[0]?.meetingId ?? '', meetings };
  }
  const stateOf = async (bench: SupervisionBench, punchId: string) => {
    const { punch } = await bench.answer('readPunch', { params: { punchId } });
    return [punch.state, punch.exceptions];
  };

  it('H7 shows both side by side, and counts the moment once until somebody decides', async () => {
    const bench = await arrangeSupervision();
    const met = await meet(bench);
    expect(met.meetings).toMatchObject([{ typed: { punchId: met.typed, source: 'typed' }, kiosk: { punchId: met.kiosk, source: 'kiosk' }, decision: null }]);
    expect(await stateOf(bench, met.typed)).toEqual(['accepted', ['nearTyped']]);
    expect(await stateOf(bench, met.kiosk)).toEqual(['accepted', ['nearTyped']]);
    expect(await today(bench)).toMatchObject({ workedMinutes: 300, open: false });
  });

  it.each([
    ['keepTyped', 305, 'accepted', 'voided'],
    ['keepKiosk', 300, 'voided', 'accepted'],
    ['keepBoth', 300, 'accepted', 'accepted'],
  ] as const)('H7 %s settles the pair, deletes nothing, and can be taken back', async (decision, minutes, typedState, kioskState) => {
    const bench = await arrangeSupervision();
    const met = await meet(bench);
    const ask = { params: { meetingId: met.meetingId }, body: { decision } };
    await bench.answer('decideMeeting', ask);
    const stateOnly = async (punchId: string) => (await stateOf(bench, punchId))[0];
    expect([await stateOnly(met.typed), await stateOnly(met.kiosk)]).toEqual([typedState, kioskState]);
    expect(await today(bench)).toMatchObject({ workedMinutes: minutes, open: false });
    const near = await bench.answer('readPunches', { query: { exception: 'nearTyped', verdict: 'accepted' } });
    expect(near.punches.filter((one) => one.state === 'accepted')).toEqual([]);
    expect((await bench.answer('listMeetings')).meetings).toEqual([]);
    expect((await bench.answer('listMeetings', { query: { state: 'all' } })).meetings).toMatchObject([{ decision, decidedBy: 'supervisor' }]);
    await bench.answer('decideMeeting', ask);
    expect(await bench.refusal('decideMeeting', { ...ask, body: { decision: decision === 'keepBoth' ? 'keepTyped' : 'keepBoth' } })).toEqual([409, 'conflict']);
    const voided = decision === 'keepTyped' ? met.kiosk : met.typed;
    if (decision !== 'keepBoth') expect(await bench.answer('restorePunch', { params: { punchId: voided }, ...because })).toMatchObject({ state: 'accepted' });
    expect((await bench.answer('readPunches')).total).toBe(3);
  });

  it('H7 a pair of which one was voided or moved away asks for no decision any more', async () => {
    const bench = await arrangeSupervision();
    const met = await meet(bench);
    const open = async () => (await bench.answer('listMeetings')).meetings.length;
    await bench.answer('voidPunch', { params: { punchId: met.kiosk }, ...because });
    expect(await open()).toBe(0);
    await bench.answer('restorePunch', { params: { punchId: met.kiosk }, ...because });
    expect(await open()).toBe(1);
    await bench.answer('correctPunch', { params: { punchId: met.typed }, body: { correctionId: crypto.randomUUID(), instant: `${day}13:40:00.000Z`, reason: 'earlier' } });
    expect(await open()).toBe(0);
    expect((await bench.answer('readPunches', { query: { exception: 'nearTyped' } })).total).toBe(0);
  });

  it('J3 numbers that no column holds are refused, not stumbled over', async () => {
    const bench = await arrangeSupervision();
    const timeclockId = 9_007_199_254_740_991;
    for (const name of ['readPunches', 'readSyncFailReport'] as const) expect((await bench.refusal(name, { query: { timeclockId } }))[0]).toBeLessThan(500);
    expect((await bench.refusal('readBreakFindings', { query: { timeclockId, from: '2026-11-01', to: '2026-11-02' } }))[0]).toBeLessThan(500);
    expect((await bench.refusal('typePunch', { body: { ...typedBody({ at: `${day}14:00:00.000Z` }), timeclockId } }))[0]).toBeLessThan(500);
  });

  it('I2 meetings of other timeclocks and tenants are neither shown nor decided', async () => {
    const bench = await arrangeSupervision();
    const met = await meet(bench);
    const ask = { params: { meetingId: met.meetingId }, body: { decision: 'keepBoth' } };
    expect((await bench.answer('listMeetings', { token: bench.tokens.packing })).meetings).toEqual([]);
    expect(await bench.refusal('decideMeeting', { ...ask, token: bench.tokens.packing })).toEqual([403, 'noPermissionForTimeclock']);
    expect(await bench.refusal('decideMeeting', { ...ask, token: bench.tokens.stranger })).toEqual([404, 'notFound']);
    expect((await bench.answer('listMeetings')).meetings).toHaveLength(1);
  });
});
