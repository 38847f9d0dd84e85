/**
 * Which screen stands and who stands here. Main alone knows the person (by `sessionId`); this class asks, shows what it
 * is answered, and forgets.
 */
import type { PunchType } from '../shared/lib/punch-type.ts';
import { unreachable } from '../shared/lib/outcome.ts';
import type { CallAnswer, KioskView } from '../shared/contracts/ipc.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import { IdleReset } from './idle-reset.svelte.ts';
import type { IdleMode } from './idle-reset.svelte.ts';
import type { KeyAction } from './key-input.ts';
import type { CallOutcome, Link } from './link.svelte.ts';
import { PinEntry } from './pin-entry.svelte.ts';
import type { PinMessage } from './pin-entry.svelte.ts';
import { closesItself, resultStandsMs } from './screen.ts';
import type { PunchResult, Screen } from './screen.ts';
import type { Timers } from './timers.ts';

export type ReadyView = Extract<KioskView, { kind: 'ready' }>;

/** Setup's last step goes by itself, so that an unattended kiosk ends at its PIN screen. */
const setupDoneStandsMs = 4000;

export interface KioskDeps {
  readonly link: Link;
  readonly timers: Timers;
  /** A new random UUID. */
  newId(): string;
  /** The best-known time, in ms. */
  nowMs(): number;
  /** Somebody has left: the next person finds the kiosk's own language. */
  onLeave(): void;
}

export class Kiosk {
  view = $state<KioskView | null>(null);
  screen = $state<Screen>({ kind: 'starting' });
  /** A touch is being worked on; buttons wait. */
  isBusy = $state(false);
  readonly pin: PinEntry;
  readonly idle: IdleReset;
  readonly #deps: KioskDeps;
  /** Counts people: an answer that was meant for somebody who has left is dropped. */
  #turn = 0;
  #closeResult: () => void = () => undefined;

  constructor(deps: KioskDeps) {
    this.#deps = deps;
    this.pin = new PinEntry(deps.timers, (pin) => void this.#identify(pin));
    this.idle = new IdleReset(deps.timers, () => this.#idleExpired());
  }

  get ready(): ReadyView | null {
    return this.view?.kind === 'ready' ? this.view : null;
  }

  /** Follows what main says of the kiosk. Somebody who is being served is not disturbed by a change of settings. */
  show(view: KioskView): void {
    this.view = view;
    if (view.kind === 'setup') return this.#enter({ kind: 'setup' });
    if (view.kind === 'broken') return this.#enter({ kind: 'broken', reason: view.reason });
    this.pin.follow(view.pinType);
    this.idle.quietSeconds = view.resetTimerSeconds;
    if (this.screen.kind === 'starting' || this.screen.kind === 'broken') this.#enter({ kind: 'pin' });
    if (this.screen.kind === 'setup') this.#deps.timers.after(setupDoneStandsMs, () => this.leaveSetup());
  }

  /** A key of the keyboard or of a badge reader. The next in the queue need not wait for a confirmation to close. */
  press(action: KeyAction): void {
    if (action.kind === 'digit' && this.screen.kind === 'result' && closesItself(this.screen.result)) this.leave();
    if (this.screen.kind !== 'pin') return;
    if (action.kind === 'digit') this.pin.type(action.digit);
    if (action.kind === 'erase') this.pin.erase();
    if (action.kind === 'clear') this.pin.clear();
    if (action.kind === 'submit') this.pin.submit();
    if (action.kind === 'badge') this.pin.scan(action.code);
  }

  /** Setup's last step was seen. */
  leaveSetup(): void {
    if (this.screen.kind === 'setup' && this.ready) this.#enter({ kind: 'pin' });
  }

  async chooseProfile(employeeId: string): Promise<void> {
    if (this.screen.kind !== 'whichOfYou') return;
    const { choiceId } = this.screen;
    await this.#serve(
      () => this.#deps.link.call('chooseProfile', { choiceId, employeeId }),
      (answer) => {
        if (answer.kind === 'identified') this.#offer(answer.offer);
        else this.#leave('sessionEnded');
      },
    );
  }

  async chooseAssignment(assignmentId: string): Promise<void> {
    if (this.screen.kind !== 'assignment') return;
    const { sessionId, workDate } = this.screen.offer;
    await this.#serve(
      () => this.#deps.link.call('readOffer', { sessionId, workDate, assignmentId }),
      (answer) => {
        if (answer.kind === 'offered') this.#enter({ kind: 'punch', offer: answer.offer, isUpdated: false });
        else this.#leave('sessionEnded');
      },
    );
  }

  /** Back to the choice of the job. */
  changeAssignment(): void {
    if (this.screen.kind === 'punch' && !this.isBusy) this.#enter({ kind: 'assignment', offer: this.screen.offer });
  }

