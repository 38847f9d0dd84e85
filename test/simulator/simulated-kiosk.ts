/**
 * One kiosk of a simulated world: its main process, the daemon's lives, and the wire between it and the server. Killing main
 * takes the daemon along; both come back after a moment.
 */
import type { DaemonCallAnswer, DaemonCallInput, DaemonCallName, SyncReport } from '../../shared/contracts/daemon.ts';
import type { CallOutcome } from '../../daemon/main-link.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { CallWatch } from './call-watch.ts';
import type { FaultCount } from './fault-kinds.ts';
import { FalseWire } from './false-wire.ts';
import type { MainSide, ServerTime } from './main-side.ts';
import type { ServerSide } from './server-side.ts';
import { SimulatedDaemon } from './simulated-daemon.ts';
import type { SimulatedTime } from './simulated-time.ts';
import { Truth } from './truth.ts';

/** E1 */
const lossNoticedWithinMs = 15_000;

export interface KioskWorld {
  readonly time: SimulatedTime;
  readonly random: SeededRandom;
  readonly server: ServerSide;
  readonly seen: FaultCount;
  readonly newBatchId: () => string;
  readonly note: (what: string) => void;
  readonly onConfirmed: (punchId: string) => void;
}

export class SimulatedKiosk {
  readonly main: MainSide;
  readonly wire: FalseWire;
  readonly watch = new CallWatch();
  readonly truth: Truth;
  report: SyncReport | null = null;
  /** False where somebody has switched it off: nothing comes back by itself. */
  isSwitchedOn = true;
  offUntilMs = 0;
  readonly #world: KioskWorld;
  #daemon: SimulatedDaemon | null = null;
  #silentUntilMs: () => number = () => 0;
  /** Since when the daemon has lived, and since when nothing has reached the server; null where it is not so. */
  #aliveSinceMs: number | null = null;
  #cutSinceMs: number | null = null;
  /** Resolves when whoever came last has gone. */
  #line: Promise<void> = Promise.resolve();

  constructor(world: KioskWorld, main: MainSide) {
    this.#world = world;
    this.main = main;
    this.truth = new Truth(main, world.server);
    this.wire = new FalseWire(world.time, world.random, world.server, world.seen);
  }

  get isDaemonAlive(): boolean {
    return this.#daemon !== null;
  }

  get silentUntilMs(): number {
    return this.#silentUntilMs();
  }

  startDaemon(): void {
    const client = this.wire.connect();
    const { time, random, newBatchId } = this.#world;
    this.#silentUntilMs = client.silentUntilMs;
    this.#aliveSinceMs = time.now();
    this.watch.begin();
    const configuration = this.main.configuration();
    this.#daemon = new SimulatedDaemon(
      { time, clock: this.main.clock, random, client, newBatchId, answer: (name, input) => this.#answer(name, input), onReport: (report) => this.#takeReport(report), onServerTime: (told) => this.#takeTime(told) },
      configuration,
    );
  }

  killDaemon(): void {
    this.#daemon?.kill();
    this.#daemon = null;
    this.#aliveSinceMs = null;
  }

  /** Both processes are gone at once; they come back after `downMs`. */
  killMain(downMs: number): void {
    this.main.kill();
    this.mainDied(downMs);
  }

  mainDied(downMs: number): void {
    this.killDaemon();
    this.#world.note('main is dead');
    this.#world.time.setTimeout(() => void this.boot(), downMs);
  }

  /** Main opens what it finds, and starts a daemon. */
  async boot(): Promise<void> {
    if (this.main.isAlive || !this.isSwitchedOn) return;
    await this.main.boot();
    this.truth.tookUpAgain();
    if (!this.isDaemonAlive) this.startDaemon();
  }

  send(type: 'syncNow' | 'networkHint'): void {
    this.#daemon?.send(type);
  }

  configure(): void {
    if (this.main.isAlive) this.#daemon?.configure(this.main.configuration());
  }

  /** Somebody stands in line, taps, and sees what the screen says. */
  async punch(person: number, lingerMs: number): Promise<void> {
    const before = this.#line;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#line = promise;
    await before;
    await this.#tap(person, lingerMs).finally(resolve);
  }

  async #tap(person: number, lingerMs: number): Promise<void> {
    if (!this.main.isAlive) return;
    const outcome = await this.main.punch(person, lingerMs);
    if (outcome.kind === 'confirmed') {
      this.truth.confirm(outcome.punchId, outcome.text);
      this.#world.onConfirmed(outcome.punchId);
    }
    this.#world.note(`tap ${outcome.kind}`);
  }

  /** Somebody leaves something that is no punch (K9). */
  keepRecord(chance: number): void {
    if (!this.isMainAlive()) return;
    const recordId = this.main.keepRecord(chance);
    if (recordId !== null) this.truth.records.add(recordId);
    if (recordId !== null) this.#world.onConfirmed(recordId);
  }

  /** E1 */
  lossUnnoticed(): string[] {
    const nowMs = this.#world.time.now();
    this.#cutSinceMs = this.wire.isCut ? (this.#cutSinceMs ?? nowMs) : null;
    if (this.#cutSinceMs === null || this.#aliveSinceMs === null || this.report?.online === false) return [];
    const sinceMs = nowMs - Math.max(this.#cutSinceMs, this.#aliveSinceMs);
    return sinceMs > lossNoticedWithinMs ? [`E1: cut off for ${sinceMs} ms and not noticed: ${JSON.stringify(this.report)}`] : [];
  }

  broken(): string[] {
    return [...this.truth.broken(), ...this.wire.violations, ...this.watch.violations, ...this.lossUnnoticed()];
  }

  async #answer<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Promise<CallOutcome<DaemonCallAnswer<N>>> {
    if (!this.isMainAlive()) return await new Promise<never>(() => undefined);
    this.watch.asked(name, input);
    const before = this.main.cursor;
    const outcome = await this.main.answer(name, input);
    if (!this.isMainAlive()) return outcome;
    this.watch.cursorAfter(name, before, this.main.cursor);
    if (outcome.kind === 'answered') this.watch.answered(name);
    return outcome;
  }

  isMainAlive(): boolean {
    return this.main.isAlive;
  }

  #takeReport(report: SyncReport): void {
    this.report = report;
    if (this.main.isAlive) this.main.takeReport(report);
    const { state, recovery, online, progress, lastFailure } = report;
    this.#world.note(`${state}${recovery ? ' recovery' : ''} online=${online} ${progress?.sent ?? '-'}/${progress?.total ?? '-'} ${lastFailure?.kind ?? ''}`);
  }

  #takeTime(told: ServerTime): void {
    if (this.main.isAlive) this.main.takeServerTime(told);
  }
}
