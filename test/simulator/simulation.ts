/**
 * One simulated stretch of a kiosk's life: some 90 seconds of punching under bad weather, then quiet until both sides
 * agree. Everything that happens follows from the seed; the same seed gives the same trace.
 */
import type { DaemonConfiguration, SyncReport } from '../../shared/contracts/daemon.ts';
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';
import { FalseWire } from './false-wire.ts';
import { countingIds } from './identifiers.ts';
import { brokenRecords, isDrained, whatIsLeft, type Truth } from './invariants.ts';
import type { MainSide } from './main-side.ts';
import { ModelMain } from './model-main.ts';
import { employeeNamed, ModelServer } from './model-server.ts';
import { SimulatedDaemon } from './simulated-daemon.ts';
import { SimulatedTime } from './simulated-time.ts';

const badWeatherMs = 90_000;
const syncIntervalMs = 45_000;
/** E1 */
const lossNoticedWithinMs = 15_000;
/** F1 */
const recoveryBeginsWithinMs = 5_000;
/** After the faults stopped: a failed sync's interval, a refused punch's, Retry-After, and the syncs themselves. */
const drainsWithinMs = 4 * syncIntervalMs;

export interface SimulationResult {
  seed: number;
  /** Empty when every invariant held to the end. */
  broken: string[];
  /** What was done to the world, and what the daemon reported, in order. */
  trace: string[];
  punches: number;
  /** How often each fault struck. */
  faults: ReadonlyMap<string, number>;
  /** How many tokens the server renewed, and how many punches it found failed. */
  renewals: number;
  failures: number;
}

export interface SimulationOptions {
  /** 'afterAnswer' plants a server that acknowledges before it commits, to see that it is found. */
  commits: ModelServer['commits'];
  createMain: (time: SimulatedTime, server: ModelServer) => Promise<MainSide>;
  /** False where main offers a refused punch again later than a simulation lasts. */
  refusals: 'some' | 'none';
}

const ordinary: SimulationOptions = { commits: 'beforeAnswer', createMain: (time) => Promise.resolve(new ModelMain(() => time.now())), refusals: 'some' };

export async function simulate(seed: number, options: Partial<SimulationOptions> = {}): Promise<SimulationResult> {
  const { commits, createMain, refusals } = { ...ordinary, ...options };
  const time = new SimulatedTime();
  const server = new ModelServer(() => time.wallMs(), commits);
  const main = await createMain(time, server);
  try {
    return await new Simulation(seed, time, server, main, refusals).run();
  } finally {
    main.close();
  }
}

class Simulation {
  readonly #seed: number;
  readonly #random: SeededRandom;
  readonly #time: SimulatedTime;
  readonly #server: ModelServer;
  readonly #main: MainSide;
  readonly #refusals: SimulationOptions['refusals'];
  /** Every confirmed punch, as it was confirmed: what a person was told. */
  readonly #confirmed = new Map<string, string>();
  readonly #confirmedRecords = new Map<string, string>();
  #report: SyncReport | null = null;
  readonly #wire: FalseWire;
  readonly #newBatchId = countingIds('batch');
  readonly #trace: string[] = [];
  #daemon: SimulatedDaemon | null = null;
  #silentUntilMs: () => number = () => 0;
  /** Since when the daemon has lived, and since when nothing has reached the server; null where it is not so. */
  #aliveSinceMs: number | null = null;
  #cutSinceMs: number | null = null;
  #hired = 0;

  constructor(seed: number, time: SimulatedTime, server: ModelServer, main: MainSide, refusals: SimulationOptions['refusals']) {
    this.#seed = seed;
    this.#random = seededRandom(seed);
    this.#time = time;
    this.#server = server;
    this.#main = main;
    this.#refusals = refusals;
    this.#wire = new FalseWire(this.#time, this.#random, this.#server);
  }

