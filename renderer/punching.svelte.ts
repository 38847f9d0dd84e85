/** What somebody who was identified does: choose job and date where there is a choice, punch, and see how it ended (C1 to C3, K4). */
import { unreachable } from '../shared/lib/outcome.ts';
import type { PunchType } from '../shared/lib/punch-type.ts';
import type { CallAnswer, CallInput } from '../shared/contracts/ipc.ts';
import type { Blocked, Offer } from '../shared/contracts/punch-calls.ts';
import { personOf } from './answering.svelte.ts';
import type { Desk } from './desk.svelte.ts';
import { resultStandsMs } from './screen.ts';
import type { PunchNotice, PunchResult, ScreenOf } from './screen.ts';
import { whatChanged } from './what-changed.ts';

type PunchAnswer = CallAnswer<'recordPunch'> | { kind: 'unsure' };
type Touch = Pick<CallInput<'recordPunch'>, 'type' | 'workDate' | 'assignmentId'>;

/** Puts questions to whoever stands here; `onEnd` is what follows. */
export type AskQuestions = (asking: Omit<ScreenOf<'questions'>, 'kind'>) => void;

export class Punching {
  /** K10: whose session goes on under another name than it began. */
  matchedSessionId = $state<string | null>(null);
  readonly #desk: Desk;

  readonly #ask: AskQuestions;

  constructor(desk: Desk, ask: AskQuestions) {
    this.#desk = desk;
    this.#ask = ask;
  }

  /** C2: several assignments are asked for first, one is taken silently. C7, C8: whoever would be turned away hears it before all that. */
  begin(offer: Offer): void {
    if (offer.blocked !== null) return this.#turnAway(offer.blocked, offer.sessionId);
    if (offer.questions.length === 0) return this.#beginPunch(offer);
    this.#ask({ sessionId: offer.sessionId, person: personOf(offer), stored: null, sets: offer.questions, done: 0, onEnd: () => this.#beginPunch(offer) });
  }

