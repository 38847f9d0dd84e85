import { describe, expect, it } from 'vitest';
import type { Punch, Verdict } from '../../shared/contracts/entities.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { arrangeServer, enrol, testNowMs, tryUpload, upload, type ServerInProcess } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';
import { saveTimeclock } from './save-timeclock.ts';
import { saveEmployee } from './save-employee.ts';

async function arrange() {
  const server = await arrangeServer();
  const credentials = await enrol(server);
  const send = async (...punches: readonly unknown[]): Promise<Verdict[]> => (await upload(server, { credentials, punches })).verdicts;
  return { server, credentials, chain: new PunchChain(), send };
}

/** A second kiosk at the same timeclock. */
async function secondKiosk(server: ServerInProcess) {
  const credentials = await enrol(server, { deviceId: 'kiosk-2' });
  const send = async (...punches: readonly unknown[]): Promise<Verdict[]> => (await upload(server, { credentials, deviceId: 'kiosk-2', punches })).verdicts;
  return { chain: new PunchChain('kiosk-2'), send };
}

const day = '2026-11-23T';
const accepted = (punch: Punch, exceptions: readonly string[] = []) => ({ kind: 'accepted', punchId: punch.punchId, roundedInstant: punch.bestKnownInstant, exceptions });
const refusedFor = (code: string) => expect.objectContaining({ kind: 'refused', code }) as unknown;

describe('one verdict per punch', () => {
  it('D3 accepts a day in sequence and answers in the order of the batch', async () => {
    const { chain, send } = await arrange();
    const punches = [chain.next({ at: `${day}13:00:00.000Z` }), chain.next({ at: `${day}17:00:00.000Z`, type: 'breakOut' }), chain.next({ at: `${day}17:30:00.000Z`, type: 'breakIn' })];
    expect(await send(...punches)).toEqual(punches.map((punch) => accepted(punch)));
  });

  it('D3 answers an empty batch with no verdicts', async () => {
    const { send } = await arrange();
    expect(await send()).toEqual([]);
  });

  it('D4 takes the good punches of a batch that holds every kind of bad one', async () => {
    const { chain, send } = await arrange();
    const clockIn = chain.next({ at: `${day}13:00:00.000Z` });
    const stranger = chain.next({ at: `${day}13:05:00.000Z`, person: { kind: 'employee', employeeId: 'nobody' }, assignmentId: null });
    const ended = chain.next({ at: `${day}13:06:00.000Z`, assignmentId: 'NWF-1002-A1' });
    const early = chain.next({ at: `${day}13:07:00.000Z`, type: 'clockOut', person: { kind: 'employee', employeeId: 'NWF-1003' }, assignmentId: 'NWF-1003-A1' });
    const future = chain.next({ at: new Date(testNowMs + 300_001).toISOString(), type: 'breakOut' });
    const ancient = chain.next({ at: '2005-01-01T12:00:00.000Z', assignmentId: null });
    const malformed = { ...chain.next({ at: `${day}14:00:00.000Z`, type: 'breakOut' }), type: 'coffee' };
    const clockOut = chain.next({ at: `${day}19:00:00.000Z`, type: 'clockOut' });
    const verdicts = await send(clockIn, stranger, ended, early, future, ancient, malformed, clockOut);
    expect(verdicts.slice(0, 7)).toEqual([accepted(clockIn), refusedFor('unknownEmployee'), refusedFor('assignmentNotActive'), refusedFor('noClockIn'), refusedFor('timeInFuture'), refusedFor('timeTooOld'), refusedFor('malformed')]);
    expect(verdicts[7]).toMatchObject({ kind: 'accepted' });
  });

  it('K1 takes a punch that is ahead of the server by the clock tolerance, judged on the best-known time', async () => {
    const { chain, send } = await arrange();
    const [verdict] = await send(chain.next({ at: new Date(testNowMs + 300_000).toISOString(), deviceInstant: '2031-01-01T00:00:00.000Z' }));
    expect(verdict?.kind).toBe('accepted');
  });

  it('K1 notes what is worth a look, and accepts', async () => {
    const { chain, send } = await arrange();
    const none = chain.next({ at: `${day}13:00:00.000Z`, assignmentId: null, flags: ['noAssignment', 'outsideFence', 'unanswered', 'clockUncertain'] });
    const again = chain.next({ at: `${day}15:00:00.000Z` });
    const [first, second] = await send(none, again);
    expect(first).toEqual(accepted(none, ['clockUncertain', 'noAssignment', 'outsideFence', 'unanswered']));
    expect(second).toEqual(accepted(again, ['forgottenClockOut']));
  });

  it('C13 answers the rounded time and keeps the actual one', async () => {
    const { server, chain, send } = await arrange();
    const { properties } = await server.answer('readTimeclock', { body: { tenantId: demo.tenantId, timeclockId: 1042 } });
    await saveTimeclock(server.deps, demo.tenantId, { ...properties, rounding: { clockInMinutes: 15, clockOutMinutes: 0, breakMinutes: 0 } });
    const punch = chain.next({ at: `${day}13:07:59.999Z` });
    expect(await send(punch)).toEqual([{ ...accepted(punch), roundedInstant: `${day}13:00:00.000Z` }]);
    const session = await server.answer('openSession', { body: demo.administrator });
    const { punches } = await server.answer('readPunches', { token: session.sessionToken });
    expect(punches[0]?.bestKnownInstant).toBe(punch.bestKnownInstant);
  });

  it('K13 accepts a punch before the end of assignment and employment however late, refuses one after', async () => {
    const { server, chain, send } = await arrange();
    const assignment = { assignmentId: 'NWF-1001-A1', job: 'Forklift operator', department: '', startDate: '2010-01-01', endDate: '2026-11-10', shiftStart: null, shiftEnd: null, timeclockId: 1042 };
    const employee = { employeeId: 'NWF-1001', firstName: 'Maya', lastName: 'Okafor', jobTitle: '', photoDataUrl: null, pinHash: null, lastFourHash: null };
    await saveEmployee(server.deps, demo.tenantId, { employee, assignments: [assignment], lastWorkDate: '2026-11-20' });
    const verdicts = await send(
      chain.next({ at: '2026-11-10T14:00:00.000Z' }),
      chain.next({ at: '2026-11-11T14:00:00.000Z' }),
      chain.next({ at: '2026-11-20T14:00:00.000Z', assignmentId: null }),
      chain.next({ at: '2026-11-21T14:00:00.000Z', assignmentId: null }),
    );
    expect(verdicts).toMatchObject([{ kind: 'accepted' }, { code: 'assignmentNotActive' }, { kind: 'accepted' }, { code: 'unknownEmployee' }]);
  });
});

