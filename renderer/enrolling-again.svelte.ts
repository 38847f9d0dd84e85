/** D9: a kiosk that the server lets in no more is let in again, by an administrator's or supervisor's password or by a code from the console. */
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import { Countdown } from './countdown.svelte.ts';
import type { Desk } from './desk.svelte.ts';
import type { AdminWayBack } from './screen.ts';
import type { TextKey } from './texts.ts';
import type { Timers } from './timers.ts';

export const enrolFields = ['username', 'password', 'code'] as const;
export type EnrolField = (typeof enrolFields)[number];

type Answer = CallAnswer<'enrolAgain'>;

export class EnrollingAgain {
  by = $state<'person' | 'code'>('person');
  text = $state<Record<EnrolField, string>>({ username: '', password: '', code: '' });
  /** The field that is empty. */
  missing = $state<EnrolField | null>(null);
  problem = $state<TextKey | null>(null);
  isDone = $state(false);
  /** K15: until somebody may try again. */
  readonly lock: Countdown;
  readonly #desk: Desk;
  readonly #timers: Timers;

  constructor(desk: Desk, timers: Timers) {
    this.#desk = desk;
    this.#timers = timers;
    this.lock = new Countdown(timers);
  }

  open(back: AdminWayBack): void {
    this.#clear();
    this.isDone = false;
    this.by = 'person';
    this.#desk.enter({ kind: 'enrolAgain', back });
  }

  choose(by: 'person' | 'code'): void {
    this.#clear();
    this.by = by;
  }

  type(field: EnrolField, text: string): void {
    this.text[field] = text;
    this.missing = null;
    this.problem = null;
  }

  async send(): Promise<void> {
    if (this.#desk.screen.kind !== 'enrolAgain' || this.lock.secondsLeft !== null) return;
    const wanted: readonly EnrolField[] = this.by === 'person' ? ['username', 'password'] : ['code'];
    this.missing = wanted.find((field) => this.text[field].trim() === '') ?? null;
    if (this.missing !== null) return;
    const { username, password, code } = this.text;
    await this.#desk.work(
      () => this.#desk.link.call('enrolAgain', { by: this.by === 'person' ? { kind: 'person', username: username.trim(), password } : { kind: 'code', code: code.trim() } }),
      (outcome) => (outcome.kind === 'failed' ? this.#fail('setup.error.internal') : this.#take(outcome.answer)),
    );
  }

  /** Whoever typed here has left. */
  forget(): void {
    this.#clear();
  }

  #take(answer: Answer): void {
    switch (answer.kind) {
      case 'enrolled':
      case 'notNeeded':
        this.#clear();
        this.isDone = true;
        return;
      case 'refused':
        return this.#fail(`problem.${answer.code}`);
      case 'serverAway':
        return this.#fail(`setup.error.${answer.reason}`);
      case 'lockedOut':
        this.#clear();
        return this.lock.until(this.#timers.nowMs() + answer.waitSeconds * 1000);
    }
  }

  #fail(problem: TextKey): void {
    this.problem = problem;
    this.text.password = '';
  }

  #clear(): void {
    this.text = { username: '', password: '', code: '' };
    this.missing = null;
    this.problem = null;
  }
}
