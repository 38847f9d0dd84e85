/**
 * The setup wizard (A1 to A8): main holds where setup stands, this holds what is typed, what went wrong, and the countdown
 * to the next try when the server could not be asked.
 */
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { SetupView } from '../shared/contracts/setup-calls.ts';
import { readPlace } from './read-place.ts';
import { Countdown } from './countdown.svelte.ts';
import type { Link } from './link.svelte.ts';
import type { Timers } from './timers.ts';

export type SetupField = 'serverUrl' | 'company' | 'alias' | 'timeclock' | 'username' | 'password' | 'place' | 'code';
type Refused = Extract<CallAnswer<'findCompany'> | CallAnswer<'signInDevice'>, { kind: 'refused' }>['code'];
type CodeRefused = Extract<CallAnswer<'enrolDeviceByCode'>, { kind: 'refused' }>['code'];
type AwayReason = Extract<CallAnswer<'findCompany'>, { kind: 'serverAway' }>['reason'];

export type SetupProblem =
  | { kind: 'missing'; field: SetupField }
  | { kind: 'badAddress' }
  | { kind: 'unknownCompany' }
  | { kind: 'notANumber' }
  | { kind: 'notAPlace' }
  | { kind: 'unknownTimeclock' }
  | { kind: 'refused'; code: Refused | CodeRefused }
  | { kind: 'lockedOut' }
  | { kind: 'serverAway'; reason: AwayReason }
  | { kind: 'internal' };

type Answer = CallAnswer<'findCompany'> | CallAnswer<'chooseTimeclock'> | CallAnswer<'signInDevice'> | CallAnswer<'enrolDeviceByCode'>;

/** A8: backoff between tries of its own, in seconds. */
const retrySeconds: readonly number[] = [5, 10, 20, 40, 60];

export class SetupWizard {
  view = $state<SetupView | null>(null);
  fields = $state<Record<SetupField, string>>({ serverUrl: '', company: '', alias: '', timeclock: '', username: '', password: '', place: '', code: '' });
  /** A4, A9: who vouches for the device. */
  by = $state<'person' | 'code'>('person');
  problem = $state<SetupProblem | null>(null);
  isBusy = $state(false);
  /** To the next try, or to the end of a lock-out. */
  readonly countdown: Countdown;
  readonly #link: Link;
  readonly #timers: Timers;
  #attempt = 0;
  #isDownloadAsked = false;

  constructor(link: Link, timers: Timers) {
    this.#link = link;
    this.#timers = timers;
    this.countdown = new Countdown(timers);
  }

  show(view: SetupView): void {
    const isNewStep = view.step !== this.view?.step;
    this.view = view;
    if (isNewStep) this.#beginStep(view);
    if (view.step === 'download') this.#followDownload(view);
  }

  async refresh(): Promise<void> {
    const outcome = await this.#link.call('readSetup', {});
    if (outcome.kind === 'answered') this.show(outcome.answer);
  }

  /** Typing answers the problem that was shown. */
  type(field: SetupField, text: string): void {
    this.fields[field] = text;
    if (this.problem?.kind === 'lockedOut') return;
    this.problem = null;
    this.countdown.stop();
  }

  /** The step's main button, and Retry now. */
  async next(): Promise<void> {
    if (this.isBusy || !this.view) return;
    if (this.problem?.kind === 'lockedOut' && this.countdown.secondsLeft !== null) return;
    if (this.view.step === 'download') return this.startDownload();
    const missing = this.#missingField();
    if (missing) return this.#fail({ kind: 'missing', field: missing });
    if (this.view.step === 'timeclock' && !/^\d{1,9}$/.test(this.fields.timeclock.trim())) return this.#fail({ kind: 'notANumber' });
    if (this.#isPlaceAsked() && this.fields.place.trim() !== '' && readPlace(this.fields.place) === null) return this.#fail({ kind: 'notAPlace' });
    await this.#ask();
  }

  async pickTimeclock(timeclockId: number): Promise<void> {
    this.type('timeclock', String(timeclockId));
    await this.next();
  }

  vouch(by: 'person' | 'code'): void {
    if (this.isBusy) return;
    this.by = by;
    this.fields.password = '';
    this.fields.code = '';
    this.problem = null;
    this.countdown.stop();
  }

  async back(): Promise<void> {
    if (this.isBusy) return;
    this.countdown.stop();
    this.problem = null;
    const outcome = await this.#link.call('stepBack', {});
    if (outcome.kind === 'answered') this.show(outcome.answer);
  }

  async startDownload(): Promise<void> {
    this.#isDownloadAsked = true;
    const outcome = await this.#link.call('startDownload', {});
    if (outcome.kind === 'answered' && outcome.answer.kind === 'notAtThisStep') await this.refresh();
    if (outcome.kind === 'failed') this.#isDownloadAsked = false;
  }

  #beginStep(view: SetupView): void {
    this.problem = null;
    this.#attempt = 0;
    this.countdown.stop();
    this.fields.password = '';
    this.fields.code = '';
    this.by = 'person';
    this.#isDownloadAsked = false;
    if (view.step !== 'company') return;
    this.fields.serverUrl = view.serverUrl;
    this.fields.company = view.company;
    this.fields.alias = view.alias;
  }

