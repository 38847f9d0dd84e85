/** What somebody reads of their own time: the timesheet, week by week, and the updated times that they acknowledge (C9, C12). */
import type { UpdatedTime } from '../shared/contracts/updated-times.ts';
import type { Desk } from './desk.svelte.ts';
import type { Punching } from './punching.svelte.ts';
import type { ScreenOf } from './screen.ts';

type From = Pick<ScreenOf<'punch'>, 'offer' | 'chosenDate'>;

export class OwnTime {
  readonly #desk: Desk;
  readonly #punching: Punching;

  constructor(desk: Desk, punching: Punching) {
    this.#desk = desk;
    this.#punching = punching;
  }

  /** The present week, from the punch screen. */
  async open(): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind === 'punch') await this.#show(screen, null);
  }

  async showWeek(weekOf: string): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind === 'timesheet') await this.#show(screen, weekOf);
  }

  /** To the punch screen, as things stand now. */
  async back(): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind === 'timesheet') await this.#punching.resume(screen.offer, screen.chosenDate);
  }

  /** C12: the updated time was seen. */
  async acknowledge({ punchId, correction: { correctionId } }: UpdatedTime): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'punch') return;
    const { sessionId } = screen.offer;
    await this.#desk.serve(
      () => this.#desk.link.call('acknowledgeUpdate', { sessionId, punchId, correctionId }),
      (answer) => {
        if (answer.kind === 'sessionEnded') return this.#desk.leave('sessionEnded');
        if (answer.kind === 'notSaved') return this.#desk.enter({ ...screen, notice: { kind: 'notSaved' } });
        const updates = screen.offer.updates.filter((update) => update.correction.correctionId !== correctionId);
        this.#desk.enter({ ...screen, offer: { ...screen.offer, updates } });
      },
    );
  }

  async #show({ offer, chosenDate }: From, weekOf: string | null): Promise<void> {
    const { sessionId } = offer;
    await this.#desk.serve(
      () => this.#desk.link.call('readTimesheet', { sessionId, weekOf }),
      (answer) => (answer.kind === 'read' ? this.#desk.enter({ kind: 'timesheet', offer, chosenDate, timesheet: answer.timesheet }) : this.#desk.leave('sessionEnded')),
    );
  }
}
