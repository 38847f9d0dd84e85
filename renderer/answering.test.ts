import { describe, expect, it } from 'vitest';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { QuestionSet, ShownQuestion } from '../shared/contracts/question-sets.ts';
import type { Answer } from '../shared/contracts/records.ts';
import { arrange, settle, type Arranged } from './arrange.ts';
import { I18n } from './i18n.svelte.ts';
import { entry, fresh, ready, working } from './stories/samples.ts';
import { choiceText, wordedIn } from './ui/question-text.ts';

const stored = { ...entry('clockOut', '15:40', 'pending'), instant: '2026-11-23T15:40:00.000Z' };
const asked = (questionId: string, more: Partial<ShownQuestion> = {}): ShownQuestion => ({ questionId, about: { kind: 'text', text: { en: questionId }, choiceTexts: {} }, type: 'yesNo', choices: [], required: true, onlyIf: null, ...more });
const why = asked('why', { type: 'shortText', onlyIf: { questionId: 'safe', equals: false } });
const mood = asked('mood', { type: 'rating', required: false });
const clockOut: QuestionSet = { punchId: stored.punchId, type: 'clockOut', instant: stored.instant, workDate: '2026-11-23', set: 'clockOut', questions: [asked('safe'), why, mood], answers: [] };
const breaks: QuestionSet = { ...clockOut, set: 'breaks', questions: [asked('finding.missed.1', { type: 'singleChoice', choices: ['taken', 'notGiven'] })] };
const kept = (answers: readonly Answer[], isDone = false): CallAnswer<'giveAnswer'> => ({ kind: 'kept', answers: [...answers], isDone });

async function stand(arranged: Promise<Arranged>): Promise<Arranged> {
  const ready = await arranged;
  for (const digit of '123456') ready.model.kiosk.pin.touch(digit);
  await settle();
  return ready;
}

async function afterClockOut(questions: readonly QuestionSet[]): Promise<Arranged> {
  const arranged = await stand(arrange(ready, { identifyByPin: { kind: 'identified', offer: working }, recordPunch: { kind: 'recorded', punch: stored, firstName: 'Maya', online: true, questions: [...questions] } }));
  await arranged.model.kiosk.punching.punch('clockOut');
  return arranged;
}

describe('questions after a clock-out', () => {
  it('C5 C6 come between punch and confirmation, set by set, with the progress over both', async () => {
    const { model, main, asked: calls } = await afterClockOut([breaks, clockOut]);
    const { answering } = model.kiosk;
    expect([model.kiosk.screen.kind, answering.question?.questionId, answering.progress]).toEqual(['questions', 'finding.missed.1', { step: 1, total: 3 }]);
    main.answer('giveAnswer', kept([{ questionId: 'finding.missed.1', value: 'notGiven' }], true));
    await answering.answer('notGiven');
    expect([answering.question?.questionId, answering.progress, answering.canGoBack]).toEqual(['safe', { step: 2, total: 3 }, false]);
    main.answer('giveAnswer', kept([{ questionId: 'safe', value: false }]));
    await answering.answer(false);
    expect([answering.question?.questionId, answering.progress]).toEqual(['why', { step: 3, total: 4 }]);
    answering.back();
    expect([answering.question?.questionId, answering.given]).toEqual(['safe', false]);
    main.answer('giveAnswer', kept([{ questionId: 'safe', value: true }]));
    await answering.answer(true);
    expect([answering.question?.questionId, answering.progress]).toEqual(['mood', { step: 3, total: 3 }]);
    main.answer(
      'giveAnswer',
      kept(
        [
          { questionId: 'safe', value: true },
          { questionId: 'mood', value: null },
        ],
        true,
      ),
    );
    await answering.skip();
    expect(calls('giveAnswer').at(-1)).toMatchObject({ set: 'clockOut', questionId: 'mood', value: null });
    expect(model.kiosk.screen).toMatchObject({ kind: 'result', result: { kind: 'recorded' } });
  });

  it('C6 a required question is not skipped, and can wait', async () => {
    const { model, asked: calls } = await afterClockOut([clockOut]);
    await model.kiosk.answering.skip();
    expect(calls('giveAnswer')).toEqual([]);
    model.kiosk.answering.later();
    expect(model.kiosk.screen).toMatchObject({ kind: 'result', result: { kind: 'recorded' } });
  });

  it('B7 C6 the reset timer warns, then sends the person away; main keeps what was answered', async () => {
    const { model, timers, asked: calls } = await afterClockOut([clockOut]);
    const before = calls('endSession').length;
    timers.advance(60_000);
    expect(model.kiosk.idle.secondsLeft).toBe(20);
    timers.advance(20_000);
    expect(model.kiosk.screen.kind).toBe('pin');
    expect(calls('endSession')).toHaveLength(before + 1);
  });

  it('C1 undo is there while main takes one, and ends the questions', async () => {
    const { model, main } = await afterClockOut([clockOut]);
    main.answer('undoPunch', { kind: 'undone', punch: stored, online: true });
    main.answer('readOffer', { kind: 'offered', offer: working });
    await model.kiosk.punching.undo();
    await settle();
    expect(model.kiosk.screen).toMatchObject({ kind: 'punch', notice: { kind: 'undone' } });
  });

  it.each([
    ['notSaved', { kind: 'notSaved', reason: 'diskFull' }],
    ['notPossible', { kind: 'notPossible' }],
  ] as const)('J3 says so when an answer is %s, and asks again', async (problem, answer) => {
    const { model, main } = await afterClockOut([clockOut]);
    main.answer('giveAnswer', answer);
    await model.kiosk.answering.answer(true);
    expect([model.kiosk.answering.problem, model.kiosk.answering.question?.questionId]).toEqual([problem, 'safe']);
  });

  it('C6 goes on where nobody is asked any more, and home where nobody is known any more', async () => {
    const first = await afterClockOut([clockOut]);
    first.main.answer('giveAnswer', { kind: 'notAsked' });
    await first.model.kiosk.answering.answer(true);
    expect(first.model.kiosk.screen.kind).toBe('result');
    const second = await afterClockOut([clockOut]);
    second.main.answer('giveAnswer', { kind: 'sessionEnded' });
    await second.model.kiosk.answering.answer(true);
    expect(second.model.kiosk.screen.kind).toBe('pin');
  });

  it('C6 a number takes digits and one point, several choices go in the order of the list', async () => {
    const number = asked('pallets', { type: 'number' });
    const several = asked('tools', { type: 'severalChoices', choices: ['a', 'b', 'c'] });
    const { model, main, asked: calls } = await afterClockOut([{ ...clockOut, questions: [number, several] }]);
    const { answering } = model.kiosk;
    for (const digit of '12') model.kiosk.press({ kind: 'digit', digit });
    answering.typePoint();
    answering.typePoint();
    model.kiosk.press({ kind: 'digit', digit: '5' });
    main.answer('giveAnswer', kept([{ questionId: 'pallets', value: 12.5 }]));
    await answering.submit();
    answering.tick('c');
    answering.tick('b');
    answering.tick('a');
    answering.tick('b');
    main.answer('giveAnswer', kept([], true));
    await answering.submit();
    expect(calls('giveAnswer')).toMatchObject([{ value: 12.5 }, { value: ['a', 'c'] }]);
  });
});

