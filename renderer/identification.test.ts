import { describe, expect, it } from 'vitest';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import { arrange, settle } from './arrange.ts';
import type { Arranged } from './arrange.ts';
import { fresh, forklift, night, now, online, ready } from './stories/samples.ts';

const temporary = { ...fresh, person: { ...fresh.person, employeeId: null }, assignments: [], assignmentId: null, temporary: { lastEntry: null } };
const toForm: CallAnswer<'identifyByPin'> = { kind: 'notFound', failures: 2, serverAsked: true, isFormNext: true };

/** Two PINs were not found: the form stands. */
async function atForm(answer?: CallAnswer<'identifyByForm'>): Promise<Arranged> {
  const arranged = await arrange(ready, { identifyByPin: toForm, ...(answer === undefined ? {} : { identifyByForm: answer }) });
  for (const digit of '123456') arranged.model.kiosk.pin.touch(digit);
  await settle();
  return arranged;
}

function fillIn({ model }: Arranged, [firstName, lastName, lastFour]: readonly [string, string, string] = ['Ana', 'Reyes', '4321']): void {
  const { form } = model.kiosk.identification;
  form.type('firstName', firstName);
  form.type('lastName', lastName);
  form.type('lastFour', lastFour);
}

async function submit({ model }: Arranged): Promise<void> {
  await model.kiosk.identification.submitForm();
  await settle();
}

describe('the identification form', () => {
  it('B3 asks main with what was typed, and goes on with whoever it is', async () => {
    const arranged = await atForm({ kind: 'identified', offer: temporary });
    fillIn(arranged);
    await submit(arranged);
    expect(arranged.asked('identifyByForm')).toEqual([{ firstName: 'Ana', lastName: 'Reyes', lastFour: '4321' }]);
    expect(arranged.model.kiosk.screen).toMatchObject({ kind: 'punch', offer: { temporary: { lastEntry: null } } });
    expect(arranged.model.kiosk.identification.form.text).toEqual({ firstName: '', lastName: '', lastFour: '' });
  });

  it('B3 Enter leads through the empty fields, and asks when they are full', async () => {
    const arranged = await atForm({ kind: 'identified', offer: temporary });
    const { identification } = arranged.model.kiosk;
    identification.form.type('firstName', 'Ana');
    await submit(arranged);
    expect([identification.form.field, arranged.asked('identifyByForm')]).toEqual(['lastName', []]);
    identification.form.type('lastName', 'Reyes');
    await submit(arranged);
    expect(identification.form.field).toBe('lastFour');
    identification.form.type('lastFour', '43 2x19');
    expect(identification.form.text.lastFour).toBe('4321');
    await submit(arranged);
    expect(arranged.asked('identifyByForm')).toHaveLength(1);
  });

  it('J3 shows what is wrong beside each field, and asks main nothing', async () => {
    const arranged = await atForm();
    const { form } = arranged.model.kiosk.identification;
    fillIn(arranged, ['😀', 'x'.repeat(10_000), '43']);
    await submit(arranged);
    expect(form.faults).toEqual({ firstName: 'unusable', lastName: 'tooLong', lastFour: 'notFourDigits' });
    expect([form.field, arranged.asked('identifyByForm')]).toEqual(['firstName', []]);
    form.type('firstName', 'A');
    expect(form.faults.firstName).toBeNull();
  });

  it('J3 C3 says what main found, and that nothing was saved', async () => {
    const refused = await atForm({ kind: 'badForm', firstName: null, lastName: 'unusable', lastFour: null });
    fillIn(refused);
    await submit(refused);
    expect(refused.model.kiosk.identification.form).toMatchObject({ faults: { lastName: 'unusable' }, field: 'lastName' });
    const full = await atForm({ kind: 'notSaved', reason: 'diskFull' });
    fillIn(full);
    await submit(full);
    expect([full.model.kiosk.screen.kind, full.model.kiosk.identification.form.trouble]).toEqual(['form', 'notSaved']);
  });

  it('B7 warns before it forgets what was typed, and then forgets it', async () => {
    const arranged = await atForm();
    fillIn(arranged);
    arranged.timers.advance(60_000);
    expect(arranged.model.kiosk.idle.secondsLeft).toBe(20);
    arranged.model.kiosk.idle.giveMoreTime();
    expect(arranged.model.kiosk.identification.form.text.firstName).toBe('Ana');
    arranged.timers.advance(80_000);
    expect(arranged.model.kiosk.screen.kind).toBe('pin');
    expect(arranged.model.kiosk.identification.form.text.firstName).toBe('');
    expect(arranged.asked('endSession')).toHaveLength(1);
  });

  it('J3 two touches at once ask main once, and Back is no answer to a question that is under way', async () => {
    const arranged = await atForm();
    fillIn(arranged);
    const { identification } = arranged.model.kiosk;
    void identification.submitForm();
    void identification.submitForm();
    await settle();
    expect(arranged.asked('identifyByForm')).toHaveLength(1);
    arranged.model.kiosk.leave();
    arranged.main.enter('lost');
    await settle();
    expect([arranged.model.kiosk.screen.kind, identification.form.trouble]).toEqual(['pin', null]);
  });

  it('B7 an answer to a PIN that comes when the form stands already reaches no screen', async () => {
    const arranged = await arrange(ready);
    for (const digit of '123456') arranged.model.kiosk.pin.touch(digit);
    arranged.model.kiosk.identification.openForm('asked');
    arranged.main.enter('lost');
    await settle();
    expect(arranged.model.kiosk.screen).toEqual({ kind: 'form', reason: 'asked' });
  });

  it('B5 asks which when several people fit', async () => {
    const arranged = await atForm({ kind: 'whichOfYou', choiceId: '5f0f7c51-5e0e-4d61-9d7e-3f7c1f0e2a10', people: [] });
    fillIn(arranged);
    await submit(arranged);
    expect(arranged.model.kiosk.screen.kind).toBe('whichOfYou');
  });

  it('K10 goes on under the real identity when the server knows who stands here, and for nobody else', async () => {
    const arranged = await atForm({ kind: 'identified', offer: temporary });
    fillIn(arranged);
    await submit(arranged);
    arranged.main.emit('personMatched', { ...fresh, sessionId: '11111111-1111-4111-8111-111111111111' });
    expect(arranged.model.kiosk.screen).toMatchObject({ offer: { temporary: {} } });
    arranged.main.emit('personMatched', fresh);
    expect(arranged.model.kiosk.screen).toEqual({ kind: 'punch', offer: fresh, chosenDate: null, notice: null });
    expect(arranged.model.kiosk.punching.matchedSessionId).toBe(fresh.sessionId);
  });

  it('K4 asks for the assignment of somebody who was matched to several', async () => {
    const arranged = await atForm({ kind: 'identified', offer: temporary });
    fillIn(arranged);
    await submit(arranged);
    arranged.main.emit('personMatched', { ...fresh, assignments: [forklift, night] });
    expect(arranged.model.kiosk.screen.kind).toBe('assignment');
  });
});

