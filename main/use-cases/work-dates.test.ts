/** E4, E5, K4 to K6, C10: for which date a punch may be, and when that is asked, on the kiosk as it is. */
import { describe, expect, it } from 'vitest';
import type { Offer } from '../../shared/contracts/punch-calls.ts';
import { arrangeKiosk, arrangeReadyKiosk, assignmentOf, identify, punchOnce, somebody, tap, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { settlePunches } from '../database/settle-punches.ts';
import { identifyByForm } from './identify-by-form.ts';
import { readOffer } from './read-offer.ts';
import { sendRequest } from './send-request.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const people = [
  somebody('E1', '111111'),
  somebody('E2', '222222', { assignments: [assignmentOf('day', { shiftStart: '07:00', shiftEnd: '15:00' }), assignmentOf('night', { shiftStart: '22:00', shiftEnd: '06:00', endDate: '2026-11-24' })] }),
];

const answered = (arranged: KioskInProcess): void => arranged.kiosk.state.authenticatedAnswer(arranged.kiosk.time.now().bestKnownMs);
const dates = ({ workDates: { yesterday, today, overnight, previous } }: Offer) => ({
  red: yesterday?.workDate ?? null,
  today: today?.workDate ?? null,
  overnight: overnight?.workDate ?? null,
  previous: previous.map((card) => (card.isIncomplete ? `${card.workDate} !` : card.workDate)),
});

function settleAll({ kiosk }: KioskInProcess, punchIds: readonly string[]): void {
  settlePunches(
    kiosk.connection,
    punchIds.map((punchId) => ({ kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] })),
    kiosk.time.now().bestKnownMs,
  );
}

describe('when the work date is asked', () => {
  it('E4 K5 strictly more than 24 hours after the last authenticated answer, also for somebody in the middle of a shift', async () => {
    const arranged = await arrangeReadyKiosk(people);
    answered(arranged);
    arranged.clock.advance(dayMs);
    expect((await identify(arranged.kiosk, '111111')).workDates.isAsked).toBe(false);
    await punchOnce(arranged.kiosk, '111111');
    arranged.clock.advance(1);
    expect(await identify(arranged.kiosk, '111111')).toMatchObject({ current: { type: 'clockIn' }, workDates: { isAsked: true } });
  });

  it('K5 K6 holds for somebody known by the form alone, whose yesterday stands on red as well', async () => {
    const { kiosk, clock, ...arranged } = await arrangeReadyKiosk(people);
    answered({ kiosk, clock, ...arranged });
    const form = { firstName: 'Ana', lastName: 'Reyes', lastFour: '4321' };
    const first = await identifyByForm(kiosk, form);
    expect(first.kind === 'identified' && tap(kiosk, first.offer).kind).toBe('recorded');
    clock.advance(dayMs + 1);
    const again = await identifyByForm(kiosk, form);
    expect(again.kind === 'identified' && again.offer).toMatchObject({ allowed: ['clockIn'], workDates: { isAsked: true, yesterday: { workDate: '2026-11-23', isIncomplete: true }, today: { workDate: '2026-11-24' } } });
  });

  it('K5 a failed ping, a captive portal and a moved wall clock neither start nor end it', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const { kiosk, clock } = arranged;
    kiosk.time.learn({ serverMs: clock.wallMs(), roundTripMs: 10, heardAtMs: null });
    answered(arranged);
    clock.jumpWallTo(clock.wallMs() + 30 * dayMs);
    kiosk.state.takeReport({ state: 'offline', recovery: false, online: false, progress: null, lastFailure: { kind: 'unreachable' }, nextSyncAtMs: null });
    expect((await identify(kiosk, '111111')).workDates.isAsked).toBe(false);
    clock.advance(dayMs + 1);
    clock.jumpWallTo(clock.wallMs() - 40 * dayMs);
    expect((await identify(kiosk, '111111')).workDates.isAsked).toBe(true);
  });

  it('K5 counts the time that the kiosk was switched off', async () => {
    const before = await arrangeReadyKiosk(people);
    answered(before);
    before.kiosk.connection.close();
    before.kiosk.journal.close();
    before.clock.advance(25 * hourMs);
    const after = await arrangeKiosk({ restartOf: before });
    expect((await identify(after.kiosk, '111111')).workDates.isAsked).toBe(true);
  });

  it('F4 is over once the upload behind the silence is answered, not at the first ping', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const isAsked = async (): Promise<boolean> => (await identify(arranged.kiosk, '111111')).workDates.isAsked;
    answered(arranged);
    arranged.clock.advance(2 * dayMs);
    answered(arranged);
    arranged.clock.advance(2_000);
    answered(arranged);
    expect(await isAsked()).toBe(true);
    arranged.kiosk.connection.transaction(() => arranged.kiosk.state.uploadAnswered());
    expect(await isAsked()).toBe(false);
  });
});

