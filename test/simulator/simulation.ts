/**
 * One simulated stretch of the life of a kiosk or two: some minutes, or days, of punching under bad weather, then quiet until all
 * sides agree. Everything that happens follows from seed and mix; the same ones give the same trace.
 */
import { createHash } from 'node:crypto';
import type { SeededRandom } from '../support/seeded-random.ts';
import { FaultCount, type Mix } from './fault-kinds.ts';
import { happen, judgeNext, signIn, type HappeningWorld } from './happenings.ts';
import { countingIds } from './identifiers.ts';
import type { MainSide } from './main-side.ts';
import { ModelMain } from './model-main.ts';
import { ModelServer, employeeNamed } from './model-server.ts';
import { planOf, randomOf, type Step } from './plan.ts';
import type { ServerSide } from './server-side.ts';
import { SimulatedKiosk } from './simulated-kiosk.ts';
import { DeviceClock, SimulatedTime } from './simulated-time.ts';

/** F1 */
const recoveryBeginsWithinMs = 5_000;
/** After the faults stopped: a failed sync's interval, a refused punch's, Retry-After, and the syncs themselves. */
const drainsWithinMs = 240_000;

export interface SimulationResult {
  readonly seed: number;
  /** Empty when every invariant held to the end. */
  readonly broken: readonly string[];
  /** What was done to the world, and what the daemons reported, in order. */
  readonly trace: readonly string[];
  /** Of the trace. */
  readonly hash: string;
  readonly punches: number;
  /** How often each fault struck. */
  readonly faults: FaultCount;
  /** How many tokens the server renewed, and how many punches it found failed. */
  readonly renewals: number;
  readonly failures: number;
  /** The steps that were taken. */
  readonly steps: readonly Step[];
}

/** The two sides of a world; what is planted in them comes from tests. */
export interface Sides {
  readonly server: ServerSide;
  readonly mains: readonly MainSide[];
}

export interface SimulationOptions {
  readonly mix: Mix;
  /** Places in the plan that stay; null: all. */
  readonly keep: readonly number[] | null;
  readonly open: (time: SimulatedTime) => Promise<Sides>;
}

export const modelMix: Mix = { main: 'model', server: 'model' };

export function openModels(time: SimulatedTime): Promise<Sides> {
  const server = new ModelServer(() => time.wallMs());
  server.enrol('device-1');
  return Promise.resolve({ server, mains: [new ModelMain(() => time.wallMs(), new DeviceClock(time))] });
}