describe('a PIN pad that waits', () => {
  const until = new Date(Date.parse(now) + 30_000).toISOString();

  it('B6 counts down, takes no key meanwhile, leaves the form open, and takes PINs again', async () => {
    const arranged = await arrange(ready, { identifyByPin: { kind: 'slowed', waitSeconds: 30 } });
    const { kiosk } = arranged.model;
    for (const digit of '123456') kiosk.pin.touch(digit);
    await settle();
    arranged.main.emit('statusChanged', { ...online, pinPausedUntil: until });
    expect([kiosk.pausedSeconds, kiosk.pin.digits, kiosk.pin.isChecking]).toEqual([30, '', false]);
    kiosk.press({ kind: 'digit', digit: '1' });
    kiosk.press({ kind: 'badge', code: '123456' });
    expect([kiosk.pin.digits, arranged.asked('identifyByPin')]).toEqual(['', [{ pin: '123456' }]]);
    arranged.timers.advance(10_000);
    expect(kiosk.pausedSeconds).toBe(20);
    kiosk.identification.openForm('asked');
    expect(kiosk.screen).toEqual({ kind: 'form', reason: 'asked' });
    kiosk.leave();
    arranged.timers.advance(20_000);
    expect(kiosk.pausedSeconds).toBe(0);
    kiosk.press({ kind: 'digit', digit: '1' });
    expect(kiosk.pin.digits).toBe('1');
  });

  it('B6 knows of a wait that an earlier run of the page began', async () => {
    const arranged = await arrange(ready, { readStatus: { ...online, pinPausedUntil: until } });
    expect(arranged.model.kiosk.pausedSeconds).toBe(30);
  });
});