describe('what comes twice', () => {
  it('H2 answers a replayed batch as it answered the first, and stores nothing anew', async () => {
    const { server, chain, send } = await arrange();
    const punches = [chain.next({ at: `${day}13:00:00.000Z` }), chain.next({ at: `${day}13:00:30.000Z` }), chain.next({ at: `${day}18:00:00.000Z`, type: 'clockOut', assignmentId: null })];
    const first = await send(...punches);
    expect(await send(...punches)).toEqual(first);
    const session = await server.answer('openSession', { body: demo.administrator });
    expect((await server.answer('readPunches', { token: session.sessionToken })).total).toBe(3);
  });

  it('H2 counts a punch once that stands twice in one batch', async () => {
    const { server, chain, send } = await arrange();
    const punch = chain.next({ at: `${day}13:00:00.000Z` });
    expect(await send(punch, punch)).toEqual([accepted(punch), accepted(punch)]);
    const session = await server.answer('openSession', { body: demo.administrator });
    expect((await server.answer('readPunches', { token: session.sessionToken })).total).toBe(1);
  });

  it('D10 refuses other content under a known id, sets it aside once, and leaves the first as it was', async () => {
    const { server, chain, send } = await arrange();
    const punch = chain.next({ at: `${day}13:00:00.000Z` });
    await send(punch);
    const forged = { ...punch, note: 'another' };
    expect(await send(forged)).toEqual([refusedFor('idConflict')]);
    expect(await send(forged)).toEqual([refusedFor('idConflict')]);
    expect(await send(punch)).toEqual([accepted(punch)]);
    const aside = await server.deps.database.reader.selectFrom('punches_set_aside').select(['punch_id', 'reason']).execute();
    expect(aside).toEqual([{ punch_id: punch.punchId, reason: 'idConflict' }]);
  });

  it('K2 takes one of two taps less than a minute apart, and both at exactly a minute', async () => {
    const { chain, send } = await arrange();
    const first = chain.next({ at: `${day}13:00:00.000Z` });
    const doubleTap = chain.next({ at: `${day}13:00:59.999Z` });
    const later = chain.next({ at: `${day}13:01:00.000Z` });
    expect(await send(first, doubleTap, later)).toEqual([accepted(first), { kind: 'duplicate', punchId: doubleTap.punchId, duplicateOf: first.punchId }, accepted(later, ['forgottenClockOut'])]);
  });

  it('K2 finds a double tap over two kiosks and over midnight, whichever comes first', async () => {
    const { server, chain, send } = await arrange();
    const other = await secondKiosk(server);
    const before = chain.next({ at: '2026-11-23T05:59:40.000Z' });
    const after = other.chain.next({ at: '2026-11-23T06:00:10.000Z' });
    expect([before.workDate, after.workDate]).toEqual(['2026-11-22', '2026-11-23']);
    await other.send(after);
    expect(await send(before)).toEqual([accepted(before)]);
    expect(await other.send(after)).toEqual([{ kind: 'duplicate', punchId: after.punchId, duplicateOf: before.punchId }]);
  });
});

