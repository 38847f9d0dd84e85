/**
 * The place in front of the kiosk: which screen stands, whose turn it is, whether a touch is being worked on. The flows
 * (identification, punching) share it and nothing else; an answer that was meant for somebody who has left reaches no screen.
 */
import type { CallAnswer, CallName } from '../shared/contracts/ipc.ts';
import { IdleReset } from './idle-reset.svelte.ts';
import type { CallOutcome, Link } from './link.svelte.ts';
import type { PinMessage } from './pin-entry.svelte.ts';
import { idleModes } from './screen.ts';
import type { Screen } from './screen.ts';
import type { Timers } from './timers.ts';

export interface DeskInput {
  readonly link: Link;
  readonly timers: Timers;
  /** A new random UUID. */
  newId(): string;
  /** The best-known time, in ms. */
  nowMs(): number;
  /** Where the kiosk goes when somebody leaves. */
  home(): Screen;
  /** Somebody leaves, with a word to show on the PIN screen or none. */
  onLeave(message: PinMessage | null): void;
  /** False while the reset timer must not end what is going on. */
  mayExpire(): boolean;
}

export class Desk {
  screen = $state<Screen>({ kind: 'starting' });
  /** A touch is being worked on; buttons wait. */
  isBusy = $state(false);
  readonly idle: IdleReset;
  readonly #input: DeskInput;
  /** Counts people: an answer that was meant for somebody who has left is dropped. */
  #turn = 0;
  #stopClosing: () => void = () => undefined;

  constructor(input: DeskInput) {
    this.#input = input;
    this.idle = new IdleReset(input.timers, () => {
      if (!this.isBusy && input.mayExpire()) this.leave(null);
    });
  }

  get link(): Link {
    return this.#input.link;
  }

  get turn(): number {
    return this.#turn;
  }

  newId(): string {
    return this.#input.newId();
  }

  nowMs(): number {
    return this.#input.nowMs();
  }

  /** Somebody else begins: what was asked before reaches nobody. */
  nextTurn(): number {
    this.#turn += 1;
    return this.#turn;
  }

  enter(screen: Screen): void {
    this.#stopClosing();
    this.screen = screen;
    this.idle.watch(idleModes[screen.kind]);
  }

  /** A screen that closes itself, and sends the person away, after `standsMs`. */
  enterFor(screen: Screen, standsMs: number): void {
    this.enter(screen);
    this.#stopClosing = this.#input.timers.after(standsMs, () => this.leave(null));
  }

  /** The screen that stands does not close itself any more. */
  stay(): void {
    this.#stopClosing();
  }

  leave(message: PinMessage | null): void {
    this.nextTurn();
    void this.link.call('endSession', {});
    this.#input.onLeave(message);
    this.enter(this.#input.home());
  }

  /** Asks main for the person who stands here; one touch at a time, and no answer for somebody who has left. */
  async serve<N extends CallName>(ask: () => Promise<CallOutcome<N>>, then: (answer: CallAnswer<N>) => void): Promise<void> {
    await this.work(ask, (outcome) => (outcome.kind === 'answered' ? then(outcome.answer) : this.leave('failed')));
  }

  /** As `serve`, for work that says itself what a failure means. */
  async work<T>(task: () => Promise<T>, then: (result: T) => void): Promise<void> {
    if (this.isBusy) return;
    const turn = this.#turn;
    this.isBusy = true;
    const result = await task();
    this.isBusy = false;
    if (turn === this.#turn) then(result);
  }
}