describe('the dates that stand to choose', () => {
  /** A week of punching without an answer: Monday whole, Tuesday open, Wednesday whole; it is Thursday 08:00. */
  async function silentWeek(): Promise<{ arranged: KioskInProcess; punchIds: string[] }> {
    const arranged = await arrangeReadyKiosk(people);
    answered(arranged);
    const punchIds: string[] = [];
    for (const isEnded of [true, false, true]) {
      punchIds.push((await punchOnce(arranged.kiosk, '111111')).punchId);
      arranged.clock.advance(8 * hourMs);
      const out = isEnded ? tap(arranged.kiosk, await identify(arranged.kiosk, '111111'), { type: 'clockOut' }) : null;
      if (out?.kind === 'recorded') punchIds.push(out.punch.punchId);
      arranged.clock.advance(16 * hourMs);
    }
    return { arranged, punchIds };
  }

  it('E5 K6 every date with something unsent has a card, incomplete ones are marked, and synced days are gone', async () => {
    const { arranged, punchIds } = await silentWeek();
    expect(dates(await identify(arranged.kiosk, '111111'))).toEqual({ red: null, today: '2026-11-26', overnight: null, previous: ['2026-11-25', '2026-11-24 !', '2026-11-23'] });
    settleAll(arranged, punchIds);
    arranged.kiosk.connection.transaction(() => arranged.kiosk.state.uploadAnswered());
    expect(dates(await identify(arranged.kiosk, '111111'))).toEqual({ red: null, today: '2026-11-26', overnight: null, previous: [] });
  });

  it('K6 a previous date can be chosen and is noted on the punch', async () => {
    const { arranged } = await silentWeek();
    const { kiosk } = arranged;
    const { sessionId } = await identify(kiosk, '111111');
    const chosen = readOffer(kiosk, { sessionId, workDate: '2026-11-24', assignmentId: null });
    if (chosen.kind !== 'offered') throw new Error(chosen.kind);
    expect(chosen.offer).toMatchObject({ workDate: '2026-11-24', allowed: ['breakOut', 'clockOut'] });
    expect(tap(kiosk, chosen.offer, { type: 'clockOut' })).toMatchObject({ kind: 'recorded', punch: { workDate: '2026-11-24' } });
  });

  it('E5 K6 yesterday stays on red after it was sent, is left now, and then is gone', async () => {
    const arranged = await arrangeReadyKiosk(people);
    const { punchId } = await punchOnce(arranged.kiosk, '111111');
    settleAll(arranged, [punchId]);
    arranged.clock.advance(23 * hourMs);
    const offer = await identify(arranged.kiosk, '111111');
    expect([dates(offer).red, offer.workDate, offer.workDates.yesterday?.punches.map((punch) => punch.type)]).toEqual(['2026-11-23', '2026-11-24', ['clockIn']]);
    expect(tap(arranged.kiosk, offer, { type: 'clockOut', workDate: '2026-11-23', assignmentId: null })).toMatchObject({ kind: 'recorded', punch: { type: 'clockOut', workDate: '2026-11-23', job: 'Loader' } });
    expect(dates(await identify(arranged.kiosk, '111111')).red).toBeNull();
  });

  it('K6 who left earlier says so: the card goes, a night shift ends no more, and the next Clock In is free', async () => {
    const arranged = await arrangeReadyKiosk(people);
    arranged.clock.advance(14 * hourMs);
    await punchOnce(arranged.kiosk, '111111');
    arranged.clock.advance(8 * hourMs);
    const before = await identify(arranged.kiosk, '111111');
    expect([dates(before).red, before.workDate]).toEqual(['2026-11-23', '2026-11-23']);
    const sent = sendRequest(arranged.kiosk, { sessionId: before.sessionId, tapId: crypto.randomUUID(), request: 'leftEarlier', workDate: '2026-11-23', punchId: null, type: 'clockOut', wallTime: '05:30', note: '' });
    expect(sent).toMatchObject({ kind: 'sent', request: { proposedInstant: '2026-11-24T11:30:00.000Z' } });
    const after = await identify(arranged.kiosk, '111111');
    expect([dates(after).red, after.workDate, after.current, after.allowed]).toEqual([null, '2026-11-24', null, ['clockIn']]);
  });

  it('K6 midnight passes between offer and touch: a chosen date without a card is offered anew, an unchosen one follows', async () => {
    const arranged = await arrangeReadyKiosk(people);
    arranged.clock.advanceTo(Date.parse('2026-11-24T05:59:59.000Z'));
    const offer = await identify(arranged.kiosk, '111111');
    arranged.clock.advance(2_000);
    expect(tap(arranged.kiosk, offer, { workDate: offer.workDate })).toMatchObject({ kind: 'notAllowed', offer: { today: '2026-11-24', workDate: '2026-11-24' } });
    expect(tap(arranged.kiosk, offer, { workDate: null })).toMatchObject({ kind: 'recorded', punch: { workDate: '2026-11-24' } });
  });

  it('K6 holds over a clock change: the day of 25 hours ends at its own midnight', async () => {
    const arranged = await arrangeReadyKiosk(people);
    for (const [at, today] of [
      ['2027-11-08T05:59:59.000Z', '2027-11-07'],
      ['2027-11-08T06:00:00.000Z', '2027-11-08'],
    ] as const) {
      arranged.clock.advanceTo(Date.parse(at));
      expect((await identify(arranged.kiosk, '111111')).today).toBe(today);
    }
  });
});