export async function simulate(seed: number, options: Partial<SimulationOptions> = {}): Promise<SimulationResult> {
  const { mix = modelMix, keep = null, open = openModels } = options;
  const zone = process.env['TZ'];
  const time = new SimulatedTime();
  const sides = await open(time);
  try {
    return await new Simulation(seed, time, sides, planOf(seed, mix, keep)).run();
  } finally {
    for (const main of sides.mains) main.close();
    await sides.server.close();
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
}

class Simulation implements HappeningWorld {
  readonly time: SimulatedTime;
  readonly server: ServerSide;
  readonly kiosks: readonly SimulatedKiosk[];
  readonly seen = new FaultCount();
  readonly next = { refused: 0, failed: 0 };
  hired = 0;
  isCalm = false;
  nightUntilMs = 0;
  readonly #seed: number;
  readonly #random: SeededRandom;
  readonly #plan: readonly Step[];
  readonly #trace: string[] = [];
  #isServerComing = false;
  #defects: string[] = [];

  constructor(seed: number, time: SimulatedTime, { server, mains }: Sides, plan: readonly Step[]) {
    this.#seed = seed;
    this.time = time;
    this.server = server;
    this.#plan = plan;
    this.#random = randomOf(seed, 1);
    const newBatchId = countingIds('batch');
    this.kiosks = mains.map((main, index) => {
      const world = {
        time,
        server,
        newBatchId,
        seen: this.seen,
        random: randomOf(seed, 2 + index),
        note: (what: string) => this.#note(mains.length > 1 ? `kiosk ${index + 1}: ${what}` : what),
        onConfirmed: (punchId: string) => server instanceof ModelServer && judgeNext(this, server, punchId, this.#random),
      };
      return new SimulatedKiosk(world, main);
    });
  }

  readonly busy = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => this.#defects.push(`defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));
  };

  async run(): Promise<SimulationResult> {
    for (let people = this.#random.below(8); people > 0; people -= 1) this.busy(Promise.resolve(this.server.hire(this.kiosks[0]?.main.timeclockId ?? 0, employeeNamed(`e${(this.hired += 1)}`))));
    for (const kiosk of this.kiosks) kiosk.startDaemon();
    this.#work();
    const broken = (await this.#takeSteps()) ?? (await this.#calmDown());
    for (const kiosk of this.kiosks) kiosk.killDaemon();
    const { renewals, failures } = this.server;
    const punches = this.kiosks.reduce((sum, kiosk) => sum + kiosk.truth.confirmed.size, 0);
    const hash = createHash('sha256').update(this.#trace.join('\n')).digest('hex');
    return { seed: this.#seed, broken, trace: this.#trace, hash, punches, faults: this.seen, renewals, failures, steps: this.#plan };
  }

  /** The plan, step by step; null when nothing broke. */
  async #takeSteps(): Promise<string[] | null> {
    for (const step of this.#plan) {
      const broken = await this.#live(Math.max(this.time.now(), this.nightUntilMs) + step.afterMs, () => Promise.resolve(false));
      if (broken !== null) return broken;
      this.#note(`[${step.index}] ${step.what}`);
      happen(this, step);
    }
    return await this.#live(Math.max(this.time.now(), this.nightUntilMs) + 2_000, () => Promise.resolve(false));
  }

  /** Lets time pass, event by event, until `untilMs` or `isOver`; null when nothing broke. */
  async #live(untilMs: number, isOver: () => Promise<boolean>): Promise<string[] | null> {
    for (;;) {
      // Nothing but the server takes real time: whatever else can go on now has done so when the loop comes round.
      do await new Promise((resolve) => setImmediate(resolve));
      while (!this.server.isIdle);
      this.#restartServer();
      const broken = [...this.#defects, ...this.kiosks.flatMap((kiosk) => kiosk.broken())];
      if (broken.length > 0) return broken;
      if (await isOver()) return null;
      const next = this.time.nextDueMs();
      if (next === null || next > untilMs) {
        this.time.set(Math.max(untilMs, this.time.now()));
        return null;
      }
      this.time.set(Math.max(next, this.time.now()));
    }
  }

  /** A server that was stopped or killed comes back by itself. */
  #restartServer(): void {
    if (this.server.isUp || this.#isServerComing) return;
    this.#isServerComing = true;
    this.time.setTimeout(
      () => {
        this.busy(Promise.resolve(this.server.start()));
        this.#isServerComing = false;
      },
      500 + this.#random.below(8_000),
    );
  }

  /** What the server does of its own accord. */
  #work(): void {
    if (this.server.isUp) this.busy(Promise.resolve(this.server.work()));
    this.time.setTimeout(() => this.#work(), this.time.now() < this.nightUntilMs ? 3_600_000 : 5_000);
  }

  /** The weather clears: the queue must drain, and a recovery begin at once. */
  async #calmDown(): Promise<string[]> {
    this.#note('quiet');
    await this.#clearWeather();
    const quietMs = this.time.now();
    const offline = this.kiosks.filter((kiosk) => kiosk.report?.online === false);
    const drained = async (): Promise<boolean> => this.kiosks.every((kiosk) => isAtRest(kiosk)) && (await this.#difference()) === null;
    const broken = await this.#live(quietMs + drainsWithinMs, drained);
    if (broken !== null) return broken;
    if (!(await drained()))
      return [`I6: not drained ${drainsWithinMs} ms after the faults stopped: ${(await this.#difference()) ?? 'no difference'} ${JSON.stringify(this.kiosks.map((kiosk) => ({ ...kiosk.truth.whatIsLeft(), report: kiosk.report })))}`];
    return [...offline.flatMap((kiosk) => recoveredLate(kiosk, quietMs)), ...this.kiosks.flatMap((kiosk) => kiosk.truth.brokenAtTheEnd())];
  }

  async #difference(): Promise<string | null> {
    for (const { main } of this.kiosks) {
      const difference = await this.server.differenceTo(main.timeclockId, main.known());
      if (difference !== null) return difference;
    }
    return null;
  }

  async #clearWeather(): Promise<void> {
    this.isCalm = true;
    this.server.killAt('never');
    if (!this.server.isUp) await this.server.start();
    if (this.server instanceof ModelServer) this.server.forgive();
    for (const kiosk of this.kiosks) {
      Object.assign(kiosk.wire, { isDown: false, isPortal: false, faultRate: 0, maxPunches: Infinity });
      kiosk.main.freeDisk();
      kiosk.main.killAtStep(Infinity, () => undefined);
      kiosk.isSwitchedOn = true;
      if (!kiosk.main.isAlive) this.busy(kiosk.boot());
      else if (!kiosk.isDaemonAlive) kiosk.startDaemon();
      this.#letIn(kiosk);
    }
  }

  /** Somebody signs in wherever a kiosk is shut out. */
  #letIn(kiosk: SimulatedKiosk): void {
    if (kiosk.truth.isShutOut) this.busy(signIn(this, kiosk));
    this.time.setTimeout(() => this.#letIn(kiosk), 2_000);
  }

  #note(what: string): void {
    this.#trace.push(`${(this.time.now() / 1000).toFixed(3).padStart(8)} ${what}`);
  }
}

/** Nothing is left to bring to the server, nothing under way, and no recovery waiting for the end of a Retry-After. */
function isAtRest({ report, truth }: SimulatedKiosk): boolean {
  return report?.online === true && report.state === 'waiting' && !report.recovery && truth.isSettled();
}

/** F1 */
function recoveredLate(kiosk: SimulatedKiosk, quietMs: number): string[] {
  const firstMs = kiosk.wire.syncRequestsAtMs.find((atMs) => atMs >= quietMs);
  const latestMs = Math.max(quietMs, kiosk.silentUntilMs) + recoveryBeginsWithinMs;
  return firstMs === undefined || firstMs > latestMs ? [`F1: recovery began ${(firstMs ?? Infinity) - quietMs} ms after the server was reachable`] : [];
}
