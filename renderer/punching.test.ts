import { describe, expect, it } from 'vitest';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { Blocked, Offer } from '../shared/contracts/punch-calls.ts';
import { arrange, settle } from './arrange.ts';
import type { Arranged } from './arrange.ts';
import { card, entry, forklift, fresh, night, ready, update, working } from './stories/samples.ts';

const stored = entry('clockIn', '15:40', 'pending');
const recorded: CallAnswer<'recordPunch'> = { kind: 'recorded', punch: stored, firstName: 'Maya', online: true, questions: [] };
const offered = (offer: Offer): CallAnswer<'readOffer'> => ({ kind: 'offered', offer });
const yesterday = card(22, [['clockIn', '22:58']], { isIncomplete: true });
const asked: Offer = { ...fresh, workDates: { isAsked: true, yesterday, today: card(23, []), overnight: null, previous: [card(20, [['clockIn', '12:00']])] } };

async function stand(offer: Offer, answers: Parameters<typeof arrange>[1] = {}): Promise<Arranged> {
  const arranged = await arrange(ready, { identifyByPin: { kind: 'identified', offer }, ...answers });
  for (const digit of '123456') arranged.model.kiosk.pin.touch(digit);
  await settle();
  return arranged;
}

describe('Punching: job, date, punch', () => {
  it('K4 asks in one order: profile, assignment, work date, punch', async () => {
    const people = [{ employeeId: 'E-1', displayName: 'Maya O.', jobTitle: '', photoDataUrl: null }];
    const offer = { ...asked, assignments: [forklift, night] };
    const { model, asked: told } = await stand(offer, {
      identifyByPin: { kind: 'whichOfYou', choiceId: '5f0f7c51-5e0e-4d61-9d7e-3f7c1f0e2a10', people },
      chooseProfile: { kind: 'identified', offer },
      readOffer: offered(offer),
      recordPunch: recorded,
    });
    const seen = [model.kiosk.screen.kind];
    const steps = [
      () => model.kiosk.identification.chooseProfile('E-1'),
      () => model.kiosk.punching.chooseAssignment(night.assignmentId),
      () => model.kiosk.punching.chooseWorkDate('2026-11-20'),
      () => model.kiosk.punching.punch('clockIn'),
    ];
    for (const step of steps) {
      await step();
      seen.push(model.kiosk.screen.kind);
    }
    expect(seen).toEqual(['whichOfYou', 'assignment', 'workDate', 'punch', 'result']);
    expect(told('readOffer')).toEqual([
      { sessionId: offer.sessionId, workDate: null, assignmentId: night.assignmentId },
      { sessionId: offer.sessionId, workDate: '2026-11-20', assignmentId: offer.assignmentId },
    ]);
  });

  it('E4 asks for the work date only when main says so', async () => {
    expect((await stand(asked)).model.kiosk.screen.kind).toBe('workDate');
    expect((await stand({ ...asked, workDates: { ...asked.workDates, isAsked: false } })).model.kiosk.screen.kind).toBe('punch');
  });

  it('K6 leaves the date to main unless the person has chosen one', async () => {
    const usual = await stand(fresh, { recordPunch: recorded });
    await usual.model.kiosk.punching.punch('clockIn');
    expect(usual.asked('recordPunch')).toMatchObject([{ workDate: null }]);
    const chosen = await stand(asked, { readOffer: offered({ ...asked, workDate: '2026-11-20' }), recordPunch: recorded });
    await chosen.model.kiosk.punching.chooseWorkDate('2026-11-20');
    await chosen.model.kiosk.punching.punch('clockIn');
    expect(chosen.asked('recordPunch')).toMatchObject([{ workDate: '2026-11-20' }]);
  });

  it('K6 says so when the chosen date is gone by the time it is touched', async () => {
    const { model } = await stand(asked, { readOffer: offered(asked) });
    await model.kiosk.punching.chooseWorkDate('2026-11-20');
    expect(model.kiosk.screen).toMatchObject({ kind: 'punch', notice: { kind: 'choicesChanged' } });
  });

  it('K6 leaving now is a Clock Out for yesterday, from the selector and from the punch screen', async () => {
    for (const offer of [asked, { ...asked, workDates: { ...asked.workDates, isAsked: false } }]) {
      const { model, asked: told } = await stand(offer, { recordPunch: recorded });
      await model.kiosk.punching.leaveNow();
      expect(told('recordPunch')).toMatchObject([{ type: 'clockOut', workDate: '2026-11-22', assignmentId: null }]);
    }
  });

  it('C1 a transfer asks for the other job and is one punch', async () => {
    const offer: Offer = { ...working, allowed: ['transfer', 'clockOut'], assignments: [forklift, night] };
    const { model, asked: told } = await stand(offer, { readOffer: offered(offer), recordPunch: recorded });
    await model.kiosk.punching.chooseAssignment(forklift.assignmentId);
    await model.kiosk.punching.punch('transfer');
    expect(model.kiosk.screen).toMatchObject({ kind: 'assignment', purpose: 'transfer' });
    expect(told('recordPunch')).toEqual([]);
    await model.kiosk.punching.chooseAssignment(night.assignmentId);
    expect(told('recordPunch')).toMatchObject([{ type: 'transfer', assignmentId: night.assignmentId, workDate: null }]);
  });

  it('K3 a transfer to the job that was chosen already goes at once', async () => {
    const offer: Offer = { ...working, allowed: ['transfer'], assignmentId: night.assignmentId };
    const { model, asked: told } = await stand(offer, { recordPunch: recorded });
    await model.kiosk.punching.punch('transfer');
    expect(told('recordPunch')).toMatchObject([{ type: 'transfer', assignmentId: night.assignmentId }]);
  });
});

