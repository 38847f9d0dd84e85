/**
 * C6: which question comes next, which count as asked, and whether a set is complete. A condition looks back alone: at an earlier
 * question that was itself asked and answered so. What cannot be asked that way (a circle, a question that there is not, an id that stands
 * there twice) is never asked, and nothing that waits for it either: a wrong definition keeps nobody at the kiosk.
 */

export type AnswerValue = boolean | number | string | readonly string[];

/** A question of a timeclock, as far as rules look at it. */
export interface QuestionRule {
  readonly questionId: string;
  readonly type: 'yesNo' | 'singleChoice' | 'severalChoices' | 'number' | 'shortText' | 'rating';
  readonly choices: readonly string[];
  readonly required: boolean;
  readonly onlyIf: { readonly questionId: string; readonly equals: string | number | boolean } | null;
}

/** `value` is null where it was shown and skipped. */
export interface GivenAnswer {
  readonly questionId: string;
  readonly value: AnswerValue | null;
}

export const highestRating = 5;
const longestShortText = 200;
const highestNumber = 1_000_000_000;

/** Those that can be asked, in order; and the ids of those that never are. */
export function sortOutQuestions<Q extends QuestionRule>(questions: readonly Q[]): { readonly asked: Q[]; readonly never: string[] } {
  const asked: Q[] = [];
  const never: string[] = [];
  for (const question of questions) {
    const isKnown = (questionId: string): boolean => asked.some((one) => one.questionId === questionId);
    const hasChoices = (question.type !== 'singleChoice' && question.type !== 'severalChoices') || question.choices.length > 0;
    const canBeAsked = !isKnown(question.questionId) && hasChoices && (question.onlyIf === null || isKnown(question.onlyIf.questionId));
    if (canBeAsked) asked.push(question);
    else never.push(question.questionId);
  }
  return { asked, never };
}

/** Those that count as asked by the answers so far, in order. */
export function reachedQuestions<Q extends QuestionRule>(questions: readonly Q[], answers: readonly GivenAnswer[]): Q[] {
  const reached: Q[] = [];
  for (const question of questions) {
    const { onlyIf } = question;
    if (onlyIf === null || (reached.some((one) => one.questionId === onlyIf.questionId) && equals(valueOf(answers, onlyIf.questionId), onlyIf.equals))) reached.push(question);
  }
  return reached;
}

/** The first that was neither answered nor skipped; null at the end of the set. */
export function nextQuestion<Q extends QuestionRule>(questions: readonly Q[], answers: readonly GivenAnswer[]): Q | null {
  return reachedQuestions(questions, answers).find((question) => !answers.some((answer) => answer.questionId === question.questionId)) ?? null;
}

/** True when no required question that counts as asked lacks an answer. */
export function isComplete(questions: readonly QuestionRule[], answers: readonly GivenAnswer[]): boolean {
  return reachedQuestions(questions, answers).every((question) => !question.required || valueOf(answers, question.questionId) !== null);
}

/** What of the answers counts: those of questions that still count as asked, in their order. */
export function countedAnswers(questions: readonly QuestionRule[], answers: readonly GivenAnswer[]): GivenAnswer[] {
  return reachedQuestions(questions, answers).flatMap(({ questionId }) => answers.find((answer) => answer.questionId === questionId) ?? []);
}

/** With one answer more, or another one in its place. */
export function withAnswer(answers: readonly GivenAnswer[], given: GivenAnswer): GivenAnswer[] {
  return [...answers.filter((answer) => answer.questionId !== given.questionId), given];
}

/** J3: true when the question takes this; null is a skip, which only an optional one takes. */
export function isAnswerTo(question: QuestionRule, value: AnswerValue | null): boolean {
  if (value === null) return !question.required;
  switch (question.type) {
    case 'yesNo':
      return typeof value === 'boolean';
    case 'singleChoice':
      return typeof value === 'string' && question.choices.includes(value);
    case 'severalChoices':
      return typeof value === 'object' && value.length > 0 && new Set(value).size === value.length && value.every((choice) => question.choices.includes(choice));
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= highestNumber;
    case 'rating':
      return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= highestRating;
    case 'shortText':
      return typeof value === 'string' && value.trim() !== '' && value.length <= longestShortText && !value.includes('\0');
  }
}

function valueOf(answers: readonly GivenAnswer[], questionId: string): AnswerValue | null {
  return answers.find((answer) => answer.questionId === questionId)?.value ?? null;
}

/** Of several choices, the one that is asked for is among them. */
function equals(value: AnswerValue | null, wanted: string | number | boolean): boolean {
  return typeof value === 'object' && value !== null ? value.some((choice) => choice === wanted) : value === wanted;
}
