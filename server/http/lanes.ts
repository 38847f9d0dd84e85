/**
 * I5, F2: jobs wait in two lanes, recovery before normal, and those that wait together are worked off together (group commit).
 * The queue is bounded: beyond it a job is turned away with a time to come back, while what is in hand gets done. A normal job
 * never waits for ever: each group that has any takes the oldest one along. Jobs of one owner (a device) keep their order: what it
 * offered before a recovery job goes with that lane.
 */
import { DatabaseUnavailable } from '../database/unavailable.ts';

export type Lane = 'recovery' | 'normal';

export type LaneOutcome<A> = { readonly kind: 'done'; readonly answer: A } | { readonly kind: 'overloaded'; readonly retryAfterSeconds: number };

export interface LaneLimits {
  /** Jobs, and weight (punches), that may wait at most. */
  readonly mostJobs: number;
  readonly mostWeight: number;
  /** Weight at which a group is full; a single job may weigh more. */
  readonly groupWeight: number;
  /** Groups that may be under way: a second one lies ready for whoever works in another thread. */
  readonly atOnce: number;
}

interface Waiting<J, A> {
  readonly job: J;
  readonly owner: string;
  readonly weight: number;
  readonly settle: (answer: A) => void;
  readonly fail: (cause: unknown) => void;
}

/** A queue over `work`, which answers the jobs of a group in their order, all or none. */
export class Lanes<J, A> {
  readonly #limits: LaneLimits;
  readonly #work: (jobs: readonly J[]) => Promise<readonly A[]>;
  readonly #ownerOf: (job: J) => string;
  readonly #waiting: Record<Lane, Waiting<J, A>[]> = { recovery: [], normal: [] };
  #weightWaiting = 0;
  #weightPerSecond = 20_000;
  readonly #running = new Set<Promise<void>>();

  constructor(limits: LaneLimits, ownerOf: (job: J) => string, work: (jobs: readonly J[]) => Promise<readonly A[]>) {
    this.#limits = limits;
    this.#ownerOf = ownerOf;
    this.#work = work;
  }

  /** Waits for the job's turn and answers it. Rejects only when `work` does, for this very job. */
  async offer(lane: Lane, job: J, weight: number): Promise<LaneOutcome<A>> {
    const jobs = this.#waiting.recovery.length + this.#waiting.normal.length;
    if (jobs >= this.#limits.mostJobs || this.#weightWaiting + weight > this.#limits.mostWeight) return { kind: 'overloaded', retryAfterSeconds: this.#retryAfterSeconds() };
    const answer = new Promise<A>((settle, fail) => {
      this.#queue(lane, { job, owner: this.#ownerOf(job), weight, settle, fail });
    });
    this.#weightWaiting += weight;
    if (this.#running.size < this.#limits.atOnce) this.#begin();
    return { kind: 'done', answer: await answer };
  }

  #queue(lane: Lane, waiting: Waiting<J, A>): void {
    const isOwners = (other: Waiting<J, A>): boolean => other.owner === waiting.owner;
    const { recovery, normal } = this.#waiting;
    if (lane === 'normal' && !recovery.some(isOwners)) {
      normal.push(waiting);
      return;
    }
    const earlier = normal.filter(isOwners);
    if (earlier.length > 0) this.#waiting.normal = normal.filter((other) => !isOwners(other));
    recovery.push(...earlier, waiting);
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #begin(): void {
    const running = this.#run();
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
  }

  async #run(): Promise<void> {
    while (this.#waiting.recovery.length + this.#waiting.normal.length > 0) {
      // What arrived in the same turn of the loop is read first, so that it shares the commit.
      await new Promise((resume) => setImmediate(resume));
      await this.#workOff(this.#takeGroup());
    }
  }

  #takeGroup(): Waiting<J, A>[] {
    const group: Waiting<J, A>[] = [];
    const oldestNormal = this.#waiting.normal.shift();
    let weight = oldestNormal?.weight ?? 0;
    for (const lane of [this.#waiting.recovery, this.#waiting.normal]) {
      while (lane[0] !== undefined && (group.length === 0 || weight + lane[0].weight <= this.#limits.groupWeight)) {
        weight += lane[0].weight;
        group.push(...lane.splice(0, 1));
      }
      if (lane === this.#waiting.recovery && oldestNormal !== undefined) group.push(oldestNormal);
    }
    this.#weightWaiting -= group.reduce((sum, waiting) => sum + waiting.weight, 0);
    return group;
  }

  async #workOff(group: readonly Waiting<J, A>[]): Promise<void> {
    if (group.length === 0) return;
    const startedMs = performance.now();
    try {
      const answers = await this.#work(group.map((waiting) => waiting.job));
      group.forEach((waiting, index) => settleOne(waiting, answers[index]));
      this.#learnSpeed(group, performance.now() - startedMs);
    } catch (cause) {
      // What keeps one job waiting keeps all: nobody stands in line for one time-out after the other.
      if (group.length === 1 || cause instanceof DatabaseUnavailable) for (const waiting of group) waiting.fail(cause);
      // One job's defect must not take the others with it.
      else for (const waiting of group) await this.#workOff([waiting]);
    }
  }

  #learnSpeed(group: readonly Waiting<J, A>[], tookMs: number): void {
    const weight = group.reduce((sum, waiting) => sum + waiting.weight, 0);
    if (weight < 100 || tookMs <= 0) return;
    this.#weightPerSecond = 0.8 * this.#weightPerSecond + (0.2 * weight * 1000 * this.#limits.atOnce) / tookMs;
  }

  #retryAfterSeconds(): number {
    return Math.min(60, Math.max(1, Math.ceil(this.#weightWaiting / this.#weightPerSecond)));
  }
}

function settleOne<J, A>(waiting: Waiting<J, A>, answer: A | undefined): void {
  if (answer === undefined) waiting.fail(new Error('a job of the group was not answered'));
  else waiting.settle(answer);
}