describe('Punching: undo', () => {
  const undone: CallAnswer<'undoPunch'> = { kind: 'undone', punch: entry('clockIn', '15:40', 'pending'), online: true };

  it('C1 takes the confirmed punch back and offers to punch again', async () => {
    const { model, asked: told, timers } = await stand(fresh, { recordPunch: recorded, undoPunch: undone, readOffer: offered(fresh) });
    await model.kiosk.punching.punch('clockIn');
    timers.advance(3000);
    await model.kiosk.punching.undo();
    await settle();
    expect(told('undoPunch')).toEqual([{ sessionId: fresh.sessionId, punchId: stored.punchId }]);
    expect(model.kiosk.screen).toMatchObject({ kind: 'punch', notice: { kind: 'undone' } });
  });

  it('C1 does not close while the undo is on its way', async () => {
    const { model, timers } = await stand(fresh, { recordPunch: recorded });
    await model.kiosk.punching.punch('clockIn');
    void model.kiosk.punching.undo();
    timers.advance(7000);
    expect(model.kiosk.screen.kind).toBe('result');
  });

  it('C1 says that it was too late, or could not be saved, and lets that stand', async () => {
    for (const answer of [{ kind: 'tooLate' }, { kind: 'notSaved', reason: 'diskFull' }] as const) {
      const { model, timers } = await stand(fresh, { recordPunch: recorded, undoPunch: answer });
      await model.kiosk.punching.punch('clockIn');
      await model.kiosk.punching.undo();
      timers.advance(20_000);
      expect(model.kiosk.screen).toMatchObject({ kind: 'result', result: { kind: 'notUndone' } });
    }
  });

  it('J3 there is nothing to undo on a result that is no punch', async () => {
    const { model, asked: told } = await stand(fresh, { recordPunch: { kind: 'alreadyRecorded', at: working.asOf, type: 'clockIn', windowSeconds: 60 } });
    await model.kiosk.punching.punch('clockIn');
    await model.kiosk.punching.undo();
    expect(told('undoPunch')).toEqual([]);
  });
});

describe('Own time', () => {
  it('C9 C12 shows updated times until they are acknowledged, one by one', async () => {
    const other = { ...update, correction: { ...update.correction, correctionId: '7b0a6f6e-5f7e-4f56-9d2c-3c1a94c1b002' } };
    const { model, asked: told } = await stand({ ...fresh, updates: [update, other] }, { acknowledgeUpdate: { kind: 'acknowledged' } });
    await model.kiosk.ownTime.acknowledge(update);
    expect(told('acknowledgeUpdate')).toEqual([{ sessionId: fresh.sessionId, punchId: update.punchId, correctionId: update.correction.correctionId }]);
    expect(model.kiosk.screen).toMatchObject({ kind: 'punch', offer: { updates: [other] } });
  });

  it('C12 keeps showing an updated time whose acknowledgement could not be saved', async () => {
    const { model } = await stand({ ...fresh, updates: [update] }, { acknowledgeUpdate: { kind: 'notSaved', reason: 'diskFull' } });
    await model.kiosk.ownTime.acknowledge(update);
    expect(model.kiosk.screen).toMatchObject({ kind: 'punch', offer: { updates: [update] }, notice: { kind: 'notSaved' } });
  });

  it('C9 goes from week to week and back to the punch screen', async () => {
    const sheet = { today: '2026-11-23', firstDate: '2026-11-23', lastDate: '2026-11-29', days: [], workedMs: 0, workedRoundedMs: 0, hasEarlier: true, hasLater: false };
    const { model, asked: told } = await stand(fresh, { readTimesheet: { kind: 'read', timesheet: sheet }, readOffer: offered(working) });
    await model.kiosk.ownTime.open();
    await model.kiosk.ownTime.showWeek('2026-11-22');
    expect(told('readTimesheet')).toEqual([
      { sessionId: fresh.sessionId, weekOf: null },
      { sessionId: fresh.sessionId, weekOf: '2026-11-22' },
    ]);
    await model.kiosk.ownTime.back();
    expect(model.kiosk.screen).toMatchObject({ kind: 'punch', offer: working });
  });

  it('C7 C8 tells before the tap that nobody punches here, and leads to the PIN', async () => {
    const blocked: Blocked = { reason: 'outsideFence', distanceMetres: 1300, radiusMetres: 200 };
    const { model } = await stand({ ...fresh, blocked, assignments: [forklift, night] });
    expect(model.kiosk.screen).toMatchObject({ kind: 'blocked', blocked });
    model.kiosk.leave();
    expect(model.kiosk.screen.kind).toBe('pin');
  });

  it('C7 C8 K14 tells at the tap that the place is not allowed any more', async () => {
    const blocked: Blocked = { reason: 'ipNotAllowed', addresses: ['198.51.100.7'] };
    const { model } = await stand(fresh, { recordPunch: { kind: 'blocked', blocked } });
    await model.kiosk.punching.punch('clockIn');
    expect(model.kiosk.screen).toMatchObject({ kind: 'blocked', blocked });
  });
});
