import { describe, expect, it } from 'vitest';
import type { Question, TimeclockProperties } from '../shared/contracts/entities.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import type { QuestionSet } from '../shared/contracts/question-sets.ts';
import type { OutboxRecordOf } from '../shared/contracts/records.ts';
import { breakPresets } from '../shared/rules/break-presets.ts';
import { defaultTimeclock } from '../server/default-timeclock.ts';
import { arrangeKiosk, arrangeReadyKiosk, identify, somebody, tap, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { listPendingRecords } from './database/outbox.ts';
import { endSession } from './use-cases/end-session.ts';
import { giveAnswer } from './use-cases/give-answer.ts';
import { identifyByForm } from './use-cases/identify-by-form.ts';
import { undoPunch } from './use-cases/undo-punch.ts';

const minuteMs = 60_000;
const { breaks: noBreaks } = defaultTimeclock({ timeclockId: 1, name: 'T', timeZone: 'America/Chicago', punchTemplate: { kind: 'fourEntries' } });
const question = (questionId: string, more: Partial<Question> = {}): Question => ({ questionId, text: { en: questionId }, type: 'yesNo', choices: [], choiceTexts: {}, required: true, onlyIf: null, ...more });
const safe = question('safe');
const why = question('why', { type: 'shortText', onlyIf: { questionId: 'safe', equals: false } });
const mood = question('mood', { type: 'rating', required: false });
const california = { ...noBreaks, required: [...breakPresets.california] };

async function arrange(properties: Partial<TimeclockProperties>): Promise<KioskInProcess> {
  return arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')], properties);
}

/** Clock In, then Clock Out after so many minutes; what is asked then. */
async function workFor(arranged: KioskInProcess, minutes: number, pin = '111111'): Promise<{ offer: Offer; questions: QuestionSet[]; punchId: string }> {
  tap(arranged.kiosk, await identify(arranged.kiosk, pin));
  arranged.clock.advance(minutes * minuteMs);
  const offer = await identify(arranged.kiosk, pin);
  const answer = tap(arranged.kiosk, offer, { type: 'clockOut' });
  if (answer.kind !== 'recorded') throw new Error(answer.kind);
  return { offer, questions: answer.questions, punchId: answer.punch.punchId };
}

function sent({ kiosk }: KioskInProcess): OutboxRecordOf<'answers'>[] {
  return listPendingRecords(kiosk.connection).flatMap(({ kept }) => (kept.record.kind === 'answers' ? [kept.record] : []));
}

const ids = (set: QuestionSet | undefined): string[] => set?.questions.map((one) => one.questionId) ?? [];
const answering =
  ({ kiosk }: KioskInProcess, { sessionId }: Offer, set: QuestionSet | undefined) =>
  (questionId: string, value: boolean | string | number | null) =>
    giveAnswer(kiosk, { sessionId, punchId: set?.punchId ?? '', set: set?.set ?? 'clockOut', questionId, value });

describe('questions after a clock-out', () => {
  it('C6 are asked behind the punch, each answer is kept, and the whole set travels once', async () => {
    const arranged = await arrange({ questions: [safe, why, mood] });
    const { offer, questions, punchId } = await workFor(arranged, 60);
    expect(questions.map((set) => [set.set, ids(set)])).toEqual([['clockOut', ['safe', 'why', 'mood']]]);
    const answer = answering(arranged, offer, questions[0]);
    expect(answer('safe', false)).toMatchObject({ kind: 'kept', isDone: false });
    expect(answer('why', 'wet floor')).toMatchObject({ kind: 'kept', isDone: false });
    expect(sent(arranged)).toEqual([]);
    expect(answer('mood', null)).toMatchObject({ kind: 'kept', isDone: true });
    const answers = [
      { questionId: 'safe', value: false },
      { questionId: 'why', value: 'wet floor' },
      { questionId: 'mood', value: null },
    ];
    expect(sent(arranged)).toMatchObject([{ punchId, set: 'clockOut', complete: true, answers }]);
    expect(answer('mood', 5)).toEqual({ kind: 'notAsked' });
    endSession(arranged.kiosk, {});
    expect((await identify(arranged.kiosk, '111111')).questions).toEqual([]);
    expect(sent(arranged)).toHaveLength(1);
  });

  it('C6 K1 a set that is left travels as it stands, once, is asked at the next identification, and goes on there', async () => {
    const arranged = await arrange({ questions: [safe, why, mood] });
    const { offer, questions } = await workFor(arranged, 60);
    answering(arranged, offer, questions[0])('safe', false);
    endSession(arranged.kiosk, {});
    endSession(arranged.kiosk, {});
    expect(sent(arranged)).toMatchObject([
      {
        complete: false,
        answers: [
          { questionId: 'safe', value: false },
          { questionId: 'why', value: null },
        ],
      },
    ]);
    const again = await identify(arranged.kiosk, '111111');
    expect(again.questions).toMatchObject([{ set: 'clockOut', answers: [{ questionId: 'safe', value: false }] }]);
    const answer = answering(arranged, again, again.questions[0]);
    answer('why', 'wet floor');
    endSession(arranged.kiosk, {});
    expect(sent(arranged).map((one) => one.complete)).toEqual([false, true]);
    expect((await identify(arranged.kiosk, '111111')).questions).toEqual([]);
  });

  it('C6 nobody else is asked them, and another one’s coming sends what was left', async () => {
    const arranged = await arrange({ questions: [safe] });
    const { offer, questions } = await workFor(arranged, 60);
    const other = await identify(arranged.kiosk, '222222');
    expect(other.questions).toEqual([]);
    expect(sent(arranged)).toMatchObject([{ complete: false }]);
    expect(answering(arranged, other, questions[0])('safe', true)).toEqual({ kind: 'notAsked' });
    expect(answering(arranged, offer, questions[0])('safe', true)).toEqual({ kind: 'sessionEnded' });
  });

  it('J3 takes no answer that the question does not take, and none to what is not asked', async () => {
    const arranged = await arrange({ questions: [safe, why] });
    const { offer, questions } = await workFor(arranged, 60);
    const answer = answering(arranged, offer, questions[0]);
    for (const [questionId, value] of [
      ['safe', 'yes'],
      ['safe', null],
      ['why', 'early'],
      ['nobody', true],
    ] as const)
      expect(answer(questionId, value)).toEqual({ kind: 'notPossible' });
    expect((await identify(arranged.kiosk, '111111')).questions[0]?.answers).toEqual([]);
  });

  it('C1 C6 an undone clock-out is asked about no more', async () => {
    const arranged = await arrange({ questions: [safe] });
    const { offer, questions, punchId } = await workFor(arranged, 60);
    expect(undoPunch(arranged.kiosk, { sessionId: offer.sessionId, punchId }).kind).toBe('undone');
    expect(answering(arranged, offer, questions[0])('safe', true)).toEqual({ kind: 'notAsked' });
    endSession(arranged.kiosk, {});
    expect(sent(arranged)).toEqual([]);
    expect((await identify(arranged.kiosk, '111111')).questions).toEqual([]);
  });

  it('C6 D6 a set goes on as it was begun when the server changes the questions meanwhile', async () => {
    const arranged = await arrange({ questions: [safe, mood] });
    const { offer, questions } = await workFor(arranged, 60);
    const timeclock = arranged.kiosk.settings.read('timeclock');
    if (timeclock === null) throw new Error('no timeclock');
    arranged.kiosk.settings.write('timeclock', { ...timeclock, questions: [question('new')] });
    const answer = answering(arranged, offer, questions[0]);
    answer('safe', true);
    expect(answer('mood', 4)).toMatchObject({ kind: 'kept', isDone: true });
    arranged.clock.advance(10 * minuteMs);
    const next = await workFor(arranged, 60);
    expect(next.questions.map(ids)).toEqual([['new']]);
  });

  it('J3 C6 a definition that goes in circles keeps nobody, and says so in the log', async () => {
    const circle = [question('a', { onlyIf: { questionId: 'b', equals: true } }), question('b', { onlyIf: { questionId: 'a', equals: true } })];
    const arranged = await arrange({ questions: circle });
    expect((await workFor(arranged, 60)).questions).toEqual([]);
    expect(arranged.logged.find((line) => line.event === 'questions.neverAsked')?.fields).toEqual({ questions: 'a b' });
  });

  it('B3 C6 somebody known by the form alone is asked as well', async () => {
    const arranged = await arrange({ questions: [safe] });
    const form = { firstName: 'Ana', lastName: 'Nobody', lastFour: '1234' };
    const stand = async (): Promise<Offer> => {
      const answer = await identifyByForm(arranged.kiosk, form);
      if (answer.kind !== 'identified') throw new Error(answer.kind);
      return answer.offer;
    };
    arranged.daemon.die();
    tap(arranged.kiosk, await stand());
    arranged.clock.advance(60 * minuteMs);
    const out = tap(arranged.kiosk, await stand(), { type: 'clockOut' });
    expect(out).toMatchObject({ kind: 'recorded', questions: [{ set: 'clockOut' }] });
    endSession(arranged.kiosk, {});
    expect((await stand()).questions).toHaveLength(1);
  });
});

describe('a kill between two steps', () => {
  async function restarted(before: KioskInProcess): Promise<KioskInProcess> {
    before.kiosk.connection.close();
    before.kiosk.journal.close();
    return arrangeKiosk({ restartOf: before });
  }

  it('C6 H1 loses no answer: the set goes on where it stopped', async () => {
    const arranged = await arrange({ questions: [safe, why, mood] });
    const { offer, questions } = await workFor(arranged, 60);
    answering(arranged, offer, questions[0])('safe', false);
    const after = await restarted(arranged);
    const again = await identify(after.kiosk, '111111');
    expect(again.questions[0]?.answers).toEqual([{ questionId: 'safe', value: false }]);
    const answer = answering(after, again, again.questions[0]);
    answer('why', 'x');
    answer('mood', 3);
    expect(sent(after).filter((one) => one.complete)).toHaveLength(1);
  });

  it('C6 H1 begins the questions of a clock-out that was stored and whose questions were not', async () => {
    const arranged = await arrange({ questions: [safe] });
    await workFor(arranged, 60);
    arranged.kiosk.connection.run({ sql: 'DELETE FROM answer_sets', constants: [] }, {});
    expect((await identify(arranged.kiosk, '111111')).questions.map(ids)).toEqual([['safe']]);
  });

  it('C6 H2 makes no second record where the first is there and the set does not know', async () => {
    const arranged = await arrange({ questions: [safe] });
    const { offer, questions } = await workFor(arranged, 60);
    answering(arranged, offer, questions[0])('safe', true);
    arranged.kiosk.connection.run({ sql: "UPDATE answer_sets SET status = 'open'", constants: [] }, {});
    endSession(arranged.kiosk, {});
    await identify(arranged.kiosk, '111111');
    expect(sent(arranged)).toHaveLength(1);
  });

  it('C6 H6 a restore that lost the sets and kept what was sent asks nobody twice, and makes no answer undone', async () => {
    for (const answersGiven of [['safe', 'why', 'mood'], ['safe']]) {
      const arranged = await arrange({ questions: [safe, why, mood] });
      const { offer, questions } = await workFor(arranged, 60);
      const given: Record<string, boolean | string | number> = { safe: false, why: 'wet floor', mood: 4 };
      for (const questionId of answersGiven) answering(arranged, offer, questions[0])(questionId, given[questionId] ?? null);
      endSession(arranged.kiosk, {});
      const before = sent(arranged);
      // Records come back from the journal; sets are in the database alone, and the backup is from before.
      arranged.kiosk.connection.run({ sql: 'DELETE FROM answer_sets', constants: [] }, {});
      const { questions: asked } = await identify(arranged.kiosk, '111111');
      const isLeft = answersGiven.length === 1;
      expect(asked.map((set) => set.answers)).toEqual(isLeft ? [[{ questionId: 'safe', value: false }]] : []);
      endSession(arranged.kiosk, {});
      expect(sent(arranged)).toEqual(before);
    }
  });

  it('C6 H1 a full disk costs no punch, and the person is asked when they come again', async () => {
    const arranged = await arrange({ questions: [safe] });
    const { connection } = arranged.kiosk;
    connection.run({ sql: "CREATE TRIGGER full BEFORE INSERT ON answer_sets BEGIN SELECT RAISE(ABORT, 'full'); END", constants: [] }, {});
    const { questions } = await workFor(arranged, 60);
    expect(questions).toEqual([]);
    connection.run({ sql: 'DROP TRIGGER full', constants: [] }, {});
    expect((await identify(arranged.kiosk, '111111')).questions).toHaveLength(1);
  });
});

describe('questions about breaks', () => {
  it('C5 what was found at clock-out is asked, with the rests that nobody punches, the survey, and then the questions', async () => {
    const survey = [question('attest')];
    const arranged = await arrange({ breaks: { ...california, survey }, questions: [safe] });
    const { questions } = await workFor(arranged, 7 * 60);
    expect(questions.map((set) => [set.set, ids(set)])).toEqual([
      ['breaks', ['finding.missed.1', 'asked.rest.1', 'asked.rest.2', 'attest']],
      ['clockOut', ['safe']],
    ]);
    expect(questions[0]?.questions[0]).toMatchObject({ about: { kind: 'finding', finding: 'missed', breakKind: 'meal' }, choices: ['taken', 'choseToSkip', 'choseShorterOrLater', 'notGiven'], required: true });
  });

  it('C5 asks at the end of a break that began late, and not a second time at clock-out', async () => {
    const arranged = await arrange({ breaks: { ...california, required: california.required.filter((one) => one.kind === 'meal') } });
    const { kiosk, clock } = arranged;
    tap(kiosk, await identify(kiosk, '111111'));
    clock.advance(310 * minuteMs);
    tap(kiosk, await identify(kiosk, '111111'), { type: 'breakOut' });
    clock.advance(25 * minuteMs);
    const back = tap(kiosk, await identify(kiosk, '111111'), { type: 'breakIn' });
    expect(back.kind === 'recorded' && back.questions.map(ids)).toEqual([['finding.short.1', 'finding.late.1']]);
    clock.advance(60 * minuteMs);
    const out = tap(kiosk, await identify(kiosk, '111111'), { type: 'clockOut' });
    expect(out).toMatchObject({ kind: 'recorded', questions: [] });
  });

  it('C5 reminds of a break within two hours of its time, and when it is overdue', async () => {
    const arranged = await arrange({ breaks: california });
    const { kiosk, clock } = arranged;
    tap(kiosk, await identify(kiosk, '111111'));
    clock.advance(179 * minuteMs);
    expect((await identify(kiosk, '111111')).breakDue).toBeNull();
    clock.advance(minuteMs);
    expect((await identify(kiosk, '111111')).breakDue).toEqual({ breakKind: 'meal', dueAt: '2026-11-23T19:00:00.000Z' });
    clock.advance(200 * minuteMs);
    expect((await identify(kiosk, '111111')).breakDue).toEqual({ breakKind: 'meal', dueAt: '2026-11-23T19:00:00.000Z' });
  });

  it('C5 asks nothing where the timeclock has no rules', async () => {
    const arranged = await arrange({});
    expect((await workFor(arranged, 600)).questions).toEqual([]);
  });
});