  async run(): Promise<SimulationResult> {
    if (this.#random.next() < 0.7) this.#wire.faultRate = this.#random.next() * 0.5;
    for (let people = this.#random.below(8); people > 0; people -= 1) this.#server.hire(employeeNamed(`e${(this.#hired += 1)}`));
    this.#startDaemon();
    this.#nextWeather();
    const broken = (await this.#live(badWeatherMs, () => false)) ?? (await this.#calmDown());
    this.#daemon?.kill();
    return { seed: this.#seed, broken, trace: this.#trace, punches: this.#confirmed.size, faults: this.#wire.seen, renewals: this.#server.tokens.renewals, failures: this.#server.failures };
  }

  /** Lets time pass, event by event, until `untilMs` or `isOver`; null when nothing broke. */
  async #live(untilMs: number, isOver: () => boolean): Promise<string[] | null> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const broken = [...brokenRecords(this.#truth()), ...this.#wire.violations, ...this.#lossUnnoticed()];
      if (broken.length > 0) return broken;
      const next = this.#time.nextDueMs();
      if (isOver() || next === null || next > untilMs) return null;
      this.#time.set(Math.max(next, this.#time.now()));
    }
  }

  /** The weather clears: the queue must drain, and a recovery begin at once. */
  async #calmDown(): Promise<string[]> {
    this.#note('quiet');
    this.#clearWeather();
    if (this.#daemon === null) this.#startDaemon();
    const quietMs = this.#time.now();
    const wasOffline = this.#report?.online === false;
    const drained = (): boolean => isDrained(this.#truth());
    const broken = await this.#live(quietMs + drainsWithinMs, drained);
    if (broken !== null) return broken;
    if (!drained()) return [`I6: not drained ${drainsWithinMs} ms after the faults stopped: ${whatIsLeft(this.#truth())}`];
    const firstMs = this.#wire.syncRequestsAtMs.find((atMs) => atMs >= quietMs);
    const latestMs = Math.max(quietMs, this.#silentUntilMs()) + recoveryBeginsWithinMs;
    if (wasOffline && (firstMs === undefined || firstMs > latestMs)) return [`F1: recovery began ${(firstMs ?? Infinity) - quietMs} ms after the server was reachable`];
    return [];
  }

  #lossUnnoticed(): string[] {
    const isCut = this.#wire.isDown || this.#wire.isServerDown;
    this.#cutSinceMs = isCut ? (this.#cutSinceMs ?? this.#time.now()) : null;
    if (this.#cutSinceMs === null || this.#aliveSinceMs === null || this.#report?.online === false) return [];
    const sinceMs = this.#time.now() - Math.max(this.#cutSinceMs, this.#aliveSinceMs);
    return sinceMs > lossNoticedWithinMs ? [`E1: cut off for ${sinceMs} ms and not noticed: ${JSON.stringify(this.#report)}`] : [];
  }

  #configuration(): DaemonConfiguration {
    return {
      serverUrl: 'https://server.example',
      deviceId: 'device-1',
      sealingKey: { kid: 'key-1', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
      appVersion: '1.0.0',
      syncIntervalMs,
      probeIntervalMs: 2_000,
      ...this.#main.atStart(),
    };
  }

  #startDaemon(): void {
    const client = this.#wire.connect();
    this.#silentUntilMs = client.silentUntilMs;
    this.#aliveSinceMs = this.#time.now();
    this.#daemon = new SimulatedDaemon(
      {
        time: this.#time,
        random: this.#random,
        client,
        answer: (name, input) => this.#main.answer(name, input),
        newBatchId: this.#newBatchId,
        onReport: (report) => {
          this.#report = report;
          this.#main.takeReport(report);
          this.#note(`${report.state}${report.recovery ? ' recovery' : ''} online=${report.online} ${report.progress?.sent ?? '-'}/${report.progress?.total ?? '-'} ${report.lastFailure?.kind ?? ''}`);
        },
      },
      this.#configuration(),
    );
  }

  #killDaemon(): void {
    this.#daemon?.kill();
    this.#daemon = null;
    this.#aliveSinceMs = null;
    this.#time.setTimeout(() => this.#daemon ?? this.#startDaemon(), 100 + this.#random.below(3_000));
  }

  #nextWeather(): void {
    this.#time.setTimeout(
      () => {
        if (this.#time.now() >= badWeatherMs - 1_000) return;
        this.#weather();
        this.#nextWeather();
      },
      200 + this.#random.below(5_000),
    );
  }

