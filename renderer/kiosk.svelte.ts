/**
 * The kiosk behind its screens: what main says of it, the flows of whoever stands here, and where keys go. Main alone knows
 * the person (by `sessionId`); the flows ask, show what they are answered, and forget.
 */
import type { KioskView } from '../shared/contracts/ipc.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import type { FurtherTile } from './admin-tiles.ts';
import { Administration } from './administration.svelte.ts';
import { Answering } from './answering.svelte.ts';
import { Desk } from './desk.svelte.ts';
import { Diagnosing } from './diagnosing.svelte.ts';
import { EnrollingAgain } from './enrolling-again.svelte.ts';
import { Exporting } from './exporting.svelte.ts';
import { Identification } from './identification.svelte.ts';
import type { IdleReset } from './idle-reset.svelte.ts';
import type { KeyAction } from './key-input.ts';
import type { Link } from './link.svelte.ts';
import type { PinEntry } from './pin-entry.svelte.ts';
import { OwnTime } from './own-time.svelte.ts';
import { Punching } from './punching.svelte.ts';
import { Requesting } from './requesting.svelte.ts';
import { isPassing, offerOf } from './screen.ts';
import type { Screen } from './screen.ts';
import { SettingUpAgain } from './setting-up-again.svelte.ts';
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
  /** Somebody has left: the next person finds the kiosk's own language and contrast. */
  onLeave(): void;
}

export class Kiosk {
  view = $state<KioskView | null>(null);
  readonly identification: Identification;
  readonly punching: Punching;
  readonly answering: Answering;
  readonly ownTime: OwnTime;
  readonly requesting: Requesting;
  readonly exporting: Exporting;
  readonly diagnosing: Diagnosing;
  readonly settingUpAgain: SettingUpAgain;
  readonly enrollingAgain: EnrollingAgain;
  readonly administration: Administration;
  readonly #desk: Desk;
  readonly #timers: Timers;
  #pausedUntilMs = $state<number | null>(null);

