/**
 * The kiosk's main process, under whichever host. `startMain` comes back as soon as calls are answered: with a kiosk that
 * works, or with one that says on its screen why it cannot (and tries again by itself where that can help).
 */
import type { BrokenReason, KioskView } from '../shared/contracts/ipc.ts';
import { plainly } from '../shared/lib/around-step.ts';
import type { Clock } from '../shared/lib/clock.ts';
import { takeCarried } from './afresh/carried-over.ts';
import { decideSetAside, moveAside, type Carried } from './afresh/set-aside.ts';
import { sendLeftAnswers } from './asked-questions.ts';
import { keepAtLogin, type LoginWish } from './at-login.ts';
import { answerBrokenCalls } from './broken-calls.ts';
import { answerCalls } from './calls.ts';
import { finishClearing } from './clearing.ts';
import { composeKiosk, type ComposedKiosk } from './compose-kiosk.ts';
import type { FsyncBeside } from './database/fsync-beside.ts';
import { sweepAfterDownload } from './download.ts';
import type { Durably } from './durable-steps.ts';
import { heardHost, isSetUp } from './heard-host.ts';
import type { CallHandler, Host } from './host.ts';
import type { Kiosk } from './kiosk.ts';
import { openLog, type EventLog } from './logger.ts';
import { machineClock, sleepless, type MachineClock } from './machine-clock.ts';
import { ownAddresses as machineAddresses } from './own-addresses.ts';
import type { ProvisionSource } from './provisioning/provision-source.ts';
import { openStorage, type Storage } from './open-storage.ts';
import { systemTimers, type Timers } from './timers.ts';
import type { TimeSource } from './trusted-clock.ts';

export interface MainOptions {
  readonly host: Host;
  readonly appVersion: string;
  readonly deviceName: string;
  /** For example `linux-x64`. */
  readonly platform: string;
  /** The server's address that setup offers first. */
  readonly defaultServerUrl: string;
  /** A9: a provisioning file; null where there is none. */
  readonly provision?: ProvisionSource | null;
  /** What the host wants of the next login; null: nothing. */
  readonly login?: LoginWish | null;
  /** Other clocks than the machine's: tests, simulator. */
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** Another source of time than the trusted clock: the replay takes time from its rows. */
  readonly time?: TimeSource;
  /** Other addresses than the machine's (K14). */
  readonly ownAddresses?: () => readonly string[];
  /** How the journal asks for an fsync beside a commit; one behind the other where it is not given. */
  readonly fsync?: () => FsyncBeside;
  /** How a durable step is done: the kill tests alone put another way in place. */
  readonly durably?: Durably;
}

export interface RunningMain {
  /** Answers as a window's calls are answered. */
  readonly call: CallHandler;
  /** What the PIN screen would show now. */
  view(): KioskView;
  /** The composed kiosk, for tools that use its cases without a window; null while it is broken. */
  kiosk(): Kiosk | null;
  /** Ends the daemon, closes the files; calls that come later are refused as `internal`. */
  stop(): Promise<void>;
}

type Standing = { kind: 'ready'; composed: ComposedKiosk; handler: CallHandler } | { kind: 'broken'; reason: BrokenReason; handler: CallHandler };

const retryBrokenMs = 5_000;
/** What may end by itself: another instance goes, space comes back. */
const passing: ReadonlySet<BrokenReason> = new Set<BrokenReason>(['databaseLocked', 'folderNotWritable', 'internal']);

export async function startMain(options: MainOptions): Promise<RunningMain> {
  const { log, close: closeLog } = openLog(options.host.dataFolder);
  const atLogin = keepAtLogin(options.login ?? null, { timers: options.timers ?? systemTimers, log });
  const main = new Main({ ...options, host: heardHost(options.host, (name, body) => (isSetUp(name, body) ? atLogin.isSetUp() : undefined)) }, log);
  options.host.onPage((news) => {
    if (news.kind === 'lost') log('page.lost', { why: news.why, openedBy: news.openedBy, waitMs: news.waitMs });
    else log('page.back', { afterMs: news.afterMs });
  });
  options.host.onCall((name, input) => main.call(name, input));
  await main.open();
  log('main.started', { appVersion: options.appVersion, platform: options.platform });
  if (main.view().kind === 'ready') atLogin.isSetUp();
  return {
    call: (name, input) => main.call(name, input),
    view: () => main.view(),
    kiosk: () => main.kiosk(),
    stop: async () => {
      atLogin.stop();
      await main.stop();
      log('main.stopped');
      closeLog();
    },
  };
}

class Main {
  readonly #options: MainOptions;
  readonly #log: EventLog;
  readonly #clock: MachineClock;
  readonly #timers: Timers;
  #standing: Standing = broken('internal');
  #isOpened: Promise<void> = Promise.resolve();
  #cancelRetry: () => void = () => undefined;
  #stopHints: () => void = () => undefined;

  constructor(options: MainOptions, log: EventLog) {
    this.#options = options;
    this.#log = log;
    this.#clock = options.clock === undefined ? machineClock : sleepless(options.clock);
    this.#timers = options.timers ?? systemTimers;
  }

  async call(name: string, input: unknown): ReturnType<CallHandler> {
    await this.#isOpened;
    return this.#standing.handler(name, input);
  }