  /** One thing that happens to the kiosk, its network or its server. */
  #weather(): void {
    const happenings: Record<string, () => void> = {
      punch: () => this.#punch(),
      punches: () => this.#punch(),
      morePunches: () => this.#punch(),
      record: () => this.#keepRecord(),
      cableOut: () => this.#during(3_000 + this.#random.below(30_000), (on) => (this.#wire.isDown = on)),
      serverDown: () => this.#during(500 + this.#random.below(8_000), (on) => this.#stopServer(on)),
      faults: () => (this.#wire.faultRate = this.#random.next() * 0.7),
      noFaults: () => (this.#wire.faultRate = 0),
      kill: () => this.#killDaemon(),
      clockJump: () => this.#time.jumpWall((this.#random.next() - 0.5) * 7_200_000),
      syncNow: () => this.#daemon?.send('syncNow'),
      networkHint: () => this.#daemon?.send('networkHint'),
      hire: () => this.#server.hire(employeeNamed(`e${(this.#hired += 1)}`)),
      dismiss: () => this.#server.dismiss(`e${1 + this.#random.below(this.#hired + 1)}`),
      forgetCursors: () => this.#server.forgetCursors(),
      revokeToken: () => this.#during(2_000 + this.#random.below(20_000), (on) => (this.#server.tokens.isRevoked = on)),
      expireToken: () => this.#server.tokens.expire(),
      smallBatches: () => (this.#server.maxCount = 1 + this.#random.below(3)),
      configure: () => this.#daemon?.configure(this.#configuration()),
    };
    const happening = this.#random.pick(Object.keys(happenings));
    this.#note(happening);
    happenings[happening]?.();
  }

  #stopServer(on: boolean): void {
    this.#wire.isServerDown = on;
    if (on) this.#server.stop();
  }

  #punch(): void {
    for (let count = 1 + this.#random.below(5); count > 0; count -= 1) {
      const isRefused = this.#random.next() < 0.1 && this.#refusals === 'some';
      const isFailed = this.#random.next() < 0.1;
      const refusedForMs = 10_000 + this.#random.below(30_000);
      void this.#main.punch().then((punch) => {
        if (punch === null) return;
        this.#confirmed.set(punch.punchId, punch.text);
        if (isFailed) this.#during(refusedForMs, (on) => (on ? this.#server.failing.add(punch.punchId) : this.#server.resolve(punch.punchId)));
        else if (isRefused) this.#during(refusedForMs, (on) => (on ? this.#server.refusing.add(punch.punchId) : this.#server.refusing.delete(punch.punchId)));
      });
    }
  }

  #keepRecord(): void {
    const record = this.#main.keepRecord();
    if (record === null) return;
    this.#confirmedRecords.set(record.recordId, record.text);
    if (this.#random.next() < 0.3 && this.#refusals === 'some') this.#during(10_000 + this.#random.below(30_000), (on) => (on ? this.#server.refusing.add(record.recordId) : this.#server.refusing.delete(record.recordId)));
  }

  #truth(): Truth {
    return { confirmed: this.#confirmed, confirmedRecords: this.#confirmedRecords, main: this.#main, server: this.#server, report: this.#report };
  }

  #during(forMs: number, set: (on: boolean) => void): void {
    set(true);
    this.#time.setTimeout(() => set(false), forMs);
  }

  #clearWeather(): void {
    this.#wire.isDown = false;
    this.#wire.isServerDown = false;
    this.#wire.faultRate = 0;
    this.#server.tokens.isRevoked = false;
    for (const punchId of this.#server.failing) this.#server.resolve(punchId);
    this.#server.maxCount = 1000;
    this.#server.refusing.clear();
  }

  #note(what: string): void {
    this.#trace.push(`${(this.#time.now() / 1000).toFixed(3).padStart(8)} ${what}`);
  }
}
