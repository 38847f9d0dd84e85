/**
 * C5, C6: what somebody is asked after a punch. At a Clock Out: each finding about the shift's breaks that was not asked before, rests that
 * nobody punches, the survey, and the timeclock's questions. At the end of a break: what is wrong with that break. Raw times alone (C13).
 */
import { createHash } from 'node:crypto';
import type { Question, TimeclockProperties } from '../shared/contracts/entities.ts';
import { breakAnswers, type QuestionAbout, type QuestionSet, type ShownQuestion } from '../shared/contracts/question-sets.ts';
import { definitionText, mostAsked } from '../shared/rules/answer-record.ts';
import { breakRulesOf, breaksToAsk, judgeBreaks, type BreakFinding } from '../shared/rules/breaks.ts';
import { sortOutQuestions } from '../shared/rules/questions.ts';
import { shiftsOf, type Shift } from '../shared/rules/shifts.ts';
import { toInstant } from './instant.ts';
import type { PersonPunch } from './known-punches.ts';

export type AskingPunch = Pick<PersonPunch, 'punchId' | 'type' | 'instantMs' | 'workDate'>;

/** `definition`: of the timeclock's own questions in it, as the server knows them (rules/answer-record.ts). */
export type PlannedSet = QuestionSet & { readonly definition: string };

export interface PlanInput {
  readonly properties: TimeclockProperties;
  readonly punch: AskingPunch;
  /** Valid punches of its work date, the punch among them. */
  readonly ofDate: readonly AskingPunch[];
  /** Sets that the person was asked on that date. */
  readonly askedBefore: readonly QuestionSet[];
}

export interface Plan {
  readonly sets: readonly PlannedSet[];
  /** Questions that can never be asked: their definition is wrong. */
  readonly never: readonly string[];
}

/** True where the timeclock asks anything at all. */
export function asksAnything({ breaks, questions }: TimeclockProperties): boolean {
  const judges = breaks.requiredPerShift > 0 || breaks.required.length > 0 || breaks.minimumMinutes > 0 || breaks.maximumMinutes > 0;
  return judges || breaks.survey.length > 0 || questions.length > 0;
}

export function planQuestions(input: PlanInput): Plan {
  const { properties, punch } = input;
  const shift = shiftsOf(input.ofDate).findLast((one) => one.first.instantMs <= punch.instantMs);
  if (!asksAnything(properties) || shift === undefined) return { sets: [], never: [] };
  const about = { punchId: punch.punchId, type: punch.type, instant: toInstant(punch.instantMs), workDate: punch.workDate, answers: [] };
  if (punch.type === 'breakIn' || punch.type === 'mealIn') return { sets: withSomething([{ ...about, set: 'breaks', questions: aboutLastBreak(shift, input), definition: digestOf([]) }]), never: [] };
  if (punch.type !== 'clockOut') return { sets: [], never: [] };
  const survey = sortOutQuestions(properties.breaks.survey);
  const questions = sortOutQuestions(properties.questions);
  const breaks = [...aboutBreaks(shift, input), ...survey.asked.map(toShown)].slice(0, mostAsked);
  return {
    sets: withSomething([
      { ...about, set: 'breaks', questions: breaks, definition: digestOf(properties.breaks.survey) },
      { ...about, set: 'clockOut', questions: questions.asked.map(toShown), definition: digestOf(properties.questions) },
    ]),
    never: [...survey.never, ...questions.never],
  };
}

function digestOf(questions: readonly Question[]): string {
  return createHash('sha256').update(definitionText(questions)).digest('hex');
}

function withSomething(sets: readonly PlannedSet[]): PlannedSet[] {
  return sets.filter((set) => set.questions.length > 0);
}

function aboutLastBreak(shift: Shift<AskingPunch>, { properties, punch }: PlanInput): ShownQuestion[] {
  return judgeBreaks(shift, breakRulesOf(properties), punch.instantMs)
    .filter((found) => found.kind !== 'missed' && found.breakNumber === shift.breaks.length)
    .map(askAbout);
}

function aboutBreaks(shift: Shift<AskingPunch>, { properties, punch, askedBefore }: PlanInput): ShownQuestion[] {
  const rules = breakRulesOf(properties);
  const inShift = askedBefore.filter((set) => Date.parse(set.instant) >= shift.first.instantMs && set.punchId !== punch.punchId);
  const known = new Set(inShift.flatMap((set) => set.questions.map((one) => one.questionId)));
  const rests = breaksToAsk(shift, rules, punch.instantMs);
  const asked = rests.map((rest, index) => broadly(`asked.${rest.kind}.${index + 1}`, { kind: 'rest', number: index + 1, total: rests.length, minutes: rest.minimumMinutes }));
  return [...judgeBreaks(shift, rules, punch.instantMs).map(askAbout), ...asked].filter((one) => !known.has(one.questionId));
}

function askAbout({ kind, breakKind, breakNumber, minutes, startedAtMs }: BreakFinding): ShownQuestion {
  return broadly(`finding.${kind}.${breakNumber}`, { kind: 'finding', finding: kind, breakKind, minutes, startedAt: startedAtMs === null ? null : toInstant(startedAtMs) });
}

function broadly(questionId: string, about: QuestionAbout): ShownQuestion {
  return { questionId, about, type: 'singleChoice', choices: [...breakAnswers], required: true, onlyIf: null };
}

function toShown({ text, choiceTexts, ...question }: Question): ShownQuestion {
  return { ...question, about: { kind: 'text', text, choiceTexts } };
}
