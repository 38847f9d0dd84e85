/**
 * G1, G2: the gesture's doors, the operator's sign-in, and the administration behind it. Main alone knows who works here, by the
 * session's id; leaving ends it, and so does the reset timer, which leaves.
 */
import type { AdminView, DeviceNameFault } from '../shared/contracts/admin-calls.ts';
import type { CallAnswer, CallInput } from '../shared/contracts/ipc.ts';
import { furtherTiles } from './admin-tiles.ts';
import type { FurtherTile } from './admin-tiles.ts';
import { Countdown } from './countdown.svelte.ts';
import type { Desk } from './desk.svelte.ts';
import type { CallOutcome } from './link.svelte.ts';
import type { AdminNotice, AdminPage, AdminWish, ScreenOf } from './screen.ts';
import { readPlace } from './read-place.ts';
import { SignInEntry } from './sign-in-entry.svelte.ts';
import type { Timers } from './timers.ts';

/** G1: how long Exit and Export show. */
const doorsOpenMs = 10_000;

type SignedIn = Extract<CallAnswer<'signInOperator'>, { kind: 'signedIn' }>;
type Entered = CallOutcome<'signInOperator'> | { readonly kind: 'entered'; readonly signedIn: SignedIn; readonly view: AdminView } | { readonly kind: 'leftOut' };

export class Administration {
  areDoorsOpen = $state(false);
  deviceName = $state('');
  nameFault = $state<DeviceNameFault | null>(null);
  /** C7: where the kiosk stands, as it is typed. */
  place = $state('');
  isPlaceFaulty = $state(false);
  readonly entry = new SignInEntry();
  /** K15: until somebody may try again. */
  readonly lock: Countdown;
  readonly #desk: Desk;
  readonly #timers: Timers;
  readonly #openTile: (tile: FurtherTile, operatorSessionId: string) => void;
  #operator: SignedIn | null = null;
  #view: AdminView | null = null;
  #closeDoors: () => void = () => undefined;

  /** @param openTile goes on to a screen of its own */
  constructor(desk: Desk, timers: Timers, openTile: (tile: FurtherTile, operatorSessionId: string) => void) {
    this.#openTile = openTile;
    this.#desk = desk;
    this.#timers = timers;
    this.lock = new Countdown(timers);
  }

