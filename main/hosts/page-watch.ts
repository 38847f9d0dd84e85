/**
 * Watches the kiosk's page from outside, and brings it back: the page answers a ping each second, so that a page whose process is gone, hangs or
 * never came up is noticed without a word from it. Main is not touched by any of it: punches were stored before the screen said so, and a new page
 * asks for the whole view. A page that the host did not open (the printed address, by hand) is only told of.
 */
import { calls, type EventBody } from '../../shared/contracts/ipc.ts';
import type { CallHandler, PageLoss, PageNews } from '../host.ts';
import type { Timers } from '../timers.ts';
import { waitBeforeReloadMs } from './reload-policy.ts';

export interface PageWatchInput {
  readonly timers: Timers;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs: () => number;
  readonly ping: (body: EventBody<'ping'>) => void;
  /** Opens the page anew; null where the host opened none. */
  readonly bringBack: () => ((why: PageLoss) => void) | null;
}

export const pingEveryMs = 1000;
export const pingsMissed = 3;
/** How long the last of them may take. */
const answerWithinMs = 500;
/** From the opening of a page to its first call: a slow machine that starts Chromium. */
const arriveWithinMs = 30_000;

type State = { kind: 'none' } | { kind: 'opening' } | { kind: 'there'; sent: number; missed: number } | { kind: 'lost' };

export class PageWatch {
  readonly #input: PageWatchInput;
  readonly #broughtBackMs: number[] = [];
  #state: State = { kind: 'none' };
  #lostMs: number | null = null;
  #cancel: () => void = () => undefined;
  #cancelGone: () => void = () => undefined;
  #tell: (news: PageNews) => void = () => undefined;
  #isStopped = false;

  constructor(input: PageWatchInput) {
    this.#input = input;
  }

  onNews(listener: (news: PageNews) => void): void {
    this.#tell = listener;
  }

  /** A window is opened: its page is due. */
  opening(): void {
    this.#enter({ kind: 'opening' });
    this.#cancel = this.#input.timers.after(arriveWithinMs, () => this.#lose('neverCame'));
  }

  /** A page is there. */
  arrived(): void {
    if (this.#isStopped) return;
    this.#cancelGone();
    this.#enter({ kind: 'there', sent: 0, missed: 0 });
    if (this.#lostMs !== null) this.#tell({ kind: 'back', afterMs: Math.round(this.#input.monotonicMs() - this.#lostMs) });
    this.#lostMs = null;
    this.#wait();
  }

  /** The page said something, whatever it was: it is alive. */
  heard(): void {
    if (this.#state.kind === 'opening' || this.#state.kind === 'none') this.arrived();
    else if (this.#state.kind === 'there') this.#state.missed = 0;
  }

  /** The page's process or its link ended. @param graceMs how long another page may take that comes by itself, as after a reload */
  gone(why: PageLoss, graceMs: number): void {
    if (graceMs === 0) return this.#lose(why);
    // While another page is on its way already, this is the end of the one before.
    if (this.#state.kind !== 'there') return;
    this.#cancelGone();
    this.#cancelGone = this.#input.timers.after(graceMs, () => this.#lose(why));
  }

  isThere(): boolean {
    return this.#state.kind === 'there';
  }

  /** Somebody closed the window, and meant it. */
  closed(): void {
    this.#cancelGone();
    this.#enter({ kind: 'none' });
  }

  stop(): void {
    this.#isStopped = true;
    this.closed();
  }

  /** Calls of the page on their way to main. The answers to pings end here: they must not wait for a main that is at work, or log anything. */
  listen(handler: CallHandler): CallHandler {
    return (name, input) => {
      this.heard();
      if (name !== 'pong') return handler(name, input);
      return Promise.resolve(calls.pong.input.safeParse(input).success ? { kind: 'answer', answer: { kind: 'noted' } } : { kind: 'refusal', reason: 'invalid' });
    };
  }

  #enter(state: State): void {
    this.#cancel();
    this.#cancel = () => undefined;
    this.#state = state;
  }

  #wait(): void {
    this.#cancel = this.#input.timers.after(pingEveryMs, () => this.#ping());
  }

  /** By turns and not by the clock: after the machine's sleep, or while main itself was held up, no page is blamed. */
  #ping(): void {
    if (this.#state.kind !== 'there') return;
    this.#state.sent += 1;
    this.#state.missed += 1;
    this.#input.ping({ n: this.#state.sent });
    if (this.#state.missed < pingsMissed) return this.#wait();
    this.#cancel = this.#input.timers.after(answerWithinMs, () => {
      if (this.#state.kind === 'there' && this.#state.missed >= pingsMissed) this.#lose('hangs');
      else this.#wait();
    });
  }

  #lose(why: PageLoss): void {
    if (this.#isStopped || this.#state.kind === 'lost' || this.#state.kind === 'none') return;
    this.#cancelGone();
    const nowMs = this.#input.monotonicMs();
    const bringBack = this.#input.bringBack();
    if (bringBack === null) {
      this.#enter({ kind: 'none' });
      this.#tell({ kind: 'lost', why, openedBy: 'hand', waitMs: null });
      return;
    }
    this.#enter({ kind: 'lost' });
    this.#lostMs ??= nowMs;
    const waitMs = waitBeforeReloadMs(this.#broughtBackMs, nowMs);
    this.#tell({ kind: 'lost', why, openedBy: 'us', waitMs });
    this.#cancel = this.#input.timers.after(waitMs, () => {
      this.#broughtBackMs.push(this.#input.monotonicMs());
      this.opening();
      bringBack(why);
    });
  }
}