  #beginPunch(offer: Offer): void {
    if (offer.assignments.length > 1) this.#desk.enter({ kind: 'assignment', offer, purpose: 'punch' });
    else this.#enterAfterJob(offer, null);
  }

  /** K10: the server has matched whoever stands here. */
  goOnAs(offer: Offer): void {
    this.matchedSessionId = offer.sessionId;
    this.begin(offer);
  }

  /** The job of this punch, or where a transfer goes. */
  async chooseAssignment(assignmentId: string): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'assignment') return;
    const { offer, purpose } = screen;
    if (purpose === 'transfer') return await this.#punch(offer, { type: 'transfer', workDate: null, assignmentId });
    await this.#reoffer(offer, { workDate: null, assignmentId }, (answered) => this.#enterAfterJob(answered, null));
  }

  /** Back to the choice of the job. */
  changeAssignment(): void {
    const { screen } = this.#desk;
    if (screen.kind === 'punch' && !this.#desk.isBusy) this.#desk.enter({ kind: 'assignment', offer: screen.offer, purpose: 'punch' });
  }

  /** E5: a card of the selector. */
  async chooseWorkDate(workDate: string): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'workDate') return;
    const { assignmentId } = screen.offer;
    await this.#reoffer(screen.offer, { workDate, assignmentId }, (offer) => this.#desk.enter({ kind: 'punch', offer, chosenDate: offer.workDate, notice: offer.workDate === workDate ? null : whatChanged(screen.offer, offer) }));
  }

  /** C10: the choice of the date, on line too. */
  async changeWorkDate(): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'punch') return;
    const { assignmentId } = screen.offer;
    await this.#reoffer(screen.offer, { workDate: null, assignmentId }, (offer) => this.#desk.enter({ kind: 'workDate', offer, notice: null }));
  }

  /** K6: midnight or a clock change has passed while the dates stand there. */
  async renewWorkDates(): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'workDate') return;
    const { assignmentId } = screen.offer;
    await this.#reoffer(screen.offer, { workDate: null, assignmentId }, (offer) => this.#desk.enter({ kind: 'workDate', offer, notice: whatChanged(screen.offer, offer) }));
  }

  /** K6: a Clock Out now, for yesterday's work date. */
  async leaveNow(): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'workDate' && screen.kind !== 'punch') return;
    const { yesterday } = screen.offer.workDates;
    if (yesterday !== null) await this.#punch(screen.offer, { type: 'clockOut', workDate: yesterday.workDate, assignmentId: null });
  }

  /** Back to the punch screen from what lay over it, as things stand now; `whatChanged` is found out by them. */
  async resume(offer: Offer, chosenDate: string | null, said: PunchNotice | 'whatChanged' | null = null): Promise<void> {
    const { assignmentId } = offer;
    await this.#reoffer(offer, { workDate: chosenDate, assignmentId }, (answered) => {
      const notice = said === 'whatChanged' ? whatChanged(offer, answered) : said;
      if (chosenDate === null) this.#enterAfterJob(answered, notice);
      else this.#desk.enter({ kind: 'punch', offer: answered, chosenDate, notice });
    });
  }

  /** C1: takes the confirmed punch back. */
  async undo(): Promise<void> {
    const { screen } = this.#desk;
    const punch = screen.kind === 'result' && screen.result.kind === 'recorded' ? screen.result.punch : screen.kind === 'questions' ? screen.stored : null;
    if (punch === null || !('sessionId' in screen)) return;
    const { sessionId } = screen;
    this.#desk.stay();
    await this.#desk.serve(
      () => this.#desk.link.call('undoPunch', { sessionId, punchId: punch.punchId }),
      (answer) => this.#showUndone(answer, sessionId),
    );
  }

  async punch(type: PunchType): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'punch') return;
    const { offer, chosenDate } = screen;
    const { assignmentId, current } = offer;
    const needsOtherJob = type === 'transfer' && current?.assignmentId === assignmentId;
    if (!needsOtherJob) await this.#punch(offer, { type, workDate: chosenDate, assignmentId });
    else if (!this.#desk.isBusy) this.#desk.enter({ kind: 'assignment', offer, purpose: 'transfer' });
  }

  /** K4: after the job comes the date, where it has to be asked. */
  #enterAfterJob(offer: Offer, notice: PunchNotice | null): void {
    if (offer.blocked !== null) this.#turnAway(offer.blocked, offer.sessionId);
    else if (offer.workDates.isAsked) this.#desk.enter({ kind: 'workDate', offer, notice });
    else this.#desk.enter({ kind: 'punch', offer, chosenDate: null, notice });
  }

  async #reoffer({ sessionId }: Pick<Offer, 'sessionId'>, wanted: Omit<CallInput<'readOffer'>, 'sessionId'>, then: (offer: Offer) => void): Promise<void> {
    await this.#desk.serve(
      () => this.#desk.link.call('readOffer', { sessionId, ...wanted }),
      (answer) => (answer.kind === 'offered' ? then(answer.offer) : this.#desk.leave('sessionEnded')),
    );
  }

  async #punch(offer: Offer, touch: Touch): Promise<void> {
    const { sessionId } = offer;
    const input = { sessionId, tapId: this.#desk.newId(), ...touch };
    await this.#desk.work(
      () => this.#record(input),
      (answer) => this.#show(answer, offer),
    );
  }

  /** The same touch is the same punch (`tapId`): when the link breaks it is asked again, once the link is back. */
  async #record(input: CallInput<'recordPunch'>): Promise<PunchAnswer> {
    const { link } = this.#desk;
    const first = await link.call('recordPunch', input);
    if (first.kind === 'answered') return first.answer;
    if (first.reason !== 'linkLost') return { kind: 'unsure' };
    await link.whenOpen();
    const again = await link.call('recordPunch', input);
    if (again.kind === 'failed' || again.answer.kind === 'sessionEnded') return { kind: 'unsure' };
    return again.answer;
  }

  #showUndone(answer: CallAnswer<'undoPunch'>, sessionId: string): void {
    switch (answer.kind) {
      case 'undone':
        void this.#offerAgain(sessionId, { kind: 'undone', punch: answer.punch });
        return;
      case 'tooLate':
        return this.#showResult({ kind: 'notUndone', reason: 'tooLate' }, sessionId);
      case 'notSaved':
        return this.#showResult({ kind: 'notUndone', reason: answer.reason }, sessionId);
      case 'sessionEnded':
        return this.#desk.leave('sessionEnded');
      default:
        unreachable(answer, 'undoPunch');
    }
  }

  async #offerAgain(sessionId: string, notice: PunchNotice): Promise<void> {
    await this.#reoffer({ sessionId }, { workDate: null, assignmentId: null }, (offer) => this.#desk.enter({ kind: 'punch', offer, chosenDate: null, notice }));
  }

  #show(answer: PunchAnswer, offer: Offer): void {
    const { sessionId } = offer;
    if (answer.kind === 'sessionEnded') return this.#desk.leave('sessionEnded');
    if (answer.kind === 'blocked') return this.#turnAway(answer.blocked, sessionId);
    if (answer.kind === 'notAllowed') return this.#enterAfterJob(answer.offer, whatChanged(offer, answer.offer));
    // C6: the punch is stored; what is asked about it comes before the confirmation.
    if (answer.kind !== 'recorded' || answer.questions.length === 0) return this.#showResult(answer, sessionId);
    this.#ask({ sessionId, person: personOf(offer), stored: answer.punch, sets: answer.questions, done: 0, onEnd: () => this.#showResult(answer, sessionId) });
  }

  #turnAway(blocked: Blocked, sessionId: string): void {
    this.#desk.enter({ kind: 'blocked', blocked, sessionId });
  }

  #showResult(result: PunchResult, sessionId: string): void {
    this.#desk.enterFor({ kind: 'result', result, sessionId, atMs: this.#desk.nowMs() }, resultStandsMs(result));
  }
}
