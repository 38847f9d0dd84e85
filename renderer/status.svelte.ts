/** Connectivity and sync as the PIN screen tells them: the red bar, the corner beside it, the answer to a double tap. */
import type { StatusView } from '../shared/contracts/ipc.ts';
import type { Link } from './link.svelte.ts';
import type { Timers } from './timers.ts';

/** The one line beside the red bar. */
export type Corner =
  | { kind: 'unknown' }
  | { kind: 'syncing'; recovery: boolean; count: { sent: number; total: number } | null }
  | { kind: 'completed' }
  | { kind: 'signInNeeded' }
  | { kind: 'unsent'; count: number }
  | { kind: 'allSent'; lastSyncAt: string | null };

/** What came of the double tap on the clock (G1). */
export type SyncMessage = { kind: 'started' } | { kind: 'tooSoon'; seconds: number } | { kind: 'notPossible' };

const showCompletedMs = 6000;
const showMessageMs = 5000;
const active: readonly StatusView['state'][] = ['uploading', 'downloading', 'clearing'];

export class Status {
  view = $state<StatusView | null>(null);
  message = $state<SyncMessage | null>(null);
  #isCompletionShown = $state(false);
  readonly #link: Link;
  readonly #timers: Timers;
  #hideMessage: () => void = () => undefined;
  #hideCompletion: () => void = () => undefined;

  constructor(link: Link, timers: Timers) {
    this.#link = link;
    this.#timers = timers;
  }

  /** E1: only a probe that failed makes the bar; not yet knowing does not. */
  get isOffline(): boolean {
    return this.view?.online === false;
  }

  get corner(): Corner {
    const view = this.view;
    if (!view) return { kind: 'unknown' };
    if (active.includes(view.state)) return { kind: 'syncing', recovery: view.recovery, count: view.progress && view.progress.total > 0 ? view.progress : null };
    if (view.signInNeeded) return { kind: 'signInNeeded' };
    if (this.#isCompletionShown) return { kind: 'completed' };
    if (view.pending > 0) return { kind: 'unsent', count: view.pending };
    return { kind: 'allSent', lastSyncAt: view.lastSuccessAt };
  }

  show(view: StatusView): void {
    const previous = this.view;
    this.view = view;
    const hasCompleted = previous !== null && view.lastSuccessAt !== null && view.lastSuccessAt !== previous.lastSuccessAt;
    if (!hasCompleted) return;
    this.#isCompletionShown = true;
    this.#hideCompletion();
    this.#hideCompletion = this.#timers.after(showCompletedMs, () => (this.#isCompletionShown = false));
  }

  async refresh(): Promise<void> {
    const outcome = await this.#link.call('readStatus', {});
    if (outcome.kind === 'answered') this.show(outcome.answer);
  }

  /** E1: what the page hears of the network goes to main at once. @param page the window, which hears it from the operating system */
  hearNetwork(page: EventTarget): void {
    for (const change of ['online', 'offline']) page.addEventListener(change, () => void this.#link.call('networkChanged', {}));
  }

  /** G1: the double tap on the clock. */
  async syncNow(): Promise<void> {
    const outcome = await this.#link.call('syncNow', {});
    this.#tell(outcome.kind === 'failed' ? { kind: 'notPossible' } : messageOf(outcome.answer));
  }

  #tell(message: SyncMessage): void {
    this.message = message;
    this.#hideMessage();
    this.#hideMessage = this.#timers.after(showMessageMs, () => (this.message = null));
  }
}

function messageOf(answer: { kind: 'started' } | { kind: 'tooSoon'; waitSeconds: number } | { kind: 'notReady' }): SyncMessage {
  if (answer.kind === 'tooSoon') return { kind: 'tooSoon', seconds: Math.max(1, answer.waitSeconds) };
  return answer.kind === 'started' ? { kind: 'started' } : { kind: 'notPossible' };
}