  async punch(type: PunchType): Promise<void> {
    if (this.screen.kind !== 'punch' || this.isBusy) return;
    const { offer } = this.screen;
    const turn = this.#turn;
    this.isBusy = true;
    const answer = await this.#record(offer, type);
    this.isBusy = false;
    if (turn === this.#turn) this.#showPunch(answer);
  }

  /** Done, a touch on the result, or the end of its time. */
  leave(): void {
    this.#leave(null);
  }

  sessionEnded(sessionId: string): void {
    const { screen } = this;
    const isShown = (screen.kind === 'assignment' || screen.kind === 'punch') && screen.offer.sessionId === sessionId;
    if (isShown && !this.isBusy) this.#leave('sessionEnded');
  }

  /** After the link came back main may be another process that knows nobody. */
  async checkSession(): Promise<void> {
    const { screen } = this;
    if (this.isBusy || (screen.kind !== 'assignment' && screen.kind !== 'punch')) return;
    const { sessionId, workDate, assignmentId } = screen.offer;
    const outcome = await this.#deps.link.call('readOffer', { sessionId, workDate, assignmentId });
    if (outcome.kind === 'answered' && outcome.answer.kind === 'sessionEnded') this.sessionEnded(sessionId);
  }

  async #identify(pin: string): Promise<void> {
    const turn = ++this.#turn;
    const outcome = await this.#deps.link.call('identifyByPin', { pin });
    if (turn !== this.#turn || this.screen.kind !== 'pin') return this.pin.answer(null);
    if (outcome.kind === 'failed') return this.pin.answer('failed');
    const { answer } = outcome;
    switch (answer.kind) {
      case 'identified':
        this.pin.answer(null);
        return this.#offer(answer.offer);
      case 'whichOfYou':
        this.pin.answer(null);
        return this.#enter({ kind: 'whichOfYou', choiceId: answer.choiceId, people: answer.people });
      case 'notFound':
        return this.pin.answer(notFoundMessage(answer));
      case 'pinTypeChanged':
        return this.pin.answer('typeChanged');
      case 'notReady':
        return this.pin.answer('notReady');
      default:
        return unreachable(answer, 'identifyByPin');
    }
  }

  /** C2: several assignments are asked for first, one is taken silently. */
  #offer(offer: Offer): void {
    if (offer.assignments.length > 1) this.#enter({ kind: 'assignment', offer });
    else this.#enter({ kind: 'punch', offer, isUpdated: false });
  }

  /** The same touch is the same punch (`tapId`): when the link breaks it is asked again, once the link is back. */
  async #record(offer: Offer, type: PunchType): Promise<CallAnswer<'recordPunch'> | { kind: 'unsure' }> {
    const { sessionId, workDate, assignmentId } = offer;
    const input = { sessionId, tapId: this.#deps.newId(), type, workDate, assignmentId };
    const first = await this.#deps.link.call('recordPunch', input);
    if (first.kind === 'answered') return first.answer;
    if (first.reason !== 'linkLost') return { kind: 'unsure' };
    await this.#deps.link.whenOpen();
    const again = await this.#deps.link.call('recordPunch', input);
    if (again.kind === 'failed' || again.answer.kind === 'sessionEnded') return { kind: 'unsure' };
    return again.answer;
  }

  #showPunch(answer: CallAnswer<'recordPunch'> | { kind: 'unsure' }): void {
    if (answer.kind === 'sessionEnded') return this.#leave('sessionEnded');
    if (answer.kind === 'notAllowed') return this.#enter({ kind: 'punch', offer: answer.offer, isUpdated: true });
    this.#showResult(answer);
  }

  #showResult(result: PunchResult): void {
    this.#enter({ kind: 'result', result, atMs: this.#deps.nowMs() });
    this.#closeResult = this.#deps.timers.after(resultStandsMs(result), () => this.leave());
  }

  /** Runs a call for the person who stands here, and drops its answer if they have left meanwhile. */
  async #serve<N extends 'chooseProfile' | 'readOffer'>(call: () => Promise<CallOutcome<N>>, then: (answer: CallAnswer<N>) => void): Promise<void> {
    if (this.isBusy) return;
    const turn = this.#turn;
    this.isBusy = true;
    const outcome = await call();
    this.isBusy = false;
    if (turn !== this.#turn) return;
    if (outcome.kind === 'answered') then(outcome.answer);
    else this.#leave('failed');
  }

  #idleExpired(): void {
    if (!this.isBusy && !this.pin.isChecking) this.#leave(null);
  }

  #leave(message: PinMessage | null): void {
    this.#turn += 1;
    void this.#deps.link.call('endSession', {});
    this.#deps.onLeave();
    this.pin.answer(message);
    if (this.view) this.#enter(homeOf(this.view));
  }

  #enter(screen: Screen): void {
    this.#closeResult();
    this.screen = screen;
    this.idle.watch(idleModeOf(screen));
  }
}

function homeOf(view: KioskView): Screen {
  if (view.kind === 'broken') return { kind: 'broken', reason: view.reason };
  return view.kind === 'setup' ? { kind: 'setup' } : { kind: 'pin' };
}

function idleModeOf(screen: Screen): IdleMode {
  if (screen.kind === 'pin') return 'silent';
  return screen.kind === 'whichOfYou' || screen.kind === 'assignment' || screen.kind === 'punch' ? 'warned' : 'off';
}

/** K11: at the second failure in a row the way on is named. */
function notFoundMessage(answer: { failures: number; serverAsked: boolean }): PinMessage {
  if (answer.failures >= 2) return 'askSupervisor';
  return answer.serverAsked ? 'notFound' : 'notFoundOffline';
}
