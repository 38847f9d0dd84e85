/** Who stands here: the PIN, and the choice among several who share it (B2, B5). Main decides; this shows what it answers. */
import { unreachable } from '../shared/lib/outcome.ts';
import type { Offer } from '../shared/contracts/punch-calls.ts';
import type { Desk } from './desk.svelte.ts';
import { PinEntry } from './pin-entry.svelte.ts';
import type { PinMessage } from './pin-entry.svelte.ts';
import type { Timers } from './timers.ts';

export class Identification {
  readonly pin: PinEntry;
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

  async #identify(pin: string): Promise<void> {
    const turn = this.#desk.nextTurn();
    const outcome = await this.#desk.link.call('identifyByPin', { pin });
    if (turn !== this.#desk.turn || this.#desk.screen.kind !== 'pin') return this.pin.answer(null);
    if (outcome.kind === 'failed') return this.pin.answer('failed');
    const { answer } = outcome;
    switch (answer.kind) {
      case 'identified':
        this.pin.answer(null);
        return this.#onIdentified(answer.offer);
      case 'whichOfYou':
        this.pin.answer(null);
        return this.#desk.enter({ kind: 'whichOfYou', choiceId: answer.choiceId, people: answer.people });
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
}

/** K11: at the second failure in a row the way on is named. */
function notFoundMessage(answer: { failures: number; serverAsked: boolean }): PinMessage {
  if (answer.failures >= 2) return 'askSupervisor';
  return answer.serverAsked ? 'notFound' : 'notFoundOffline';
}
