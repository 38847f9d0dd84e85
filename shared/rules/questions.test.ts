import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkQuestions } from './check-questions.ts';
import { countedAnswers, isAnswerTo, isComplete, nextQuestion, reachedQuestions, sortOutQuestions, withAnswer, type AnswerValue, type GivenAnswer, type QuestionRule } from './questions.ts';

const question = (questionId: string, more: Partial<QuestionRule> = {}): QuestionRule => ({ questionId, type: 'yesNo', choices: [], required: true, onlyIf: null, ...more });
const ids = (questions: readonly QuestionRule[]): string[] => questions.map((one) => one.questionId);
const hurt = question('hurt');
const where = question('where', { type: 'singleChoice', choices: ['hand', 'back'], onlyIf: { questionId: 'hurt', equals: true } });
const how = question('how', { type: 'shortText', required: false, onlyIf: { questionId: 'where', equals: 'back' } });
const set = [hurt, where, how];

describe('C6 which question comes next', () => {
  it.each<[string, GivenAnswer[], string | null]>([
    ['the first', [], 'hurt'],
    ['the set ends where a condition does not hold', [{ questionId: 'hurt', value: false }], null],
    ['a condition that holds', [{ questionId: 'hurt', value: true }], 'where'],
    [
      'nested',
      [
        { questionId: 'hurt', value: true },
        { questionId: 'where', value: 'back' },
      ],
      'how',
    ],
    [
      'a skipped one is not asked again',
      [
        { questionId: 'hurt', value: true },
        { questionId: 'where', value: 'back' },
        { questionId: 'how', value: null },
      ],
      null,
    ],
    [
      'what waits for a question that is not asked any more is not asked',
      [
        { questionId: 'hurt', value: false },
        { questionId: 'where', value: 'back' },
      ],
      null,
    ],
  ])('C6 %s', (_what, answers, expected) => {
    expect(nextQuestion(set, answers)?.questionId ?? null).toBe(expected);
  });

  it('C6 among several choices the one asked for is enough', () => {
    const several = [question('tools', { type: 'severalChoices', choices: ['saw', 'drill'] }), question('saw', { onlyIf: { questionId: 'tools', equals: 'saw' } })];
    expect(nextQuestion(several, [{ questionId: 'tools', value: ['drill', 'saw'] }])?.questionId).toBe('saw');
    expect(nextQuestion(several, [{ questionId: 'tools', value: ['drill'] }])).toBeNull();
  });

  it('C6 is complete without what is optional or not asked', () => {
    expect(isComplete(set, [])).toBe(false);
    expect(isComplete(set, [{ questionId: 'hurt', value: false }])).toBe(true);
    expect(isComplete(set, [{ questionId: 'hurt', value: true }])).toBe(false);
    expect(
      isComplete(set, [
        { questionId: 'hurt', value: true },
        { questionId: 'where', value: 'back' },
      ]),
    ).toBe(true);
    expect(isComplete([how, question('last', { required: false })], [])).toBe(true);
  });

  it('C6 leaves out what was answered before it stopped being asked', () => {
    const answers = [
      { questionId: 'where', value: 'hand' },
      { questionId: 'hurt', value: false },
    ];
    expect(countedAnswers(set, answers)).toEqual([{ questionId: 'hurt', value: false }]);
  });
});

describe('C6 J3 definitions that cannot be asked', () => {
  it.each<[string, QuestionRule[], string[]]>([
    ['a circle', [question('a', { onlyIf: { questionId: 'b', equals: true } }), question('b', { onlyIf: { questionId: 'a', equals: true } }), question('c')], ['a', 'b']],
    ['itself', [question('a', { onlyIf: { questionId: 'a', equals: true } })], ['a']],
    ['nobody', [question('a', { onlyIf: { questionId: 'gone', equals: true } }), question('b', { onlyIf: { questionId: 'a', equals: true } })], ['a', 'b']],
    ['one that comes later', [question('a', { onlyIf: { questionId: 'b', equals: true } }), question('b')], ['a']],
    ['the same id twice', [question('a'), question('a')], ['a']],
    ['nothing to choose from', [question('a', { type: 'singleChoice' })], ['a']],
  ])('C6 %s', (_what, questions, never) => {
    expect(sortOutQuestions(questions).never).toEqual(never);
  });
});

it.each<[QuestionRule, AnswerValue | null, boolean]>([
  [question('q'), true, true],
  [question('q'), 'yes', false],
  [question('q'), null, false],
  [question('q', { required: false }), null, true],
  [question('q', { type: 'singleChoice', choices: ['a'] }), 'a', true],
  [question('q', { type: 'singleChoice', choices: ['a'] }), 'b', false],
  [question('q', { type: 'severalChoices', choices: ['a', 'b'] }), ['b', 'a'], true],
  [question('q', { type: 'severalChoices', choices: ['a', 'b'] }), ['a', 'a'], false],
  [question('q', { type: 'severalChoices', choices: ['a', 'b'] }), [], false],
  [question('q', { type: 'number' }), -12.5, true],
  [question('q', { type: 'number' }), Number.NaN, false],
  [question('q', { type: 'number' }), 1e12, false],
  [question('q', { type: 'rating' }), 5, true],
  [question('q', { type: 'rating' }), 0, false],
  [question('q', { type: 'rating' }), 2.5, false],
  [question('q', { type: 'shortText' }), 'a pallet fell', true],
  [question('q', { type: 'shortText' }), '  ', false],
  [question('q', { type: 'shortText' }), 'x'.repeat(201), false],
])('J3 C6 %j takes %j: %s', (asked, value, expected) => {
  expect(isAnswerTo(asked, value)).toBe(expected);
});

