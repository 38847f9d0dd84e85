/**
 * Who stands here: the PIN, the form, and the choice among several whom either fits (B2, B3, B5). Main decides; this shows what it
 * answers.
 */
import { unreachable } from '../shared/lib/outcome.ts';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import type { Desk } from './desk.svelte.ts';
import { FormEntry } from './form-entry.svelte.ts';
import type { CallOutcome } from './link.svelte.ts';
import { PinEntry } from './pin-entry.svelte.ts';
import type { FormReason } from './screen.ts';
import type { Timers } from './timers.ts';

export class Identification {
  readonly pin: PinEntry;
  readonly form = new FormEntry();
  readonly #desk: Desk;
  readonly #onIdentified: (offer: Offer) => void;

  /** @param onIdentified main knows who it is, and what they may do */
  constructor(desk: Desk, timers: Timers, onIdentified: (offer: Offer) => void) {
    this.#desk = desk;
    this.#onIdentified = onIdentified;
    this.pin = new PinEntry(timers, (pin) => void this.#identify(pin));
  }

  async chooseProfile(employeeId: string): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'whichOfYou') return;
    const { choiceId } = screen;
    await this.#desk.serve(
      () => this.#desk.link.call('chooseProfile', { choiceId, employeeId }),
      (answer) => (answer.kind === 'identified' ? this.#onIdentified(answer.offer) : this.#desk.leave('sessionEnded')),
    );
  }

  /** From the PIN screen to the form. */
  openForm(reason: FormReason): void {
    this.form.clear();
    this.pin.clear();
    this.#desk.enter({ kind: 'form', reason });
  }

  /** Enter, or the button: on to the next empty field, or to main when all are filled in. */
  async submitForm(): Promise<void> {
    const next = this.form.nextEmpty();
    if (next !== null) {
      this.form.field = next;
      return;
    }
    if (this.#desk.screen.kind !== 'form' || this.#desk.isBusy || !this.form.check()) return;
    const { text } = this.form;
    await this.#desk.work(
      () => this.#desk.link.call('identifyByForm', text),
      (outcome) => this.#showForm(outcome),
    );
  }

  /** Somebody has left: nothing of theirs stays. */
  forget(): void {
    this.form.clear();
  }

  #showForm(outcome: CallOutcome<'identifyByForm'>): void {
    if (outcome.kind === 'failed') {
      this.form.trouble = 'failed';
      return;
    }
    const { answer } = outcome;
    switch (answer.kind) {
      case 'identified':
      case 'whichOfYou':
        return this.#go(answer);
      case 'badForm':
        return this.form.refuse(answer);
      case 'notSaved':
        this.form.trouble = 'notSaved';
        return;
      case 'sessionEnded':
        return this.#desk.leave('sessionEnded');
      case 'notReady':
        return this.#desk.leave('notReady');
      default:
        return unreachable(answer, 'identifyByForm');
    }
  }

  #go(answer: Extract<CallAnswer<'identifyByPin'>, { kind: 'identified' | 'whichOfYou' }>): void {
    this.form.clear();
    if (answer.kind === 'identified') return this.#onIdentified(answer.offer);
    this.#desk.enter({ kind: 'whichOfYou', choiceId: answer.choiceId, people: answer.people });
  }

  async #identify(pin: string): Promise<void> {
    const turn = this.#desk.nextTurn();
    const outcome = await this.#desk.link.call('identifyByPin', { pin });
    if (turn !== this.#desk.turn || this.#desk.screen.kind !== 'pin') return this.pin.answer(null);
    if (outcome.kind === 'failed') return this.pin.answer('failed');
    const { answer } = outcome;
    switch (answer.kind) {
      case 'identified':
      case 'whichOfYou':
        this.pin.answer(null);
        return this.#go(answer);
      case 'notFound':
        // K11, K12: nobody is sent back to the pad for what will not succeed.
        if (answer.isFormNext) return this.#leadToForm();
        return this.pin.answer(answer.serverAsked ? 'notFound' : 'notFoundOffline');
      case 'slowed':
        // How long, the status says: it stands on the screen already.
        return this.pin.answer(null);
      case 'pinTypeChanged':
        return this.pin.answer('typeChanged');
      case 'notReady':
        return this.pin.answer('notReady');
      default:
        return unreachable(answer, 'identifyByPin');
    }
  }

  #leadToForm(): void {
    this.pin.answer(null);
    this.openForm('notFound');
  }
}
