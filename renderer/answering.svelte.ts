/**
 * C5, C6: questions after a punch, or left over from an earlier one: one at a time, each answer with main before the next question shows.
 * What was answered stays when somebody leaves; main asks for the rest when they come again.
 */
import { unreachable } from '../shared/lib/outcome.ts';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import type { QuestionSet, ShownQuestion } from '../shared/contracts/question-sets.ts';
import type { Answer } from '../shared/contracts/records.ts';
import { nextQuestion, reachedQuestions } from '../shared/rules/questions.ts';
import type { Desk } from './desk.svelte.ts';
import type { KeyAction } from './key-input.ts';
import type { ScreenOf } from './screen.ts';

type Asking = ScreenOf<'questions'>;
type Value = Answer['value'];
export type AnswerProblem = 'notSaved' | 'notPossible';

/** As many digits as a number may have. */
const mostDigits = 9;

export class Answering {
  /** What stands in the field of a number or a text, and which of several choices are ticked. */
  draft = $state('');
  ticked = $state<readonly string[]>([]);
  problem = $state<AnswerProblem | null>(null);
  /** The question that was gone back to; null is the next one. */
  #shownId = $state<string | null>(null);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  begin(asking: Omit<Asking, 'kind'>): void {
    this.#desk.enter({ kind: 'questions', ...asking });
    this.#show(null);
  }

  get question(): ShownQuestion | null {
    const set = this.#set;
    if (set === null) return null;
    const reached = reachedQuestions(set.questions, set.answers);
    return reached.find((one) => one.questionId === this.#shownId) ?? nextQuestion(set.questions, set.answers);
  }

  /** Which of how many, over all sets, as far as the answers say by now. */
  get progress(): { readonly step: number; readonly total: number } {
    const { screen } = this.#desk;
    if (screen.kind !== 'questions') return { step: 0, total: 0 };
    const ahead = screen.sets.slice(1).reduce((sum, set) => sum + reachedQuestions(set.questions, set.answers).length, 0);
    const here = this.#reached();
    const place = here.findIndex((one) => one.questionId === this.question?.questionId);
    return { step: screen.done + place + 1, total: screen.done + here.length + ahead };
  }

  get canGoBack(): boolean {
    return this.#reached().findIndex((one) => one.questionId === this.question?.questionId) > 0;
  }

  /** The answer that was given before to the question that shows. */
  get given(): Value {
    return this.#set?.answers.find((answer) => answer.questionId === this.question?.questionId)?.value ?? null;
  }

  back(): void {
    const reached = this.#reached();
    const before = reached[reached.findIndex((one) => one.questionId === this.question?.questionId) - 1];
    if (before !== undefined && !this.#desk.isBusy) this.#show(before.questionId);
  }

  /** Only where it is optional. */
  async skip(): Promise<void> {
    if (this.question?.required === false) await this.answer(null);
  }

  /** What required questions wait for stays open; nobody is kept from punching or going home. */
  later(): void {
    const { screen } = this.#desk;
    if (screen.kind === 'questions' && !this.#desk.isBusy) screen.onEnd();
  }

  async answer(value: Value): Promise<void> {
    const { screen } = this.#desk;
    const { question } = this;
    const set = this.#set;
    if (screen.kind !== 'questions' || set === null || question === null) return;
    const input = { sessionId: screen.sessionId, punchId: set.punchId, set: set.set, questionId: question.questionId, value: Array.isArray(value) ? [...value] : value };
    await this.#desk.serve(
      () => this.#desk.link.call('giveAnswer', input),
      (answer) => this.#take(answer, screen, question),
    );
  }

  tick(choice: string): void {
    this.problem = null;
    this.ticked = this.ticked.includes(choice) ? this.ticked.filter((one) => one !== choice) : [...this.ticked, choice];
  }

  /** What stands on the field or is ticked, in the order of the choices. */
  async submit(): Promise<void> {
    const { question } = this;
    if (question === null) return;
    if (question.type === 'severalChoices') return await this.answer(question.choices.filter((choice) => this.ticked.includes(choice)));
    if (question.type === 'shortText') return await this.answer(this.draft.trim());
    if (question.type === 'number') await this.answer(Number(this.draft));
  }

  /** True when there is something to submit. */
  get isFilled(): boolean {
    return this.question?.type === 'severalChoices' ? this.ticked.length > 0 : /\p{L}|\p{N}|\p{P}|\p{S}/u.test(this.draft) && this.draft !== '.';
  }

  typeDigit(digit: string): void {
    if (this.draft.replace('.', '').length < mostDigits) this.draft += digit;
  }

  typePoint(): void {
    if (!this.draft.includes('.')) this.draft = this.draft === '' ? '0.' : `${this.draft}.`;
  }

  erase(): void {
    this.draft = this.draft.slice(0, -1);
  }

  /** Keys of a keyboard, on a question that takes a number. */
  press(action: KeyAction): void {
    if (this.question?.type !== 'number') return;
    if (action.kind === 'digit') this.typeDigit(action.digit);
    if (action.kind === 'erase') this.erase();
    if (action.kind === 'clear') this.draft = '';
    if (action.kind === 'submit' && this.isFilled) void this.submit();
  }

  get #set(): QuestionSet | null {
    const { screen } = this.#desk;
    return screen.kind === 'questions' ? (screen.sets[0] ?? null) : null;
  }

  #reached(): ShownQuestion[] {
    const set = this.#set;
    return set === null ? [] : reachedQuestions(set.questions, set.answers);
  }

  #take(answer: CallAnswer<'giveAnswer'>, screen: Asking, question: ShownQuestion): void {
    switch (answer.kind) {
      case 'kept':
        return answer.isDone ? this.#nextSet(screen) : this.#goOn(screen, answer.answers, question);
      case 'notAsked':
        return this.#nextSet(screen);
      case 'notPossible':
        this.problem = 'notPossible';
        return;
      case 'notSaved':
        this.problem = 'notSaved';
        return;
      case 'sessionEnded':
        return this.#desk.leave('sessionEnded');
      default:
        unreachable(answer, 'giveAnswer');
    }
  }

  /** The one behind it, also where that was answered before. */
  #goOn(screen: Asking, answers: readonly Answer[], question: ShownQuestion): void {
    const [set, ...others] = screen.sets;
    if (set === undefined) return;
    this.#desk.enter({ ...screen, sets: [{ ...set, answers: [...answers] }, ...others] });
    const reached = this.#reached();
    this.#show(reached[reached.findIndex((one) => one.questionId === question.questionId) + 1]?.questionId ?? null);
  }

  #nextSet(screen: Asking): void {
    const [, ...others] = screen.sets;
    if (others.length === 0) return screen.onEnd();
    this.#desk.enter({ ...screen, sets: others, done: screen.done + this.#reached().length });
    this.#show(null);
  }

  #show(questionId: string | null): void {
    this.#shownId = questionId;
    this.problem = null;
    const { given } = this;
    this.draft = typeof given === 'string' || typeof given === 'number' ? String(given) : '';
    this.ticked = Array.isArray(given) ? given : [];
  }
}

/** Who is asked, as the screen shows them. */
export function personOf({ person }: Offer): Asking['person'] {
  return { firstName: person.firstName, initials: person.initials, photoDataUrl: person.photoDataUrl };
}
