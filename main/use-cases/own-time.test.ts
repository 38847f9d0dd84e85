/** C1, C9, C12, C13: undo, timesheet, updated times and requests, on the kiosk as it is. */
import { describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { record as recordSchema, type OutboxRecord } from '../../shared/contracts/records.ts';
import { entryOf } from '../../test/support/entry-of.ts';
import { arrangeReadyKiosk, identify, punchOnce, somebody, tap, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { listPendingRecords } from '../database/outbox.ts';
import { settlePunches } from '../database/settle-punches.ts';
import { acknowledgeUpdate } from './acknowledge-update.ts';
import { applyChanges, stageChanges } from './apply-sync.ts';
import { readTimesheet } from './read-timesheet.ts';
import { sendRequest } from './send-request.ts';
import { undoPunch } from './undo-punch.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const people = [somebody('E1', '111111'), somebody('E2', '222222', { firstName: 'Daniel' })];

const records = ({ kiosk }: KioskInProcess): OutboxRecord[] => listPendingRecords(kiosk.connection).map(({ kept }) => recordSchema.parse(kept.record));

async function sheetOf({ kiosk }: KioskInProcess, weekOf: string | null = null) {
  const { sessionId } = await identify(kiosk, '111111');
  const read = readTimesheet(kiosk, { sessionId, weekOf });
  if (read.kind !== 'read') throw new Error(read.kind);
  return read.timesheet;
}

describe('undo', () => {
  it('C1 K2 adds a void, and the same punch within the window is taken', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const { kiosk, clock } = arranged;
    const offer = await identify(kiosk, '111111');
    const first = tap(kiosk, offer);
    if (first.kind !== 'recorded') throw new Error(first.kind);
    clock.advance(5_000);
    const { punchId } = first.punch;
    expect(undoPunch(kiosk, { sessionId: offer.sessionId, punchId })).toMatchObject({ kind: 'undone', punch: { punchId } });
    expect(undoPunch(kiosk, { sessionId: offer.sessionId, punchId }).kind).toBe('undone');
    expect(records(arranged)).toMatchObject([{ kind: 'void', punchId }]);
    expect(await identify(kiosk, '111111')).toMatchObject({ current: null, allowed: ['clockIn'], punches: [] });
    expect(tap(kiosk, await identify(kiosk, '111111')).kind).toBe('recorded');
  });

  it('C1 J3 undoes nothing later, nothing of somebody else, and nothing after the reset', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const { kiosk, clock } = arranged;
    const mine = await punchOnce(kiosk, '111111');
    const { sessionId: other } = await identify(kiosk, '222222');
    expect(undoPunch(kiosk, { sessionId: other, punchId: mine.punchId })).toEqual({ kind: 'tooLate' });
    const offer = await identify(kiosk, '111111');
    const late = tap(kiosk, offer, { type: 'clockOut' });
    if (late.kind !== 'recorded') throw new Error(late.kind);
    clock.advance(30_001);
    expect(undoPunch(kiosk, { sessionId: offer.sessionId, punchId: late.punch.punchId })).toEqual({ kind: 'tooLate' });
    kiosk.sessions.end();
    expect(undoPunch(kiosk, { sessionId: offer.sessionId, punchId: late.punch.punchId })).toEqual({ kind: 'sessionEnded' });
    expect(records(arranged)).toEqual([]);
  });
});

