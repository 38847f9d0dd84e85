/** A9: a kiosk that sets itself up from a file: what the setup screen shows of it, until somebody goes on by hand. */
import type { ProvisioningView } from '../shared/contracts/provisioning-calls.ts';
import { Countdown } from './countdown.svelte.ts';
import type { Link } from './link.svelte.ts';
import type { Timers } from './timers.ts';

export class Provisioning {
  view = $state<ProvisioningView>({ kind: 'none' });
  isByHand = $state(false);
  /** To the next try of the kiosk's own. */
  readonly countdown: Countdown;
  readonly #link: Link;

  constructor(link: Link, timers: Timers) {
    this.#link = link;
    this.countdown = new Countdown(timers);
  }

  /** The file, and not a person, decides what happens next. */
  get isInCharge(): boolean {
    return !this.isByHand && this.view.kind !== 'none' && this.view.kind !== 'enrolled';
  }

  show(view: ProvisioningView): void {
    this.view = view;
    if (view.kind === 'waiting') this.countdown.until(Date.parse(view.retryAt));
    else this.countdown.stop();
  }

  async refresh(): Promise<void> {
    const outcome = await this.#link.call('readProvisioning', {});
    if (outcome.kind === 'answered') this.show(outcome.answer);
  }

  async retry(): Promise<void> {
    const outcome = await this.#link.call('retryProvisioning', {});
    if (outcome.kind === 'answered') this.show(outcome.answer);
  }

  async goOnByHand(): Promise<void> {
    this.isByHand = true;
    await this.#link.call('pauseProvisioning', {});
  }
}