  /** G1: the double tap on the company's name. */
  openDoors(): void {
    if (this.#desk.screen.kind !== 'pin') return;
    this.areDoorsOpen = true;
    this.#closeDoors();
    this.#closeDoors = this.#timers.after(doorsOpenMs, () => (this.areDoorsOpen = false));
  }

  /** A door was touched: who is it, first of all. */
  ask(wish: AdminWish): void {
    if (this.#desk.screen.kind !== 'pin') return;
    this.#shutDoors();
    this.entry.clear();
    this.#desk.nextTurn();
    this.#desk.enter({ kind: 'operatorSignIn', wish });
  }

  async signIn(): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'operatorSignIn' || this.lock.secondsLeft !== null) return;
    const next = this.entry.nextEmpty();
    if (next !== null) {
      this.entry.field = next;
      return;
    }
    if (!this.entry.check()) return;
    await this.#desk.work(
      () => this.#signIn(this.#desk.turn),
      (result) => this.#showSignIn(result, screen),
    );
  }

  /** Back to the tiles, or on to one of their pages. */
  show(page: AdminPage, notice: AdminNotice | null = null): void {
    const { operatorSessionId, decidedBy } = this.#operator ?? {};
    if (operatorSessionId === undefined || decidedBy === undefined || this.#view === null) return;
    if (page === 'device' && notice === null) {
      this.deviceName = this.#view.deviceName;
      this.nameFault = null;
      this.#showPlace(this.#view);
    }
    this.#desk.enter({ kind: 'admin', page, operatorSessionId, decidedBy, view: this.#view, notice });
  }

  sync(): Promise<void> {
    return this.#ask(
      (operatorSessionId) => this.#desk.link.call('syncAsOperator', { operatorSessionId }),
      () => undefined,
    );
  }

  liftPinPause(): Promise<void> {
    return this.#ask(
      (operatorSessionId) => this.#desk.link.call('liftPinPause', { operatorSessionId }),
      () => this.show('tiles', 'lifted'),
    );
  }

  nameDevice(text: string): void {
    this.deviceName = text;
    this.nameFault = null;
  }

  placeDevice(text: string): void {
    this.place = text;
    this.isPlaceFaulty = false;
  }

  /** The name, and the place where the timeclock has a fence; an empty place takes back what was said. */
  async saveDevice(): Promise<void> {
    const { deviceName } = this;
    if (this.#view?.hasFence !== true) return await this.#save('device', { deviceName });
    const fixedPosition = this.place.trim() === '' ? null : readPlace(this.place);
    this.isPlaceFaulty = fixedPosition === null && this.place.trim() !== '';
    if (!this.isPlaceFaulty) await this.#save('device', { deviceName, fixedPosition });
  }

  /** @param language null for the company's */
  chooseLanguage(language: string | null): Promise<void> {
    return this.#save('language', { language });
  }

  leaveKioskMode(): Promise<void> {
    return this.#ask(
      (operatorSessionId) => this.#desk.link.call('leaveKioskMode', { operatorSessionId }),
      () => this.show('leaving'),
    );
  }

  /** Main has ended the session. */
  ended(operatorSessionId: string): void {
    if (this.#operator?.operatorSessionId !== operatorSessionId) return;
    this.#operator = null;
    this.#desk.leave('operatorEnded');
  }

  /** After the link came back main may be another process that knows nobody. */
  async checkSession(): Promise<void> {
    const operatorSessionId = this.#operator?.operatorSessionId;
    if (operatorSessionId === undefined) return;
    const outcome = await this.#desk.link.call('readAdmin', { operatorSessionId });
    if (outcome.kind === 'answered' && outcome.answer.kind === 'operatorEnded') this.ended(operatorSessionId);
  }

  /** Whoever worked here has left. */
  forget(): void {
    this.#shutDoors();
    this.entry.clear();
    if (this.#operator !== null) this.#end(this.#operator);
    this.#operator = null;
    this.#view = null;
  }

  #showPlace({ fixedPosition }: AdminView): void {
    this.place = fixedPosition === null ? '' : `${fixedPosition.latitude}, ${fixedPosition.longitude}`;
    this.isPlaceFaulty = false;
  }

  #shutDoors(): void {
    this.#closeDoors();
    this.areDoorsOpen = false;
  }

  #end({ operatorSessionId }: SignedIn): void {
    void this.#desk.link.call('endOperator', { operatorSessionId });
  }

  async #signIn(turn: number): Promise<Entered> {
    const { username, password } = this.entry.text;
    const outcome = await this.#desk.link.call('signInOperator', { username, password });
    if (outcome.kind === 'failed' || outcome.answer.kind !== 'signedIn') return outcome;
    const signedIn = outcome.answer;
    const read = await this.#desk.link.call('readAdmin', { operatorSessionId: signedIn.operatorSessionId });
    // Whoever left meanwhile, or cannot be shown in, is not kept signed in.
    if (read.kind === 'answered' && read.answer.kind === 'admin' && turn === this.#desk.turn) return { kind: 'entered', signedIn, view: read.answer };
    this.#end(signedIn);
    return { kind: 'leftOut' };
  }

  #showSignIn(result: Entered, { wish }: ScreenOf<'operatorSignIn'>): void {
    if (result.kind === 'entered') return this.#enter(result.signedIn, result.view, wish);
    if (result.kind === 'failed' || result.kind === 'leftOut') return this.entry.fail('admin.notice.failed');
    const { answer } = result;
    if (answer.kind === 'noVerifiers') this.entry.fail('admin.signIn.noVerifiers');
    if (answer.kind === 'notReady') this.entry.fail('pin.notReady');
    if (answer.kind === 'refused') this.entry.refuse(answer);
    if ((answer.kind === 'refused' || answer.kind === 'lockedOut') && answer.waitSeconds > 0) this.#lockFor(answer.waitSeconds);
  }

  #lockFor(seconds: number): void {
    this.entry.clear();
    this.lock.until(this.#timers.nowMs() + seconds * 1000);
  }

  /** On to what was wanted; where the role may not do that, to the tiles with a word. */
  #enter(signedIn: SignedIn, view: AdminView, wish: AdminWish): void {
    this.#operator = signedIn;
    this.#view = view;
    this.entry.clear();
    if (wish === 'admin') return this.show('tiles');
    if (!view.may.includes(wish)) return this.show('tiles', 'notPermitted');
    if (wish === 'exit') return this.show('exit');
    const tile = furtherTiles.find((one) => one.name === wish);
    if (tile === undefined) return this.show('tiles');
    this.#openTile(tile, signedIn.operatorSessionId);
  }

  #save(page: AdminPage, what: Omit<CallInput<'saveDevice'>, 'operatorSessionId'>): Promise<void> {
    return this.#ask(
      (operatorSessionId) => this.#desk.link.call('saveDevice', { operatorSessionId, ...what }),
      (answer) => {
        if (answer.kind === 'badName') this.nameFault = answer.fault;
        if (answer.kind === 'notSaved') this.show(page, 'notSaved');
        if (answer.kind !== 'saved') return;
        this.#view = answer.view;
        this.deviceName = answer.view.deviceName;
        this.#showPlace(answer.view);
        this.show(page, 'saved');
      },
    );
  }

  /** Asks for whoever is signed in, and takes the refusals that every admin call has. */
  async #ask<N extends 'syncAsOperator' | 'liftPinPause' | 'saveDevice' | 'leaveKioskMode'>(call: (operatorSessionId: string) => Promise<CallOutcome<N>>, then: (answer: CallAnswer<N>) => void): Promise<void> {
    const operatorSessionId = this.#operator?.operatorSessionId;
    const { screen } = this.#desk;
    if (operatorSessionId === undefined || screen.kind !== 'admin') return;
    await this.#desk.work(
      () => call(operatorSessionId),
      (outcome) => {
        if (outcome.kind === 'failed') return this.show(screen.page, 'failed');
        const { kind }: { readonly kind: string } = outcome.answer;
        if (kind === 'operatorEnded') return this.ended(operatorSessionId);
        if (kind === 'notPermitted') return this.show('tiles', 'notPermitted');
        then(outcome.answer);
      },
    );
  }
}