describe('double taps on chosen work dates', () => {
  it('K2 E4 finds a double tap whose work date somebody chose, however far off, and leaves other dates alone', async () => {
    const { server, chain, send } = await arrange();
    const other = await secondKiosk(server);
    const chosen = chain.next({ at: `${day}13:00:00.000Z`, workDate: '2026-10-05', flags: ['workDateChosen'] });
    await send(chosen);
    const tapped = other.chain.next({ at: `${day}13:00:20.000Z` });
    expect(await other.send(tapped)).toEqual([{ kind: 'duplicate', punchId: tapped.punchId, duplicateOf: chosen.punchId }]);
    const chosenAgain = chain.next({ at: `${day}13:00:40.000Z`, workDate: '2026-09-01', flags: ['workDateChosen'] });
    expect(await send(chosenAgain)).toEqual([{ kind: 'duplicate', punchId: chosenAgain.punchId, duplicateOf: chosen.punchId }]);
    const later = chain.next({ at: `${day}13:30:00.000Z` });
    expect(await send(later)).toEqual([accepted(later, ['forgottenClockOut'])]);
  });

  it('K2 finds an ordinary double tap beside one on a chosen date that arrives later', async () => {
    const { chain, send } = await arrange();
    const ordinary = chain.next({ at: `${day}13:00:00.000Z` });
    await send(ordinary);
    const chosen = chain.next({ at: `${day}13:00:20.000Z`, workDate: '2026-10-05', flags: ['workDateChosen'] });
    expect(await send(chosen)).toEqual([{ kind: 'duplicate', punchId: chosen.punchId, duplicateOf: ordinary.punchId }]);
  });
});

describe('late punches find their place', () => {
  it('D4 accepts a refused punch when it is offered again after what it was waiting for', async () => {
    const { chain, send } = await arrange();
    const clockIn = chain.next({ at: `${day}13:00:00.000Z` });
    const clockOut = chain.next({ at: `${day}19:00:00.000Z`, type: 'clockOut' });
    expect(await send(clockOut)).toEqual([refusedFor('noClockIn')]);
    expect(await send(clockOut)).toEqual([refusedFor('noClockIn')]);
    await send(clockIn);
    expect(await send(clockOut)).toMatchObject([{ kind: 'accepted', punchId: clockOut.punchId }]);
  });

  it('K1 accepts a refused punch once its employee is known', async () => {
    const { server, chain, send } = await arrange();
    const punch = chain.next({ at: `${day}13:00:00.000Z`, person: { kind: 'employee', employeeId: 'NEW-1' }, assignmentId: null });
    expect(await send(punch)).toEqual([refusedFor('unknownEmployee')]);
    const employee = { employeeId: 'NEW-1', firstName: 'New', lastName: 'Hire', jobTitle: '', photoDataUrl: null, pinHash: null, lastFourHash: null };
    await saveEmployee(server.deps, demo.tenantId, { employee, assignments: [], lastWorkDate: null });
    expect(await send(punch)).toEqual([accepted(punch, ['noAssignment'])]);
  });

  it('H8 judges over all kiosks in order of instants, and keeps what a late punch changed (H3)', async () => {
    const { server, chain, send } = await arrange();
    const other = await secondKiosk(server);
    const first = chain.next({ at: `${day}13:00:00.000Z` });
    const second = chain.next({ at: `${day}15:00:00.000Z` });
    expect((await send(first, second))[1]).toEqual(accepted(second, ['forgottenClockOut']));
    await other.send(other.chain.next({ at: `${day}14:00:00.000Z`, type: 'clockOut' }));
    expect((await send(second))[0]).toEqual(accepted(second));
    const history = await server.deps.database.reader.selectFrom('verdict_changes').select(['punch_id', 'before', 'after']).execute();
    expect(history).toEqual([{ punch_id: second.punchId, before: '{"kind":"accepted","exceptions":["forgottenClockOut"]}', after: '{"kind":"accepted","exceptions":[]}' }]);
  });
});