  #followDownload(view: Extract<SetupView, { step: 'download' }>): void {
    if (view.phase === 'paused' && view.retryAt !== null) this.countdown.until(Date.parse(view.retryAt));
    else this.countdown.stop();
    if (!this.#isDownloadAsked) void this.startDownload();
  }

  #missingField(): SetupField | null {
    const wanted: readonly SetupField[] = this.view?.step === 'credentials' && this.by === 'code' ? ['code'] : fieldsOf[this.view?.step ?? 'done'];
    return wanted.find((field) => this.fields[field].trim() === '') ?? null;
  }

  #isPlaceAsked(): boolean {
    return this.view?.step === 'credentials' && this.view.hasFence;
  }

  async #ask(): Promise<void> {
    this.countdown.stop();
    this.isBusy = true;
    const answer = await this.#call();
    this.isBusy = false;
    if (answer === 'failed') return this.#fail({ kind: 'internal' });
    await this.#take(answer);
  }

  async #call(): Promise<Answer | 'failed'> {
    const { serverUrl, company, alias, timeclock, username, password, code } = this.fields;
    if (this.view?.step === 'company') return answerOf(await this.#link.call('findCompany', { serverUrl: serverUrl.trim(), company: company.trim(), alias: alias.trim() }));
    if (this.view?.step === 'timeclock') return answerOf(await this.#link.call('chooseTimeclock', { timeclockId: Number(timeclock.trim()) }));
    const fixedPosition = this.#isPlaceAsked() ? readPlace(this.fields.place) : null;
    const placed = fixedPosition === null ? {} : { fixedPosition };
    if (this.by === 'code') return answerOf(await this.#link.call('enrolDeviceByCode', { code: code.trim(), ...placed }));
    return answerOf(await this.#link.call('signInDevice', { username: username.trim(), password, ...placed }));
  }

  async #take(answer: Answer): Promise<void> {
    switch (answer.kind) {
      case 'found':
      case 'signedIn':
      case 'enrolled':
      case 'notAtThisStep':
        this.problem = null;
        return this.refresh();
      case 'lockedOut':
        this.#fail(answer);
        return this.countdown.until(this.#timers.nowMs() + answer.waitSeconds * 1000, () => (this.problem = null));
      case 'serverAway':
        return this.#retryLater(answer.reason);
      default:
        return this.#fail(answer);
    }
  }

  /** A8: tried again by itself, at growing distances; an address that may not be used at all is not. */
  #retryLater(reason: AwayReason): void {
    this.#fail({ kind: 'serverAway', reason });
    if (reason === 'tlsRequired') return;
    const seconds = retrySeconds[Math.min(this.#attempt, retrySeconds.length - 1)] ?? 60;
    this.#attempt += 1;
    this.countdown.until(this.#timers.nowMs() + seconds * 1000, () => void this.next());
  }

  #fail(problem: SetupProblem): void {
    this.problem = problem;
  }
}

const fieldsOf: Readonly<Record<SetupView['step'], readonly SetupField[]>> = {
  company: ['serverUrl', 'company', 'alias'],
  timeclock: ['timeclock'],
  credentials: ['username', 'password'],
  download: [],
  done: [],
};

function answerOf<A>(outcome: { kind: 'answered'; answer: A } | { kind: 'failed' }): A | 'failed' {
  return outcome.kind === 'answered' ? outcome.answer : 'failed';
}
