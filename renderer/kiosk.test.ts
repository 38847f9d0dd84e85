import { describe, expect, it } from 'vitest';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import { arrange, settle } from './arrange.ts';
import type { Arranged } from './arrange.ts';
import { entry, forklift, fresh, night, ready, working } from './stories/samples.ts';

const identified = (offer = fresh): CallAnswer<'identifyByPin'> => ({ kind: 'identified', offer });
const recorded: CallAnswer<'recordPunch'> = { kind: 'recorded', punch: entry('clockIn', '15:40', 'pending'), firstName: 'Maya', online: true, questions: [] };
const several = { ...fresh, assignments: [forklift, night] };

async function keyIn({ model }: Pick<Arranged, 'model'>): Promise<void> {
  for (const digit of '123456') model.kiosk.pin.touch(digit);
  await settle();
}

async function stand(answers: Parameters<typeof arrange>[1]): Promise<Arranged> {
  const arranged = await arrange(ready, { identifyByPin: identified(), ...answers });
  await keyIn(arranged);
  return arranged;
}

describe('Kiosk: identification', () => {
  it('B2 shows the punch screen of whoever the PIN belongs to', async () => {
    const { model, asked } = await stand({});
    expect(asked('identifyByPin')).toEqual([{ pin: '123456' }]);
    expect(model.kiosk.screen).toEqual({ kind: 'punch', offer: fresh, chosenDate: null, notice: null });
  });

  it('K11 asks to try again at the first failure, and leads to the form at the second', async () => {
    const arranged = await stand({ identifyByPin: { kind: 'notFound', failures: 1, serverAsked: true, isFormNext: false } });
    const { model, main } = arranged;
    expect([model.kiosk.screen.kind, model.kiosk.pin.message]).toEqual(['pin', 'notFound']);
    main.answer('identifyByPin', { kind: 'notFound', failures: 2, serverAsked: false, isFormNext: true });
    await keyIn(arranged);
    expect(model.kiosk.screen).toEqual({ kind: 'form', reason: 'notFound' });
  });

  it('B5 asks which of several people it is, and never guesses', async () => {
    const people = [{ employeeId: 'E-1', displayName: 'Maya O.', jobTitle: '', photoDataUrl: null }];
    const { model, asked } = await stand({ identifyByPin: { kind: 'whichOfYou', choiceId: '5f0f7c51-5e0e-4d61-9d7e-3f7c1f0e2a10', people }, chooseProfile: { kind: 'identified', offer: fresh } });
    expect(model.kiosk.screen.kind).toBe('whichOfYou');
    await model.kiosk.identification.chooseProfile('E-1');
    expect(asked('chooseProfile')).toEqual([{ choiceId: '5f0f7c51-5e0e-4d61-9d7e-3f7c1f0e2a10', employeeId: 'E-1' }]);
    expect(model.kiosk.screen.kind).toBe('punch');
  });

  it('B1 follows a PIN type that changes while somebody is keying in', async () => {
    const { model, main } = await arrange(ready);
    model.kiosk.pin.touch('1');
    main.emit('kioskChanged', { ...ready, pinType: 'fourDigits' });
    expect([model.kiosk.pin.digits, model.kiosk.pin.length, model.kiosk.pin.message]).toEqual(['', 4, 'typeChanged']);
  });

  it('B1 a timeclock that goes by name from now on discards the entry with a word, and opens the form at a touch', async () => {
    const { model, main } = await arrange(ready);
    model.kiosk.pin.touch('1');
    main.emit('kioskChanged', { ...ready, pinType: 'nameAndSsn' });
    expect([model.kiosk.pin.digits, model.kiosk.pin.length, model.kiosk.pin.message]).toEqual(['', 0, 'typeChanged']);
    model.kiosk.press({ kind: 'digit', digit: '1' });
    expect(model.kiosk.pin.digits).toBe('');
    model.kiosk.identification.openForm('asked');
    main.emit('kioskChanged', { ...ready, pinType: 'fourDigits' });
    expect(model.kiosk.screen.kind).toBe('form');
  });

  it('B7 drops the answer that comes after the person has been sent away', async () => {
    const { model, main } = await arrange(ready);
    await keyIn({ model });
    model.kiosk.leave();
    main.enter('lost');
    await settle();
    expect(model.kiosk.screen.kind).toBe('pin');
    expect(model.kiosk.pin.message).toBeNull();
  });
});