describe('the chain of a device', () => {
  it('H5 notes a gap, and takes it back when the missing batch comes after all', async () => {
    const { chain, send } = await arrange();
    const punches = [chain.next({ at: `${day}13:00:00.000Z` }), chain.next({ at: `${day}14:00:00.000Z`, type: 'breakOut' }), chain.next({ at: `${day}15:00:00.000Z`, type: 'breakIn' })] as const;
    await send(punches[0]);
    expect((await send(punches[2]))[0]).toMatchObject({ kind: 'accepted', exceptions: ['chainGap', 'outOfSequence'] });
    await send(punches[1]);
    expect(await send(punches[2])).toEqual([accepted(punches[2])]);
  });

  it('H5 notes a punch that was altered, and one whose predecessor was exchanged', async () => {
    const { chain, send } = await arrange();
    const first = chain.next({ at: `${day}13:00:00.000Z` });
    const second = chain.next({ at: `${day}14:00:00.000Z`, type: 'breakOut' });
    const altered = { ...first, bestKnownInstant: `${day}12:00:00.000Z` };
    expect(await send(altered, { ...second, previousHash: 'a'.repeat(64) })).toMatchObject([{ exceptions: ['chainAltered'] }, { exceptions: ['chainAltered'] }]);
  });

  it('A4 lets a device that enrols again go on where its chain ended; its old token ends', async () => {
    const { server, credentials, chain, send } = await arrange();
    const last = [chain.next({ at: `${day}13:00:00.000Z` }), chain.next({ at: `${day}14:00:00.000Z`, type: 'breakOut' })] as const;
    await send(...last);
    expect(await enrol(server)).toMatchObject({ nextSequenceNumber: 3, lastHash: last[1].hash });
    expect((await tryUpload(server, { credentials, punches: [] })).body).toMatchObject({ code: 'tokenReplaced' });
  });
});

it('H8 H2 comes to the same end whichever kiosk sends first, in whatever portions, with everything sent twice', async () => {
  const facts = Array.from({ length: 24 }, (_, index) => ({
    at: new Date(Date.parse(`${day}06:30:00.000Z`) - 86_400_000 + index * 3_300_000 + (index % 3) * 20_000).toISOString(),
    type: (['clockIn', 'breakOut', 'breakIn', 'clockOut', 'clockIn'] as const)[index % 5] ?? 'clockIn',
  }));
  const doubled = facts.flatMap((one) => [one, { ...one, at: new Date(Date.parse(one.at) + 15_000).toISOString() }]);
  const ends: string[] = [];
  for (const seed of [1, 2, 3]) {
    const { server, chain, send } = await arrange();
    const other = await secondKiosk(server);
    const random = seededRandom(seed);
    const kiosks = [
      { send, punches: doubled.filter((_, index) => index % 2 === 0).map((one) => chain.next(one)) },
      { send: other.send, punches: doubled.filter((_, index) => index % 2 === 1).map((one) => other.chain.next(one)) },
    ];
    while (kiosks.some((kiosk) => kiosk.punches.length > 0)) {
      const kiosk = random.pick(kiosks);
      const portion = kiosk.punches.splice(random.below(Math.max(1, kiosk.punches.length)), 1 + random.below(5));
      await kiosk.send(...portion);
      await kiosk.send(...portion.toReversed());
    }
    const rows = await server.deps.database.reader.selectFrom('punches').select(['device_id', 'instant_ms', 'verdict', 'refusal_code', 'sequence_exception', 'noted']).orderBy('instant_ms').execute();
    expect(rows).toHaveLength(48);
    ends.push(JSON.stringify(rows));
  }
  expect(new Set(ends).size).toBe(1);
});

it('I2 keeps the same punch id of two tenants apart', async () => {
  const { server, chain, send } = await arrange();
  const punch = chain.next({ at: `${day}13:00:00.000Z` });
  await send(punch);
  const { otherTenant } = demo;
  const credentials = await enrol(server, { ...otherTenant.administrator, tenantId: otherTenant.tenantId, timeclockId: otherTenant.timeclockId });
  const { verdicts } = await upload(server, { credentials, punches: [{ ...punch, note: 'theirs' }] });
  expect(verdicts).toEqual([refusedFor('unknownEmployee')]);
  expect(await send(punch)).toEqual([accepted(punch)]);
});
