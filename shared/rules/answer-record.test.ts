import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionText, isRecordComplete, recordOf } from './answer-record.ts';
import { isAnswerTo, isComplete, nextQuestion, sortOutQuestions, type AnswerValue, type GivenAnswer, type QuestionRule } from './questions.ts';

const question = (questionId: string, more: Partial<QuestionRule> = {}): QuestionRule => ({ questionId, type: 'yesNo', choices: [], required: true, onlyIf: null, ...more });
const safe = question('safe');
const why = question('why', { type: 'shortText', onlyIf: { questionId: 'safe', equals: false } });
const mood = question('mood', { type: 'rating', required: false });
const finding = question('finding.missed.1', { type: 'singleChoice', choices: ['taken', 'choseToSkip'] });

describe('the record of a set', () => {
  it.each<[string, GivenAnswer[], boolean]>([
    [
      'everything that was asked',
      [
        { questionId: 'safe', value: true },
        { questionId: 'mood', value: null },
      ],
      true,
    ],
    ['a required one left open', [{ questionId: 'safe', value: null }], false],
    ['a required one that is not there at all', [{ questionId: 'mood', value: 3 }], false],
    ['what a condition asks for is not there', [{ questionId: 'safe', value: false }], false],
    [
      'what a condition asks for',
      [
        { questionId: 'safe', value: false },
        { questionId: 'why', value: 'wet floor' },
      ],
      true,
    ],
    ['a value that the question does not take', [{ questionId: 'safe', value: 'yes' }], false],
    ['an answer to a question that nobody asked', [{ questionId: 'safety', value: true }], false],
    [
      'a finding left open',
      [
        { questionId: 'finding.missed.1', value: null },
        { questionId: 'safe', value: true },
      ],
      false,
    ],
    [
      'a finding answered',
      [
        { questionId: 'finding.missed.1', value: 'taken' },
        { questionId: 'safe', value: true },
      ],
      true,
    ],
  ])('C6 is judged by the questions: %s', (_what, recorded, complete) => {
    expect(isRecordComplete([safe, why, mood], recorded)).toBe(complete);
  });

  it('C6 a version is told from another by what decides, not by its wording', () => {
    const worded = { ...safe, text: { en: 'Safe?' } };
    expect(definitionText([worded, why])).toBe(definitionText([safe, why]));
    const others = [[why, safe], [safe], [{ ...safe, required: false }, why], [safe, { ...why, onlyIf: null }], [safe, { ...why, type: 'number' as const }], [{ ...safe, choices: ['a'] }, why]];
    for (const other of others) expect(definitionText(other)).not.toBe(definitionText([safe, why]));
  });
});

const ids = ['q1', 'q2', 'q3', 'q4', 'asked.rest.1'];
const types = ['yesNo', 'singleChoice', 'severalChoices', 'number', 'shortText', 'rating'] as const;
/** Any definition, also one that waits for itself, or stands twice. */
const definitions = fc.array(
  fc.record({
    questionId: fc.constantFrom(...ids),
    type: fc.constantFrom(...types),
    choices: fc.subarray(['a', 'b', 'c']),
    required: fc.boolean(),
    onlyIf: fc.option(fc.record({ questionId: fc.constantFrom(...ids), equals: fc.constantFrom<string | boolean | number>(true, false, 'a', 3) })),
  }),
  { maxLength: 7 },
);
const raised = fc.subarray([finding, question('finding.late.2', { type: 'singleChoice', choices: ['taken'] }), question('asked.rest.2', { type: 'singleChoice', choices: ['taken'] })]);
const values = fc.infiniteStream(fc.oneof(fc.constantFrom<AnswerValue | null>(true, false, null, 3, 'a', 'taken'), fc.constant<AnswerValue>(['a'])));

it('C6 H8 kiosk and server agree whether a set is complete, whatever is asked, answered, changed and left open', () => {
  fc.assert(
    fc.property(definitions, raised, values, fc.nat(30), (definition, found, given, steps) => {
      // As the kiosk plans them (main/plan-questions.ts).
      const asked = [...found, ...sortOutQuestions(definition).asked];
      let answers: GivenAnswer[] = [];
      for (let step = 0; step < steps; step += 1) {
        const next = nextQuestion(asked, answers);
        const value = given.next().value as AnswerValue | null;
        // Now and then an earlier one is answered again.
        const one = step % 5 === 4 ? asked[step % Math.max(1, asked.length)] : next;
        if (one === undefined || one === null || !isAnswerTo(one, value)) continue;
        answers = [...answers.filter((answer) => answer.questionId !== one.questionId), { questionId: one.questionId, value }];
        const record = recordOf(asked, answers);
        expect(record.complete).toBe(isComplete(asked, answers));
        expect(isRecordComplete(definition, record.answers)).toBe(record.complete);
      }
      const record = recordOf(asked, answers);
      expect(isRecordComplete(definition, record.answers)).toBe(record.complete);
    }),
    { numRuns: 1000 },
  );
});