describe('jobs and dates', () => {
  it('K4 jobs of any selectable date are offered, and the chosen one leaves the dates on which it is active', async () => {
    const arranged = await arrangeReadyKiosk(people);
    answered(arranged);
    tap(arranged.kiosk, await identify(arranged.kiosk, '222222'), { assignmentId: 'night' });
    arranged.clock.advance(2 * dayMs);
    const offer = await identify(arranged.kiosk, '222222');
    expect([offer.assignments.map((job) => job.assignmentId), dates(offer).today]).toEqual([['day', 'night'], '2026-11-25']);
    const night = readOffer(arranged.kiosk, { sessionId: offer.sessionId, workDate: null, assignmentId: 'night' });
    expect(night.kind === 'offered' && dates(night.offer)).toMatchObject({ today: null, previous: ['2026-11-23 !'] });
    expect(tap(arranged.kiosk, offer, { type: 'clockIn', workDate: '2026-11-25', assignmentId: 'night' }).kind).toBe('notAllowed');
  });

  it('C10 in the middle of a scheduled night yesterday can be chosen, on line too', async () => {
    const arranged = await arrangeReadyKiosk(people);
    arranged.clock.advanceTo(Date.parse('2026-11-24T06:15:00.000Z'));
    const { sessionId, workDates } = await identify(arranged.kiosk, '222222');
    expect(workDates).toMatchObject({ isAsked: true, overnight: { workDate: '2026-11-23', isOvernight: true } });
    const chosen = readOffer(arranged.kiosk, { sessionId, workDate: '2026-11-23', assignmentId: 'night' });
    expect(chosen.kind === 'offered' && tap(arranged.kiosk, chosen.offer)).toMatchObject({ kind: 'recorded', punch: { workDate: '2026-11-23', type: 'clockIn' } });
    arranged.clock.advance(hourMs);
    expect(await identify(arranged.kiosk, '222222')).toMatchObject({ workDate: '2026-11-23', current: { assignmentId: 'night' }, workDates: { overnight: null } });
  });

  it('C2 each job tells its last entry', async () => {
    const arranged = await arrangeReadyKiosk(people);
    tap(arranged.kiosk, await identify(arranged.kiosk, '222222'), { assignmentId: 'day' });
    expect((await identify(arranged.kiosk, '222222')).assignments.map((job) => [job.assignmentId, job.lastEntry])).toEqual([
      ['day', { type: 'clockIn', instant: '2026-11-23T14:00:00.000Z' }],
      ['night', null],
    ]);
  });

  it('C1 K3 where the table has a transfer, another job is one; without another job there is none', async () => {
    const punchTemplate = { kind: 'transitions', start: ['clockIn'], after: { clockIn: ['transfer', 'clockOut'], transfer: ['transfer', 'clockOut'] } } as const;
    const arranged = await arrangeReadyKiosk(people, { punchTemplate: { ...punchTemplate, start: [...punchTemplate.start], after: { clockIn: ['transfer', 'clockOut'], transfer: ['transfer', 'clockOut'] } } });
    const { kiosk, clock } = arranged;
    tap(kiosk, await identify(kiosk, '222222'), { assignmentId: 'day' });
    await punchOnce(kiosk, '111111');
    clock.advance(hourMs);
    expect((await identify(kiosk, '111111')).allowed).toEqual(['clockOut']);
    const offer = await identify(kiosk, '222222');
    expect(tap(kiosk, offer, { type: 'transfer', assignmentId: 'day' }).kind).toBe('notAllowed');
    const other = readOffer(kiosk, { sessionId: offer.sessionId, workDate: null, assignmentId: 'night' });
    expect(other.kind === 'offered' && other.offer.allowed).toEqual(['transfer']);
    expect(tap(kiosk, offer, { type: 'transfer', assignmentId: 'night' })).toMatchObject({ kind: 'recorded', punch: { type: 'transfer', instant: '2026-11-23T15:00:00.000Z' } });
    expect(await identify(kiosk, '222222')).toMatchObject({ current: { assignmentId: 'night', type: 'transfer' }, workedMs: hourMs });
  });
});