/** Any definition, good or bad: conditions on any id, in any direction. */
const anyQuestions = fc.array(
  fc.record({
    questionId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    type: fc.constantFrom<QuestionRule['type']>('yesNo', 'singleChoice', 'severalChoices', 'number', 'shortText', 'rating'),
    choices: fc.constantFrom<string[]>([], ['x'], ['x', 'y', 'z']),
    required: fc.boolean(),
    onlyIf: fc.option(fc.record({ questionId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'gone'), equals: fc.constantFrom<string | number | boolean>(true, false, 'x', 'y', 1, 7, 2.5, '') })),
  }),
  { maxLength: 10 },
);

function someAnswer({ type, choices }: QuestionRule, pick: number): AnswerValue {
  switch (type) {
    case 'yesNo':
      return pick % 2 === 0;
    case 'singleChoice':
      return choices[pick % choices.length] ?? '';
    case 'severalChoices':
      return choices.filter((_choice, index) => index === pick % choices.length || (pick >> index) % 2 === 1);
    case 'number':
    case 'rating':
      return 1 + (pick % 5);
    case 'shortText':
      return 'x';
  }
}

describe('C6 properties', () => {
  it('C6 every way through any definition comes to an end, with every required question that was reached answered', () => {
    fc.assert(
      fc.property(anyQuestions, fc.array(fc.nat(63), { minLength: 10, maxLength: 10 }), (definition, picks) => {
        const { asked } = sortOutQuestions(definition);
        let answers: GivenAnswer[] = [];
        for (let steps = 0; ; steps += 1) {
          const next = nextQuestion(asked, answers);
          if (next === null) break;
          expect(steps).toBeLessThan(asked.length);
          const pick = picks[steps] ?? 0;
          const value = !next.required && pick > 40 ? null : someAnswer(next, pick);
          expect(isAnswerTo(next, value)).toBe(true);
          answers = withAnswer(answers, { questionId: next.questionId, value });
        }
        expect(isComplete(asked, answers)).toBe(true);
        expect(ids(reachedQuestions(asked, answers))).toEqual(countedAnswers(asked, answers).map((answer) => answer.questionId));
      }),
    );
  });

  it('C6 in any order of answers, changed ones too, nothing required is ever left behind an end', () => {
    fc.assert(
      fc.property(anyQuestions, fc.array(fc.tuple(fc.nat(9), fc.nat(63)), { maxLength: 30 }), (definition, touches) => {
        const { asked } = sortOutQuestions(definition);
        let answers: GivenAnswer[] = [];
        for (const [place, pick] of touches) {
          const reached = reachedQuestions(asked, answers);
          const one = reached[place % Math.max(1, reached.length)];
          if (one !== undefined) answers = withAnswer(answers, { questionId: one.questionId, value: someAnswer(one, pick) });
          if (nextQuestion(asked, answers) === null) expect(isComplete(asked, answers)).toBe(true);
          for (const { questionId } of countedAnswers(asked, answers)) {
            const counted = asked.find((question) => question.questionId === questionId);
            if (counted?.onlyIf) expect(ids(reachedQuestions(asked, answers))).toContain(counted.onlyIf.questionId);
          }
        }
      }),
    );
  });

  it('C6 J3 what the server takes every kiosk asks: each question has a way to it, and what a kiosk would never ask is refused', () => {
    let taken = 0;
    fc.assert(
      fc.property(anyQuestions.map(nearlyRight), (definition) => {
        const worded = definition.map((one) => ({ ...one, text: {}, choiceTexts: {} }));
        const { asked, never } = sortOutQuestions(definition);
        if (checkQuestions(worded, []).length > 0) return;
        taken += definition.length > 1 && definition.some(({ onlyIf }) => onlyIf !== null) ? 1 : 0;
        expect(never).toEqual([]);
        for (const question of asked) expect(reachedQuestions(asked, wayTo(question, asked)), question.questionId).toContain(question);
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(10);
  });

  it('C6 J3 what a kiosk would never ask the server refuses', () => {
    fc.assert(
      fc.property(anyQuestions, (definition) => {
        const refused = checkQuestions(
          definition.map((one) => ({ ...one, text: {}, choiceTexts: {} })),
          [],
        );
        if (sortOutQuestions(definition).never.length > 0) expect(refused).not.toEqual([]);
      }),
    );
  });
});

/** Ids and choices as they have to be; what is wrong is left to the conditions. */
function nearlyRight(definition: readonly QuestionRule[]): QuestionRule[] {
  const ids = 'a b c d e f g h i j'.split(' ');
  return definition.map((one, index) => ({
    ...one,
    questionId: ids[index] ?? '',
    choices: one.type === 'singleChoice' || one.type === 'severalChoices' ? ['x', 'y'] : [],
    onlyIf: index % 2 === 0 || one.onlyIf === null ? null : { ...one.onlyIf, questionId: ids[index - 1] ?? '' },
  }));
}

/** Answers that meet the conditions on the way to a question, as a kiosk takes them. */
function wayTo(question: QuestionRule, all: readonly QuestionRule[]): GivenAnswer[] {
  const { onlyIf } = question;
  const before = all.find(({ questionId }) => questionId === onlyIf?.questionId);
  if (onlyIf === null || before === undefined) return [];
  const value = before.type === 'severalChoices' ? [String(onlyIf.equals)] : onlyIf.equals;
  expect(isAnswerTo(before, value)).toBe(true);
  return [...wayTo(before, all), { questionId: before.questionId, value }];
}