  view(): KioskView {
    return this.#standing.kind === 'broken' ? { kind: 'broken', reason: this.#standing.reason } : this.#standing.composed.kiosk.state.kiosk();
  }

  kiosk(): Kiosk | null {
    return this.#standing.kind === 'broken' ? null : this.#standing.composed.kiosk;
  }

  /** Opens the storage and starts working; where that fails for a passing reason, again after a while. */
  open(): Promise<void> {
    this.#isOpened = this.#open();
    return this.#isOpened;
  }

  async stop(): Promise<void> {
    this.#cancelRetry();
    await this.#isOpened;
    this.#cancelRetry();
    if (this.#standing.kind === 'broken') return;
    const { composed } = this.#standing;
    this.#standing = broken('internal');
    await this.#close(composed);
  }

  async #close({ kiosk, supervisor }: ComposedKiosk): Promise<void> {
    this.#stopHints();
    kiosk.sessions.end();
    kiosk.operators.endAll();
    kiosk.provisioning.stop();
    kiosk.download.stop();
    await kiosk.exports.stop();
    await supervisor.stop();
    await kiosk.safekeeping.stop();
    kiosk.diagnostics.close();
    kiosk.syncLog.flush();
    kiosk.connection.close();
    kiosk.journal.close();
  }

  async #open(): Promise<void> {
    const { fsync = null, durably = plainly } = this.#options;
    const aside = this.#moveAside();
    if (aside === 'failed') return this.#breakDown('folderNotWritable');
    const outcome = await openStorage(this.#options.host, () => this.#clock.wallMs(), this.#log, { fsync, durably });
    if (outcome.kind === 'broken') {
      this.#breakDown(outcome.reason);
      return;
    }
    try {
      if (aside !== null) takeCarried(outcome.storage, aside, this.#log);
      this.#compose(outcome.storage);
    } catch (error) {
      this.#log('main.defect', { where: 'compose', why: error instanceof Error ? error.message : String(error) });
      outcome.storage.connection.close();
      outcome.storage.journal.close();
      this.#breakDown('internal');
    }
  }

  /** A10: what was decided before, or before a kill, is done before the data opens; answers what is carried over into the new data. */
  #moveAside(): Carried | null | 'failed' {
    try {
      const state = moveAside(this.#options.host.dataFolder);
      if (state.kind === 'unreadable') this.#log('main.defect', { where: 'moveAside', why: 'what was decided cannot be read' });
      return state.kind === 'aside' ? state.decision.carried : null;
    } catch (error) {
      this.#log('main.defect', { where: 'moveAside', why: error instanceof Error ? error.message : String(error) });
      return 'failed';
    }
  }

  /** A10: from the moment of the decision no call reaches the old kiosk; those that come wait for the new one. */
  #beginAfresh(folder: string, facts: Carried): void {
    if (this.#standing.kind !== 'ready') throw new Error('the kiosk is not open');
    const { composed } = this.#standing;
    decideSetAside(this.#options.host.dataFolder, folder, facts);
    this.#standing = broken('internal');
    this.#isOpened = this.#changeOver(composed);
  }

  async #changeOver(composed: ComposedKiosk): Promise<void> {
    try {
      await this.#close(composed);
    } catch (error) {
      this.#log('main.defect', { where: 'changeOver', why: error instanceof Error ? error.message : String(error) });
    }
    await this.#openAgain();
  }

  #breakDown(reason: BrokenReason): void {
    this.#standing = broken(reason);
    if (passing.has(reason)) this.#cancelRetry = this.#timers.after(retryBrokenMs, () => void this.#openAgain());
  }

  #compose(storage: Storage): void {
    const { host } = this.#options;
    const { deviceName, platform, appVersion, defaultServerUrl, provision = null, time, durably = plainly, ownAddresses = machineAddresses } = this.#options;
    const composed = composeKiosk({
      host,
      storage,
      clock: this.#clock,
      timers: this.#timers,
      time: time ?? null,
      durably,
      log: this.#log,
      deviceName,
      platform,
      appVersion,
      defaultServerUrl,
      ownAddresses,
      provision,
      beginAfresh: (folder, facts) => this.#beginAfresh(folder, facts),
    });
    this.#standing = { kind: 'ready', composed, handler: answerCalls(composed.kiosk) };
    composed.kiosk.safekeeping.start();
    composed.supervisor.start();
    composed.kiosk.provisioning.start();
    this.#stopHints = host.onNetworkHint(() => composed.supervisor.networkHint());
    void this.#finishWhatWasBegun(composed.kiosk);
  }

  async #openAgain(): Promise<void> {
    await this.#open();
    this.#options.host.emit('kioskChanged', this.view());
  }

  /** What a kill may have cut off: a decided clearing, a sweep, a download of setup (A7). */
  async #finishWhatWasBegun(kiosk: Kiosk): Promise<void> {
    try {
      if (kiosk.setup.record()?.step === 'download') kiosk.download.start();
      sendLeftAnswers(kiosk);
      await finishClearing(kiosk);
      await sweepAfterDownload(kiosk, kiosk.pacing);
    } catch (error) {
      this.#log('main.defect', { where: 'finishWhatWasBegun', why: error instanceof Error ? error.message : String(error) });
    }
  }
}

function broken(reason: BrokenReason): Standing {
  return { kind: 'broken', reason, handler: answerBrokenCalls(reason) };
}