describe('requests', () => {
  type Facts = Partial<CallInput<'sendRequest'>>;
  async function ask(arranged: KioskInProcess, facts: Facts): Promise<CallAnswer<'sendRequest'>> {
    const { sessionId } = await identify(arranged.kiosk, '111111');
    return sendRequest(arranged.kiosk, { sessionId, tapId: crypto.randomUUID(), request: 'missedPunch', workDate: '2026-11-23', punchId: null, type: 'breakOut', wallTime: '07:30', note: ' long queue ', ...facts });
  }

  it('C12 E2 a missed punch goes to the supervisor as a request, off line too, and is no punch', async () => {
    const arranged = await arrangeReadyKiosk(people);
    expect(await ask(arranged, {})).toMatchObject({ kind: 'sent', firstName: 'Maya', online: false, request: { status: 'open', proposedInstant: '2026-11-23T13:30:00.000Z', note: 'long queue' } });
    expect(records(arranged)).toMatchObject([{ kind: 'request', request: 'missedPunch', person: { kind: 'employee', employeeId: 'E1' }, type: 'breakOut', workDate: '2026-11-23' }]);
    expect((await identify(arranged.kiosk, '111111')).punches).toEqual([]);
    const [sheetDay] = (await sheetOf(arranged)).days.filter((day) => day.requests.length > 0);
    expect(sheetDay).toMatchObject({ workDate: '2026-11-23', entries: [], requests: [{ note: 'long queue', status: 'open' }] });
  });

  it('H2 the same touch is the same request', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const { sessionId } = await identify(arranged.kiosk, '111111');
    const input = { sessionId, tapId: crypto.randomUUID(), request: 'missedPunch', workDate: '2026-11-23', punchId: null, type: 'clockIn', wallTime: '07:00', note: '' } as const;
    expect(sendRequest(arranged.kiosk, input)).toEqual(sendRequest(arranged.kiosk, input));
    expect(records(arranged)).toHaveLength(1);
  });

  it('C12 a correction names a punch of the person and says what is wrong', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const mine = await punchOnce(arranged.kiosk, '111111');
    const others = await punchOnce(arranged.kiosk, '222222');
    const correction = { request: 'correction', type: 'clockIn', wallTime: null } as const;
    expect(await ask(arranged, { ...correction, punchId: mine.punchId, note: '' })).toEqual({ kind: 'notPossible', why: 'incomplete' });
    expect(await ask(arranged, { ...correction, punchId: others.punchId })).toEqual({ kind: 'notPossible', why: 'unknownPunch' });
    expect(await ask(arranged, { ...correction, punchId: mine.punchId })).toMatchObject({ kind: 'sent' });
    expect(records(arranged)).toMatchObject([{ punchId: mine.punchId, request: 'correction' }]);
  });

  it('C12 a correction may say no more than that it was another kind of punch', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const { punchId } = await punchOnce(arranged.kiosk, '111111');
    expect(await ask(arranged, { request: 'correction', type: 'breakIn', wallTime: null, punchId, note: '' })).toMatchObject({ kind: 'sent' });
    expect(records(arranged)).toMatchObject([{ punchId, request: 'correction', type: 'breakIn', proposedInstant: null }]);
  });

  const refused: [string, Facts, string][] = [
    ['a time that has not come', { wallTime: '08:01' }, 'inFuture'],
    ['a date to come', { workDate: '2026-11-24' }, 'unknownDate'],
    ['a date long gone', { workDate: '2026-10-18' }, 'unknownDate'],
    ['having left on a day without punches', { request: 'leftEarlier', type: 'clockOut' }, 'unknownDate'],
    ['no type', { type: null }, 'incomplete'],
    ['no time', { wallTime: null }, 'incomplete'],
    ['a punch that nobody made', { request: 'correction', punchId: '0192f5a0-0000-7000-8000-000000000001' }, 'unknownPunch'],
  ];
  it.each(refused)('J3 refuses %s and stores nothing', async (_what, facts, why) => {
    const arranged = await arrangeReadyKiosk(people);
    expect(await ask(arranged, facts)).toEqual({ kind: 'notPossible', why });
    expect(records(arranged)).toEqual([]);
  });
});

describe('timesheet', () => {
  it('C9 C13 shows entries by work date with totals, actual beside rounded, and marks what is open', async () => {
    const arranged = await arrangeReadyKiosk(people, { rounding: { clockInMinutes: 15, clockOutMinutes: 15, breakMinutes: 0 } });
    const { kiosk, clock } = arranged;
    clock.advance(7 * minuteMs);
    await punchOnce(kiosk, '111111');
    clock.advance(8 * hourMs);
    tap(kiosk, await identify(kiosk, '111111'), { type: 'clockOut' });
    clock.advance(16 * hourMs);
    await punchOnce(kiosk, '111111');
    const sheet = await sheetOf(arranged);
    expect(sheet).toMatchObject({ firstDate: '2026-11-22', lastDate: '2026-11-28', today: '2026-11-24', workedMs: 8 * hourMs, workedRoundedMs: 8 * hourMs, hasLater: false });
    expect(sheet.days.flatMap((day) => day.entries).map((entry) => [entry.workDate, entry.type, entry.instant.slice(11, 16), entry.roundedInstant?.slice(11, 16) ?? null, entry.isOpen])).toEqual([
      ['2026-11-23', 'clockIn', '14:07', '14:00', false],
      ['2026-11-23', 'clockOut', '22:07', '22:00', false],
      ['2026-11-24', 'clockIn', '14:07', '14:00', true],
    ]);
  });

  it('C10 a night over the clock change totals what it lasted, on the date of its clock-in', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const { kiosk, clock } = arranged;
    clock.advanceTo(Date.parse('2027-03-14T04:00:00.000Z'));
    await punchOnce(kiosk, '111111');
    clock.advance(7 * hourMs);
    tap(kiosk, await identify(kiosk, '111111'), { type: 'clockOut' });
    const day = (await sheetOf(arranged, '2027-03-13')).days.find((one) => one.entries.length > 0);
    expect(day).toMatchObject({ workDate: '2027-03-13', workedMs: 7 * hourMs, isOpen: false });
  });

  it('C9 goes back to last week and as far as there is something, and never into the future', async () => {
    const arranged = await arrangeReadyKiosk(people);
    await punchOnce(arranged.kiosk, '111111');
    arranged.clock.advance(21 * 24 * hourMs);
    expect(await sheetOf(arranged)).toMatchObject({ firstDate: '2026-12-13', hasEarlier: true, hasLater: false });
    expect(await sheetOf(arranged, '2026-11-24')).toMatchObject({ firstDate: '2026-11-22', hasEarlier: false, hasLater: true });
    expect((await sheetOf(arranged, '2030-01-01')).firstDate).toBe('2026-12-13');
    expect((await sheetOf(arranged, '1999-01-01')).firstDate).toBe('2026-11-22');
  });

  it('J3 is for whoever stands here alone', async () => {
    const { kiosk } = await arrangeReadyKiosk(people);
    const { sessionId } = await identify(kiosk, '111111');
    await identify(kiosk, '222222');
    expect(readTimesheet(kiosk, { sessionId, weekOf: null })).toEqual({ kind: 'sessionEnded' });
  });
});

