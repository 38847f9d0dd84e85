/** What somebody who was identified does: choose a job, punch, and see how it ended (C1, C2, C3). */
import type { PunchType } from '../shared/lib/punch-type.ts';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import type { Desk } from './desk.svelte.ts';
import { resultStandsMs } from './screen.ts';
import type { PunchResult } from './screen.ts';

type PunchAnswer = CallAnswer<'recordPunch'> | { kind: 'unsure' };

export class Punching {
  /** K10: whose session goes on under another name than it began. */
  matchedSessionId = $state<string | null>(null);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** C2: several assignments are asked for first, one is taken silently. */
  begin(offer: Offer): void {
    if (offer.assignments.length > 1) this.#desk.enter({ kind: 'assignment', offer });
    else this.#desk.enter({ kind: 'punch', offer, isUpdated: false });
  }

  /** K10: the server has matched whoever stands here. */
  goOnAs(offer: Offer): void {
    this.matchedSessionId = offer.sessionId;
    this.begin(offer);
  }

  async chooseAssignment(assignmentId: string): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'assignment') return;
    const { sessionId, workDate } = screen.offer;
    await this.#desk.serve(
      () => this.#desk.link.call('readOffer', { sessionId, workDate, assignmentId }),
      (answer) => {
        if (answer.kind === 'offered') this.#desk.enter({ kind: 'punch', offer: answer.offer, isUpdated: false });
        else this.#desk.leave('sessionEnded');
      },
    );
  }

  /** Back to the choice of the job. */
  changeAssignment(): void {
    const { screen } = this.#desk;
    if (screen.kind === 'punch' && !this.#desk.isBusy) this.#desk.enter({ kind: 'assignment', offer: screen.offer });
  }

  async punch(type: PunchType): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'punch') return;
    const { offer } = screen;
    await this.#desk.work(
      () => this.#record(offer, type),
      (answer) => this.#show(answer),
    );
  }

  /** The same touch is the same punch (`tapId`): when the link breaks it is asked again, once the link is back. */
  async #record(offer: Offer, type: PunchType): Promise<PunchAnswer> {
    const { sessionId, workDate, assignmentId } = offer;
    const { link } = this.#desk;
    const input = { sessionId, tapId: this.#desk.newId(), type, workDate, assignmentId };
    const first = await link.call('recordPunch', input);
    if (first.kind === 'answered') return first.answer;
    if (first.reason !== 'linkLost') return { kind: 'unsure' };
    await link.whenOpen();
    const again = await link.call('recordPunch', input);
    if (again.kind === 'failed' || again.answer.kind === 'sessionEnded') return { kind: 'unsure' };
    return again.answer;
  }

  #show(answer: PunchAnswer): void {
    if (answer.kind === 'sessionEnded') return this.#desk.leave('sessionEnded');
    if (answer.kind === 'notAllowed') return this.#desk.enter({ kind: 'punch', offer: answer.offer, isUpdated: true });
    this.#showResult(answer);
  }

  #showResult(result: PunchResult): void {
    this.#desk.enterFor({ kind: 'result', result, atMs: this.#desk.nowMs() }, resultStandsMs(result));
  }
}