describe('Kiosk: choice of the job', () => {
  it('C2 takes a single assignment silently and asks for one of several', async () => {
    const { model, asked } = await stand({ identifyByPin: identified(several), readOffer: { kind: 'offered', offer: { ...several, assignmentId: night.assignmentId } } });
    expect(model.kiosk.screen.kind).toBe('assignment');
    await model.kiosk.punching.chooseAssignment(night.assignmentId);
    expect(asked('readOffer')).toEqual([{ sessionId: several.sessionId, workDate: null, assignmentId: night.assignmentId }]);
    expect(model.kiosk.screen).toMatchObject({ kind: 'punch', offer: { assignmentId: night.assignmentId } });
    model.kiosk.punching.changeAssignment();
    expect(model.kiosk.screen.kind).toBe('assignment');
  });
});

describe('Kiosk: punching', () => {
  it('C3 confirms only what main has answered as recorded', async () => {
    const { model, main, asked } = await stand({});
    const punching = model.kiosk.punching.punch('clockIn');
    expect([model.kiosk.screen.kind, model.kiosk.isBusy]).toEqual(['punch', true]);
    main.answer('recordPunch', recorded);
    main.enter('lost');
    main.enter('open');
    await punching;
    expect(model.kiosk.screen).toMatchObject({ kind: 'result', result: recorded });
    const [first, second] = asked('recordPunch');
    expect(second).toEqual(first);
  });

  it('H2 sends one punch for one touch, however often the button is touched meanwhile', async () => {
    const { model, asked } = await stand({});
    void model.kiosk.punching.punch('clockIn');
    void model.kiosk.punching.punch('clockIn');
    await settle();
    expect(asked('recordPunch')).toHaveLength(1);
  });

  it('H1 says that it is not sure when main came back and knows the session no more', async () => {
    const { model, main } = await stand({});
    const punching = model.kiosk.punching.punch('clockIn');
    main.enter('lost');
    main.answer('recordPunch', { kind: 'sessionEnded' });
    main.enter('open');
    await punching;
    expect(model.kiosk.screen).toMatchObject({ kind: 'result', result: { kind: 'unsure' } });
  });

  it('H1 says that it is not sure when main gives no answer, or one that nobody can read', async () => {
    for (const provoke of ['silence', 'nonsense'] as const) {
      const { model, main, timers } = await stand({});
      if (provoke === 'nonsense') main.answerBadly('recordPunch', { kind: 'recorded' });
      const punching = model.kiosk.punching.punch('clockIn');
      timers.advance(10_000);
      await punching;
      expect(model.kiosk.screen, provoke).toMatchObject({ kind: 'result', result: { kind: 'unsure' } });
    }
  });

  it('C11 says at which time a double tap was recorded already', async () => {
    const answer: CallAnswer<'recordPunch'> = { kind: 'alreadyRecorded', at: '2026-11-23T13:00:03.000Z', type: 'clockIn', windowSeconds: 60 };
    const { model } = await stand({ recordPunch: answer });
    await model.kiosk.punching.punch('clockIn');
    expect(model.kiosk.screen).toMatchObject({ kind: 'result', result: answer });
  });

  it('C1 shows what may be punched now when the touched type is not allowed any more', async () => {
    const { model } = await stand({ recordPunch: { kind: 'notAllowed', offer: working } });
    await model.kiosk.punching.punch('clockIn');
    expect(model.kiosk.screen).toEqual({ kind: 'punch', offer: working, chosenDate: null, notice: { kind: 'updated' } });
  });

  it('B7 closes a confirmation after six seconds, and keeps a failure standing', async () => {
    const confirmed = await stand({ recordPunch: recorded });
    await confirmed.model.kiosk.punching.punch('clockIn');
    confirmed.timers.advance(5999);
    expect(confirmed.model.kiosk.screen.kind).toBe('result');
    confirmed.timers.advance(1);
    expect(confirmed.model.kiosk.screen.kind).toBe('pin');
    const failed = await stand({ recordPunch: { kind: 'notSaved', reason: 'diskFull' } });
    await failed.model.kiosk.punching.punch('clockIn');
    failed.timers.advance(30_000);
    expect(failed.model.kiosk.screen.kind).toBe('result');
  });
});