describe('updated times', () => {
  const correctionId = v7();
  const corrected = entryOf({
    person: { kind: 'employee', employeeId: 'E1' },
    workDate: '2026-11-20',
    type: 'clockOut',
    instant: '2026-11-20T21:30:00.000Z',
    correction: {
      correctionId,
      madeAt: '2026-11-21T15:00:00.000Z',
      madeBy: 'Dana Reyes',
      reason: 'late truck',
      before: { type: 'clockOut', workDate: '2026-11-20', instant: '2026-11-20T21:12:00.000Z', assignmentId: null },
      acknowledgedAt: null,
    },
  });

  async function arrangeCorrected(): Promise<KioskInProcess> {
    const arranged = await arrangeReadyKiosk(people);
    await stageChanges(arranged.kiosk, { changes: [{ kind: 'entry', entry: corrected }], first: true, full: false });
    await applyChanges(arranged.kiosk, { cursor: 'cursor-2', chainEnd: null });
    return arranged;
  }

  it('C9 shows old and new directly after identification, though the punch is not on the device, until it is acknowledged', async () => {
    const arranged = await arrangeCorrected();
    const { sessionId, updates } = await identify(arranged.kiosk, '111111');
    expect(updates).toMatchObject([{ punchId: corrected.punchId, correction: { correctionId, madeBy: 'Dana Reyes', before: { instant: '2026-11-20T21:12:00.000Z' } }, after: { instant: '2026-11-20T21:30:00.000Z' } }]);
    expect((await identify(arranged.kiosk, '111111')).updates).toHaveLength(1);
    const session = await identify(arranged.kiosk, '111111');
    expect(acknowledgeUpdate(arranged.kiosk, { sessionId, punchId: corrected.punchId, correctionId })).toEqual({ kind: 'sessionEnded' });
    const input = { sessionId: session.sessionId, punchId: corrected.punchId, correctionId };
    expect([acknowledgeUpdate(arranged.kiosk, input), acknowledgeUpdate(arranged.kiosk, input)]).toEqual([{ kind: 'acknowledged' }, { kind: 'acknowledged' }]);
    expect(records(arranged)).toMatchObject([{ kind: 'acknowledgement', punchId: corrected.punchId, correctionId }]);
    expect((await identify(arranged.kiosk, '111111')).updates).toEqual([]);
    expect((await sheetOf(arranged, '2026-11-20')).days.flatMap((day) => day.entries)).toMatchObject([{ correction: { reason: 'late truck', before: { instant: '2026-11-20T21:12:00.000Z' } } }]);
  });

  it('C12 J3 nobody acknowledges for another, and nothing that there is not', async () => {
    const arranged = await arrangeCorrected();
    const { sessionId, updates } = await identify(arranged.kiosk, '222222');
    expect(updates).toEqual([]);
    expect(acknowledgeUpdate(arranged.kiosk, { sessionId, punchId: corrected.punchId, correctionId })).toEqual({ kind: 'unknownUpdate' });
    expect(records(arranged)).toEqual([]);
  });

  it('C1 an undone punch stays undone when the server has taken it and its void', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const offer = await identify(arranged.kiosk, '111111');
    const first = tap(arranged.kiosk, offer);
    if (first.kind !== 'recorded') throw new Error(first.kind);
    undoPunch(arranged.kiosk, { sessionId: offer.sessionId, punchId: first.punch.punchId });
    settlePunches(arranged.kiosk.connection, [{ kind: 'accepted', punchId: first.punch.punchId, roundedInstant: first.punch.instant, exceptions: [] }], arranged.clock.wallMs());
    expect((await identify(arranged.kiosk, '111111')).punches).toEqual([]);
  });
});