  constructor({ link, timers, newId, nowMs, onLeave }: KioskDeps) {
    this.#timers = timers;
    this.#desk = new Desk({
      ...{ link, timers, newId, nowMs },
      home: () => this.#home(),
      onLeave: (message) => {
        onLeave();
        this.identification.forget();
        this.administration.forget();
        this.diagnosing.forget();
        this.enrollingAgain.forget();
        this.pin.answer(message);
      },
      mayExpire: () => !this.pin.isChecking,
    });
    this.answering = new Answering(this.#desk);
    this.punching = new Punching(this.#desk, (asking) => this.answering.begin(asking));
    this.ownTime = new OwnTime(this.#desk, this.punching);
    this.requesting = new Requesting(this.#desk, this.punching);
    this.exporting = new Exporting(this.#desk);
    this.diagnosing = new Diagnosing(this.#desk, timers);
    this.settingUpAgain = new SettingUpAgain(this.#desk);
    this.enrollingAgain = new EnrollingAgain(this.#desk, timers);
    this.administration = new Administration(this.#desk, timers, (tile, operatorSessionId) => tile.open(this, operatorSessionId, 'pin'));
    this.identification = new Identification(this.#desk, timers, (offer) => this.punching.begin(offer));
  }

  get ready(): ReadyView | null {
    return this.view?.kind === 'ready' ? this.view : null;
  }

  get screen(): Screen {
    return this.#desk.screen;
  }

  /** A touch is being worked on; buttons wait. */
  get isBusy(): boolean {
    return this.#desk.isBusy;
  }

  get idle(): IdleReset {
    return this.#desk.idle;
  }

  get pin(): PinEntry {
    return this.identification.pin;
  }

  /** Follows what main says of the kiosk. Somebody who is being served is not disturbed by a change of settings. */
  show(view: KioskView): void {
    this.view = view;
    if (view.kind === 'setup') return this.#desk.enter({ kind: 'setup' });
    if (view.kind === 'broken') return this.#desk.enter({ kind: 'broken', reason: view.reason });
    this.pin.follow(view.pinType);
    this.idle.quietSeconds = view.resetTimerSeconds;
    if (this.screen.kind === 'starting' || this.screen.kind === 'broken') this.#desk.enter({ kind: 'pin' });
    if (this.screen.kind === 'setup') this.#timers.after(setupDoneStandsMs, () => this.leaveSetup());
  }

  /** B6: PINs are looked up again in so many seconds; 0 while they are. */
  get pausedSeconds(): number {
    return this.#pausedUntilMs === null ? 0 : Math.max(0, Math.ceil((this.#pausedUntilMs - this.#desk.nowMs()) / 1000));
  }

  pinPaused(until: string | null): void {
    this.#pausedUntilMs = until === null ? null : Date.parse(until);
    if (this.pausedSeconds > 0) this.pin.clear();
  }

  /** A key of the keyboard or of a badge reader. The next in the queue need not wait for a confirmation to close. */
  press(action: KeyAction): void {
    if (action.kind === 'digit' && isPassing(this.screen)) this.leave();
    if (this.screen.kind === 'request') this.requesting.press(action);
    if (this.screen.kind === 'questions') this.answering.press(action);
    if (this.screen.kind !== 'pin' || this.pausedSeconds > 0) return;
    if (action.kind === 'digit') this.pin.type(action.digit);
    if (action.kind === 'erase') this.pin.erase();
    if (action.kind === 'clear') this.pin.clear();
    if (action.kind === 'submit') this.pin.submit();
    if (action.kind === 'badge') this.pin.scan(action.code);
  }

  /** G2: a door of the administration that leads to a screen of its own. */
  openTile(tile: FurtherTile, operatorSessionId: string): void {
    tile.open(this, operatorSessionId, 'tiles');
  }

  /** Done with a screen of the administration: to where its operator came from, while they still stand here. */
  goBack(): void {
    const { screen } = this;
    if ('back' in screen && screen.back === 'pin') return this.leave();
    this.diagnosing.forget();
    this.exporting.forget();
    this.enrollingAgain.forget();
    if (screen.kind === 'export' && screen.back === 'setupAgain') return void this.settingUpAgain.open(screen.operatorSessionId);
    this.administration.show('tiles');
    if (this.screen.kind !== 'admin') this.leave();
  }

  /** Setup's last step was seen. */
  leaveSetup(): void {
    if (this.screen.kind === 'setup' && this.ready) this.#desk.enter({ kind: 'pin' });
  }

  /** Done, a touch on the result, or the end of its time. */
  leave(): void {
    this.#desk.leave(null);
  }

  /** K10: whoever stands here goes on under the real identity. */
  personMatched(offer: Offer): void {
    if (offerOf(this.screen)?.sessionId === offer.sessionId && !this.isBusy) this.punching.goOnAs(offer);
  }

  sessionEnded(sessionId: string): void {
    if (offerOf(this.screen)?.sessionId === sessionId && !this.isBusy) this.#desk.leave('sessionEnded');
  }

  /** After the link came back main may be another process that knows nobody. */
  async checkSession(): Promise<void> {
    await this.administration.checkSession();
    const offer = offerOf(this.screen);
    if (this.isBusy || offer === null) return;
    const { sessionId, workDate, assignmentId } = offer;
    const outcome = await this.#desk.link.call('readOffer', { sessionId, workDate, assignmentId });
    if (outcome.kind === 'answered' && outcome.answer.kind === 'sessionEnded') this.sessionEnded(sessionId);
  }

  #home(): Screen {
    if (this.view === null) return this.screen;
    if (this.view.kind === 'broken') return { kind: 'broken', reason: this.view.reason };
    return this.view.kind === 'setup' ? { kind: 'setup' } : { kind: 'pin' };
  }
}