it('C6 what is left over is asked at the next identification, before the punch, from where it stopped', async () => {
  const left = { ...clockOut, answers: [{ questionId: 'safe', value: false }] };
  const { model } = await stand(arrange(ready, { identifyByPin: { kind: 'identified', offer: { ...fresh, questions: [left] } } }));
  expect([model.kiosk.screen.kind, model.kiosk.answering.question?.questionId]).toEqual(['questions', 'why']);
  model.kiosk.answering.later();
  expect(model.kiosk.screen.kind).toBe('punch');
});

it('J2 words a question in the person’s language, else its base, else English, else whatever there is', () => {
  const text = { en: 'Safe?', fr: 'Bien ?' };
  expect([wordedIn(text, 'fr'), wordedIn(text, 'fr-CA'), wordedIn(text, 'ar'), wordedIn({ es: '¿Bien?' }, 'ar')]).toEqual(['Bien ?', 'Bien ?', 'Safe?', '¿Bien?']);
});

describe('choices in the language of whoever stands there', () => {
  const where = asked('where', { type: 'singleChoice', choices: ['hand', 'back'], about: { kind: 'text', text: { en: 'Where?' }, choiceTexts: { en: ['Hand', 'Back'], es: ['Mano', 'Espalda'], 'pt-BR': ['Mão', 'Costas'] } } });

  it.each([
    ['es', ['Mano', 'Espalda']],
    ['es-MX', ['Mano', 'Espalda']],
    ['pt-BR', ['Mão', 'Costas']],
    ['fr', ['hand', 'back']],
  ])('J2 C6 in %s they read %j, and the answer is the same in each', async (language, read) => {
    const { model, main, asked: calls } = await afterClockOut([{ ...clockOut, questions: [where] }]);
    model.useLanguage(language);
    expect(where.choices.map((choice) => choiceText(where, choice, model.i18n))).toEqual(read);
    main.answer('giveAnswer', kept([], true));
    await model.kiosk.answering.answer('back');
    expect(calls('giveAnswer')).toMatchObject([{ value: 'back' }]);
  });

  it("J2 C5 the kiosk's own words for a break are its own, and a timeclock's choice of that name is not", () => {
    const i18n = new I18n();
    const own = asked('finding.missed.1', { about: { kind: 'finding', finding: 'missed', breakKind: 'meal', minutes: null, startedAt: null }, choices: ['taken'] });
    expect(choiceText(own, 'taken', i18n)).toBe(i18n.t('questions.answer.taken'));
    expect(choiceText(asked('q', { choices: ['taken'] }), 'taken', i18n)).toBe('taken');
  });
});
