/**
 * C5, C6: whether the answers that travel are complete, by the questions that were asked. The kiosk makes the record by the questions that it asked, the
 * server judges it by the ones that it knows under the same digest, both by the one rule for complete sets. What was found about breaks, and rests that nobody punches, are
 * asked beside a timeclock's own questions; they are required, and one that was left open travels without a value.
 */
import { countedAnswers, isAnswerTo, isComplete, reachedQuestions, sortOutQuestions, type GivenAnswer, type QuestionRule } from './questions.ts';

/** Questions of one set at most. */
export const mostAsked = 80;

/** How the ids of questions begin that no timeclock asks by itself. */
export const raisedPrefixes = ['finding.', 'asked.'] as const;

/** What the digest of a version of questions is made of: what decides which are asked and what they take; wording is no part of it. */
export function definitionText(questions: readonly QuestionRule[]): string {
  return JSON.stringify([1, questions.map(({ questionId, type, choices, required, onlyIf }) => [questionId, type, choices, required, onlyIf === null ? null : [onlyIf.questionId, onlyIf.equals]])]);
}

/** What travels of a set: what counts, in the order of the questions; a required one that was left open is there without a value. */
export function recordOf(questions: readonly QuestionRule[], answers: readonly GivenAnswer[]): { readonly complete: boolean; readonly answers: { questionId: string; value: boolean | number | string | string[] | null }[] } {
  const counted = new Map(countedAnswers(questions, answers).map((answer) => [answer.questionId, answer.value]));
  const recorded = reachedQuestions(questions, answers).flatMap(({ questionId, required }) => {
    const value = counted.get(questionId) ?? null;
    return counted.has(questionId) || required ? [{ questionId, value: typeof value === 'object' && value !== null ? [...value] : value }] : [];
  });
  return { complete: isComplete(questions, answers), answers: recorded };
}

/** @param definition the timeclock's own questions as they were, also those that can never be asked */
export function isRecordComplete(definition: readonly QuestionRule[], recorded: readonly GivenAnswer[]): boolean {
  const own = sortOutQuestions(definition).asked;
  const isOwn = (questionId: string): boolean => own.some((question) => question.questionId === questionId);
  const raised = recorded.filter(({ questionId }) => raisedPrefixes.some((prefix) => questionId.startsWith(prefix)) && !isOwn(questionId));
  const asked = [...raised.map(({ questionId }): QuestionRule => ({ questionId, type: 'shortText', choices: [], required: true, onlyIf: null })), ...own].slice(0, mostAsked);
  const ruleOf = new Map(asked.map((question) => [question.questionId, question]));
  const takes = ({ questionId, value }: GivenAnswer): boolean => {
    const question = ruleOf.get(questionId);
    return question !== undefined && (value === null || isAnswerTo(question, value));
  };
  return isComplete(asked, recorded.filter(takes));
}
