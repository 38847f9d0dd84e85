/**
 * C12, K6: a missed punch, a correction, or "I left earlier", asked of the supervisor one question at a time: what, when, and a word
 * about it. Main decides whether it can be sent; nothing of it is ever a punch.
 */
import type { PunchType } from '../shared/lib/punch-type.ts';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { Desk } from './desk.svelte.ts';
import type { KeyAction } from './key-input.ts';
import type { Punching } from './punching.svelte.ts';
import { passingMs } from './screen.ts';
import type { RequestSubject, Screen, ScreenOf } from './screen.ts';
import { TimeEntry } from './time-entry.svelte.ts';

export type RequestStep = 'what' | 'when' | 'note';
export type RequestProblem = Extract<CallAnswer<'sendRequest'>, { kind: 'notPossible' }>['why'] | 'notSaved';

export class Requesting {
  step = $state<RequestStep>('note');
  type = $state<PunchType | null>(null);
  note = $state('');
  problem = $state<RequestProblem | null>(null);
  readonly time = new TimeEntry();
  readonly #desk: Desk;
  readonly #punching: Punching;
  /** The touch that sends: a repeat of it is the same request. */
  #tapId = '';
  /** Where the person came from. */
  #from: Screen | null = null;

  constructor(desk: Desk, punching: Punching) {
    this.#desk = desk;
    this.#punching = punching;
  }

  /** Which questions this request has, in order. */
  get steps(): readonly RequestStep[] {
    const { screen } = this.#desk;
    return screen.kind === 'request' && screen.subject.request !== 'leftEarlier' ? ['what', 'when', 'note'] : ['when', 'note'];
  }

  begin(subject: RequestSubject): void {
    const { screen } = this.#desk;
    if ((screen.kind !== 'punch' && screen.kind !== 'workDate' && screen.kind !== 'timesheet') || this.#desk.isBusy) return;
    this.type = subject.request === 'leftEarlier' ? 'clockOut' : (subject.entry?.type ?? null);
    this.note = '';
    this.problem = null;
    this.time.begin();
    this.#tapId = this.#desk.newId();
    this.#from = screen;
    this.#desk.enter({ kind: 'request', offer: screen.offer, subject });
    this.step = this.steps[0] ?? 'note';
  }

  /** "I left earlier" of the red card. */
  leftEarlier(): void {
    const { screen } = this.#desk;
    if (screen.kind !== 'punch' && screen.kind !== 'workDate') return;
    const { yesterday } = screen.offer.workDates;
    if (yesterday !== null) this.begin({ request: 'leftEarlier', workDate: yesterday.workDate, entry: null });
  }

  chooseType(type: PunchType): void {
    this.type = type;
    this.next();
  }

  next(): void {
    this.problem = null;
    const after = this.steps[this.steps.indexOf(this.step) + 1];
    if (after !== undefined) this.step = after;
  }

  /** One question back; before the first, to where the person came from. */
  back(): void {
    if (this.#desk.screen.kind !== 'request' || this.#desk.isBusy) return;
    this.problem = null;
    const before = this.steps[this.steps.indexOf(this.step) - 1];
    if (before !== undefined) this.step = before;
    else if (this.#from !== null) this.#desk.enter(this.#from);
  }

  /** Keys of a keyboard, on the question that takes digits. */
  press(action: KeyAction): void {
    if (this.step !== 'when') return;
    if (action.kind === 'digit') this.time.type(action.digit);
    if (action.kind === 'erase') this.time.erase();
    if (action.kind === 'clear') this.time.clear();
  }

  async send(isTwelveHours: boolean): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'request') return;
    const { offer, subject } = screen;
    const { request, workDate, entry } = subject;
    const input = { sessionId: offer.sessionId, tapId: this.#tapId, request, workDate, punchId: entry?.punchId ?? null, type: this.type, wallTime: this.time.wallTime(isTwelveHours), note: this.note.trim() };
    await this.#desk.serve(
      () => this.#desk.link.call('sendRequest', input),
      (answer) => this.#show(answer, screen),
    );
  }

  #show(answer: CallAnswer<'sendRequest'>, screen: ScreenOf<'request'>): void {
    if (answer.kind === 'sent') return this.#desk.enterFor({ kind: 'requested', request: answer.request, firstName: answer.firstName, isOnline: answer.online }, passingMs);
    if (answer.kind === 'sessionEnded') return this.#desk.leave('sessionEnded');
    this.problem = answer.kind === 'notSaved' ? 'notSaved' : answer.why;
    if (this.problem === 'inFuture') this.step = 'when';
    if (this.problem === 'unknownPunch') void this.#punching.resume(screen.offer, null, { kind: 'updated' });
    if (this.problem === 'unknownDate') void this.#punching.resume(screen.offer, null, 'whatChanged');
  }
}
