/** C5, C6: a set of questions can be asked in its order, in every language of the timeclock; conditions look back alone. */
import { repeatedAt, within, type Finding } from './finding.ts';
import { isAnswerTo, type QuestionRule } from './questions.ts';

/** A question as it is defined: worded, language by language. */
export interface WordedQuestion extends QuestionRule {
  readonly text: Readonly<Record<string, string>>;
  readonly choiceTexts: Readonly<Record<string, readonly string[]>>;
}

const withChoices: readonly QuestionRule['type'][] = ['singleChoice', 'severalChoices'];

/** @param languages those of the timeclock */
export function checkQuestions(questions: readonly WordedQuestion[], languages: readonly string[]): Finding[] {
  const repeated = repeatedAt(questions.map((one) => one.questionId)).map((index) => ({ path: `${index}.questionId`, message: 'another question has this id: give each its own' }));
  return [...repeated, ...questions.flatMap((one, index) => within(String(index), [...checkTexts(one, languages), ...checkChoices(one), ...checkChoiceTexts(one), ...checkCondition(one, questions.slice(0, index))]))];
}

function checkTexts(one: WordedQuestion, languages: readonly string[]): Finding[] {
  return languages.filter((language) => (one.text[language] ?? '').trim() === '').map((language) => ({ path: `text.${language}`, message: 'write the question in every language of the timeclock' }));
}

function checkChoices(one: QuestionRule): Finding[] {
  if (!withChoices.includes(one.type)) return one.choices.length === 0 ? [] : [{ path: 'choices', message: 'only singleChoice and severalChoices have choices: take them out, or change the type' }];
  const fewest = one.type === 'singleChoice' ? 2 : 1;
  if (one.choices.length < fewest) return [{ path: 'choices', message: `name at least ${fewest} to choose from` }];
  return repeatedAt(one.choices.map((choice) => choice.trim())).map((index) => ({ path: `choices.${index}`, message: 'this choice is there already' }));
}

/** A language may be left out; one that is there has a text for each choice, and no two alike: nobody could tell them apart. */
function checkChoiceTexts({ choices, choiceTexts }: WordedQuestion): Finding[] {
  return Object.entries(choiceTexts).flatMap(([language, texts]) => {
    if (texts.length !== choices.length) return [{ path: `choiceTexts.${language}`, message: 'word each choice, in their order, or leave the language out' }];
    const blank = texts.flatMap((text, index) => (text.trim() === '' ? [{ path: `choiceTexts.${language}.${index}`, message: 'write a text' }] : []));
    return [...blank, ...repeatedAt(texts.map((text) => text.trim())).map((index) => ({ path: `choiceTexts.${language}.${index}`, message: 'another choice reads so already' }))];
  });
}

function checkCondition(one: QuestionRule, earlier: readonly QuestionRule[]): Finding[] {
  const condition = one.onlyIf;
  if (condition === null) return [];
  const asked = earlier.find((other) => other.questionId === condition.questionId);
  if (asked === undefined) return [{ path: 'onlyIf.questionId', message: 'name a question that stands before this one' }];
  return canBeAnswered(asked, condition.equals) ? [] : [{ path: 'onlyIf.equals', message: 'no answer to that question can be this: use one that it takes' }];
}

/** By the rule by which kiosks take answers. */
function canBeAnswered(asked: QuestionRule, value: string | number | boolean): boolean {
  return isAnswerTo(asked, asked.type === 'severalChoices' ? [String(value)] : value);
}
