import { describe, expect, it } from 'vitest';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import { arrange, settle } from './arrange.ts';
import type { Arranged } from './arrange.ts';
import { card, fresh, ready } from './stories/samples.ts';
import { recordedBreak } from './stories/time-stories.ts';
import { shownTime, TimeEntry } from './time-entry.svelte.ts';

const offer = { ...fresh, workDates: { ...fresh.workDates, yesterday: card(22, [['clockIn', '22:58']], { isIncomplete: true }) } };
const request = { requestId: '3d0c2b0e-4c83-4a0e-9d2f-4c0fbb5d0001', request: 'leftEarlier', workDate: '2026-11-22', type: 'clockOut', proposedInstant: null, note: '', status: 'open', answer: null } as const;
const sent: CallAnswer<'sendRequest'> = { kind: 'sent', request, firstName: 'Maya', online: false };

async function stand(answers: Parameters<typeof arrange>[1] = {}): Promise<Arranged> {
  const arranged = await arrange(ready, { identifyByPin: { kind: 'identified', offer }, ...answers });
  for (const digit of '123456') arranged.model.kiosk.pin.touch(digit);
  await settle();
  return arranged;
}

describe('Requesting', () => {
  it('K6 "I left earlier" asks when, takes a note, and goes for yesterday', async () => {
    const { model, asked, timers } = await stand({ sendRequest: sent });
    const { requesting } = model.kiosk;
    requesting.leftEarlier();
    expect([model.kiosk.screen.kind, requesting.step, requesting.steps]).toEqual(['request', 'when', ['when', 'note']]);
    for (const digit of '730') model.kiosk.press({ kind: 'digit', digit });
    expect([requesting.time.half, requesting.time.lacksHalf(true)]).toEqual([null, true]);
    requesting.time.half = 'pm';
    requesting.next();
    requesting.note = ' left with the bus ';
    await requesting.send(true);
    expect(asked('sendRequest')).toMatchObject([{ sessionId: offer.sessionId, request: 'leftEarlier', workDate: '2026-11-22', punchId: null, type: 'clockOut', wallTime: '19:30', note: 'left with the bus' }]);
    expect(model.kiosk.screen).toMatchObject({ kind: 'requested', isOnline: false });
    timers.advance(6000);
    expect(model.kiosk.screen.kind).toBe('pin');
  });

  it('C12 a missed punch asks what, when and why, and goes back one question at a time', async () => {
    const { model } = await stand();
    const { requesting } = model.kiosk;
    const before = model.kiosk.screen;
    requesting.begin({ request: 'missedPunch', workDate: '2026-11-23', entry: null });
    requesting.chooseType('breakIn');
    requesting.next();
    expect([requesting.type, requesting.step]).toEqual(['breakIn', 'note']);
    requesting.back();
    requesting.back();
    expect(requesting.step).toBe('what');
    requesting.back();
    expect(model.kiosk.screen).toBe(before);
  });

  it('C12 a correction asks which kind of punch it was first, and keeps the recorded one in mind', async () => {
    const { model, asked } = await stand({ sendRequest: sent });
    const { requesting } = model.kiosk;
    requesting.begin({ request: 'correction', workDate: '2026-11-23', entry: recordedBreak });
    expect([requesting.step, requesting.steps, requesting.type]).toEqual(['what', ['what', 'when', 'note'], 'breakOut']);
    requesting.chooseType('breakIn');
    requesting.next();
    await requesting.send(true);
    expect(asked('sendRequest')).toMatchObject([{ request: 'correction', punchId: recordedBreak.punchId, type: 'breakIn', wallTime: null }]);
  });

  it('H2 a repeat of the same touch is the same request', async () => {
    const { model, asked } = await stand({ sendRequest: { kind: 'notSaved', reason: 'diskFull' } });
    model.kiosk.requesting.leftEarlier();
    await model.kiosk.requesting.send(false);
    expect(model.kiosk.requesting.problem).toBe('notSaved');
    await model.kiosk.requesting.send(false);
    const [first, second] = asked('sendRequest');
    expect(second).toEqual(first);
  });

  it('J3 asks again when the time has not come yet', async () => {
    const { model } = await stand({ sendRequest: { kind: 'notPossible', why: 'inFuture' } });
    const { requesting } = model.kiosk;
    requesting.leftEarlier();
    requesting.next();
    await requesting.send(false);
    expect([requesting.step, requesting.problem]).toEqual(['when', 'inFuture']);
  });

  it('B7 forgets what was typed when somebody else comes', async () => {
    const { model, timers } = await stand();
    model.kiosk.requesting.leftEarlier();
    model.kiosk.requesting.note = 'mine';
    timers.advance(90_000);
    expect(model.kiosk.screen.kind).toBe('pin');
    for (const digit of '123456') model.kiosk.pin.touch(digit);
    await settle();
    model.kiosk.requesting.leftEarlier();
    expect(model.kiosk.requesting.note).toBe('');
  });
});

describe('TimeEntry', () => {
  const typed = (digits: string, half: 'am' | 'pm' | null = 'pm'): TimeEntry => {
    const time = new TimeEntry();
    time.half = half;
    for (const digit of digits) time.type(digit);
    return time;
  };
  it.each([
    ['730', 'am', '07:30', '07:30'],
    ['730', 'pm', '19:30', '07:30'],
    ['1200', 'am', '00:00', '12:00'],
    ['1215', 'pm', '12:15', '12:15'],
    ['1630', 'am', '16:30', '16:30'],
    ['1630', null, '16:30', '16:30'],
    ['0005', 'pm', '00:05', '00:05'],
    ['1145', null, null, '11:45'],
    ['75', 'am', null, null],
    ['160', 'am', null, null],
    ['', 'am', null, null],
  ] as const)('C12 %s %s', (digits, half, twelve, twentyFour) => {
    expect([typed(digits, half).wallTime(true), typed(digits, half).wallTime(false)]).toEqual([twelve, twentyFour]);
  });
  it.each([
    ['1145', true],
    ['1630', false],
    ['11', false],
  ])('C12 says that the half of the day of %s is all that is missing: %s', (digits, lacks) => {
    expect([typed(digits, null).lacksHalf(true), typed(digits, null).lacksHalf(false), typed(digits, 'am').lacksHalf(true)]).toEqual([lacks, false, false]);
  });
  it('J3 takes no fifth digit, and none that makes it no time', () => {
    expect([typed('12345').digits, typed('2599').digits, typed('9961').digits]).toEqual(['1234', '259', '996']);
    const time = typed('123');
    time.erase();
    expect(shownTime(time.digits)).toEqual({ hour: '', minute: '12' });
    time.clear();
    expect(time.digits).toBe('');
  });
});