describe('Kiosk: keys', () => {
  const scan = ({ model }: Pick<Arranged, 'model'>, code: string): void => {
    for (const digit of code) model.kiosk.press({ kind: 'digit', digit });
    model.kiosk.press({ kind: 'badge', code });
  };

  it('B1 looks a scanned badge up', async () => {
    const { model, asked } = await arrange(ready);
    scan({ model }, '20417788');
    expect(asked('identifyByPin')).toEqual([{ pin: '20417788' }]);
  });

  it('B1 takes the badge of the next in the queue while a confirmation stands', async () => {
    const { model, asked } = await stand({ recordPunch: recorded });
    await model.kiosk.punching.punch('clockIn');
    scan({ model }, '20417788');
    expect(asked('identifyByPin').at(-1)).toEqual({ pin: '20417788' });
  });

  it('B1 keeps a failure standing, and whoever is being served, when somebody scans', async () => {
    const failed = await stand({ recordPunch: { kind: 'notSaved', reason: 'diskFull' } });
    await failed.model.kiosk.punching.punch('clockIn');
    const served = await stand({});
    for (const { model, asked } of [failed, served]) {
      const before = model.kiosk.screen;
      scan({ model }, '20417788');
      expect(model.kiosk.screen).toBe(before);
      expect(asked('identifyByPin')).toHaveLength(1);
    }
  });
});

describe('Kiosk: leaving', () => {
  it('B7 warns, then forgets the person and tells main', async () => {
    const { model, timers, asked } = await stand({});
    timers.advance(60_000);
    expect(model.kiosk.idle.secondsLeft).toBe(20);
    timers.advance(20_000);
    expect([model.kiosk.screen.kind, model.kiosk.idle.secondsLeft]).toEqual(['pin', null]);
    expect(asked('endSession')).toHaveLength(1);
  });

  it('B7 clears digits that somebody left on the pad, and the failures in a row with them', async () => {
    const { model, timers, asked } = await arrange(ready);
    model.kiosk.pin.touch('1');
    timers.advance(60_000);
    expect(model.kiosk.pin.digits).toBe('');
    expect(asked('endSession')).toHaveLength(1);
  });

  it('J2 gives the next person the own language of the kiosk', async () => {
    const { model } = await stand({});
    model.useLanguage('fr');
    model.kiosk.leave();
    expect(model.i18n.language).toBe('en');
  });

  it('K10 goes back to the PIN when main ends the session, and only for that session', async () => {
    const { model, main } = await stand({});
    main.emit('sessionEnded', { sessionId: '11111111-2222-4333-8444-555555555555' });
    expect(model.kiosk.screen.kind).toBe('punch');
    main.emit('sessionEnded', { sessionId: fresh.sessionId });
    expect([model.kiosk.screen.kind, model.kiosk.pin.message]).toEqual(['pin', 'sessionEnded']);
  });

  it('H1 asks after the session when the link comes back, because main may be another process', async () => {
    const { model, main } = await stand({ readOffer: { kind: 'sessionEnded' } });
    main.enter('lost');
    main.enter('open');
    await settle();
    expect(model.kiosk.screen.kind).toBe('pin');
  });
});

describe('Kiosk: what stands when', () => {
  it('A7 shows the wizard before setup, its last step after it, and then the PIN screen by itself', async () => {
    const { model, main, timers } = await arrange({ kind: 'setup' }, { readSetup: { step: 'done' } });
    expect(model.kiosk.screen.kind).toBe('setup');
    main.emit('kioskChanged', ready);
    expect(model.kiosk.screen.kind).toBe('setup');
    timers.advance(4000);
    expect(model.kiosk.screen.kind).toBe('pin');
  });

  it('H6 says why the kiosk cannot work', async () => {
    const { model } = await arrange({ kind: 'broken', reason: 'databaseNewer' });
    expect(model.kiosk.screen).toEqual({ kind: 'broken', reason: 'databaseNewer' });
  });

  it('D6 does not disturb whoever stands there when settings change', async () => {
    const { model, main } = await stand({});
    main.emit('kioskChanged', { ...ready, brandColour: '#102030' });
    expect(model.kiosk.screen.kind).toBe('punch');
    expect(model.kiosk.ready?.brandColour).toBe('#102030');
  });

  it('J3 ignores an event of a shape that the contract does not know', async () => {
    const { model, main } = await arrange(ready);
    main.emitBadly('kioskChanged', { kind: 'nonsense' });
    expect(model.kiosk.screen.kind).toBe('pin');
  });
});
