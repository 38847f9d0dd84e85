/**
 * G3: the diagnostics panel. It reads when it opens, when main tells that there is more, and every few seconds; what was read stays until
 * something newer comes. Nothing is kept of it once somebody leaves.
 */
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { DiagnosticsView, LogLine, LogSession } from '../shared/contracts/diagnostics-calls.ts';
import type { Desk } from './desk.svelte.ts';
import type { Timers } from './timers.ts';

export type LogLevel = LogLine['level'];
export type BundleState = { kind: 'none' } | { kind: 'making' } | Extract<CallAnswer<'makeSupportBundle'>, { kind: 'made' | 'busy' | 'failed' }>;

const readAgainMs = 5_000;
const pageLines = 40;
const mostLines = 200;
/** Somebody types: the log is read once they pause. */
const typingPauseMs = 300;

export class Diagnosing {
  view = $state.raw<DiagnosticsView | null>(null);
  lines = $state.raw<readonly LogLine[]>([]);
  sessions = $state.raw<readonly LogSession[]>([]);
  level = $state<LogLevel | null>(null);
  session = $state<number | null>(null);
  text = $state('');
  isFollowing = $state(true);
  limit = $state(pageLines);
  bundle = $state.raw<BundleState>({ kind: 'none' });
  withPersonalData = $state(false);
  /** The last reading failed; what stands is older. */
  hasFailed = $state(false);
  readonly #desk: Desk;
  readonly #timers: Timers;
  #isReading = false;
  #cancelNext: () => void = () => undefined;
  #cancelTyping: () => void = () => undefined;

  constructor(desk: Desk, timers: Timers) {
    this.#desk = desk;
    this.#timers = timers;
  }

  get canShowMore(): boolean {
    return this.lines.length >= this.limit && this.limit < mostLines;
  }

  /** For somebody who has signed in. */
  open(operatorSessionId: string): Promise<void> {
    this.forget();
    this.#desk.enter({ kind: 'diagnostics', operatorSessionId });
    return this.arrive();
  }

  /** The screen stands, whoever led there. */
  async arrive(): Promise<void> {
    await Promise.all([this.#read(), this.#readLog()]);
  }

  /** Main has something new. */
  async changed(): Promise<void> {
    if (this.#operator === null) return;
    await Promise.all([this.#read(), ...(this.isFollowing ? [this.#readLog()] : [])]);
  }

  showLevel(level: LogLevel | null): Promise<void> {
    this.level = level;
    return this.#fromStart();
  }

  showSession(session: number | null): Promise<void> {
    this.session = session;
    return this.#fromStart();
  }

  type(text: string): void {
    this.text = text.slice(0, 100);
    this.#cancelTyping();
    this.#cancelTyping = this.#timers.after(typingPauseMs, () => void this.#fromStart());
  }

  async follow(): Promise<void> {
    this.isFollowing = !this.isFollowing;
    if (this.isFollowing) await this.#readLog();
  }

  showMore(): Promise<void> {
    this.limit = Math.min(mostLines, this.limit + pageLines);
    return this.#readLog();
  }

  async syncNow(): Promise<void> {
    const operatorSessionId = this.#operator;
    if (operatorSessionId === null) return;
    await this.#desk.serve(
      () => this.#desk.link.call('syncAsOperator', { operatorSessionId }),
      (answer) => this.#leaveIfOut(answer.kind),
    );
  }

  async test(): Promise<void> {
    const operatorSessionId = this.#operator;
    if (operatorSessionId === null || this.view?.selfTest?.isRunning === true) return;
    await this.#desk.serve(
      () => this.#desk.link.call('testUpload', { operatorSessionId }),
      (answer) => {
        this.#leaveIfOut(answer.kind);
        void this.#read();
      },
    );
  }

  /** Beside everything else: a bundle of a large kiosk takes a while. */
  async makeBundle(): Promise<void> {
    const operatorSessionId = this.#operator;
    if (operatorSessionId === null || this.bundle.kind === 'making') return;
    this.bundle = { kind: 'making' };
    const outcome = await this.#desk.link.call('makeSupportBundle', { operatorSessionId, personalData: this.withPersonalData ? 'with' : 'without' });
    if (this.#operator !== operatorSessionId) return;
    if (outcome.kind === 'failed') this.bundle = { kind: 'failed', reason: 'internal' };
    else if (outcome.answer.kind === 'operatorEnded' || outcome.answer.kind === 'notPermitted') this.#leaveIfOut(outcome.answer.kind);
    else this.bundle = outcome.answer;
  }

  forget(): void {
    this.#cancelNext();
    this.#cancelTyping();
    this.view = null;
    this.lines = [];
    this.sessions = [];
    [this.level, this.session, this.text, this.isFollowing, this.limit] = [null, null, '', true, pageLines];
    [this.bundle, this.withPersonalData, this.hasFailed] = [{ kind: 'none' }, false, false];
  }

  get #operator(): string | null {
    const { screen } = this.#desk;
    return screen.kind === 'diagnostics' ? screen.operatorSessionId : null;
  }

  #fromStart(): Promise<void> {
    this.limit = pageLines;
    return this.#readLog();
  }

  async #read(): Promise<void> {
    const operatorSessionId = this.#operator;
    if (operatorSessionId === null || this.#isReading) return;
    this.#isReading = true;
    const outcome = await this.#desk.link.call('readDiagnostics', { operatorSessionId });
    this.#isReading = false;
    if (this.#operator !== operatorSessionId) return;
    this.hasFailed = outcome.kind === 'failed';
    if (outcome.kind === 'answered' && outcome.answer.kind === 'read') this.view = outcome.answer.view;
    else if (outcome.kind === 'answered') return this.#leaveIfOut(outcome.answer.kind);
    this.#cancelNext();
    this.#cancelNext = this.#timers.after(readAgainMs, () => void this.#read());
  }

  async #readLog(): Promise<void> {
    const operatorSessionId = this.#operator;
    if (operatorSessionId === null) return;
    const asked = { level: this.level, session: this.session, text: this.text === '' ? null : this.text, limit: this.limit };
    const outcome = await this.#desk.link.call('readSyncLog', { operatorSessionId, ...asked });
    if (outcome.kind === 'failed' || this.#operator !== operatorSessionId) return;
    if (outcome.answer.kind !== 'read') return this.#leaveIfOut(outcome.answer.kind);
    // Somebody may have asked for something else meanwhile; that answer is on its way.
    if (asked.level !== this.level || asked.session !== this.session || asked.limit !== this.limit) return;
    this.lines = outcome.answer.lines;
    this.sessions = outcome.answer.sessions;
  }

  #leaveIfOut(kind: string): void {
    if (kind === 'operatorEnded' || kind === 'notPermitted') this.#desk.leave('operatorEnded');
  }
}
