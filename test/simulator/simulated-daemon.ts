/** One life of the daemon in the simulation: the real machine and the real steps; killing it cuts every thread at once. */
import { createActor, type Actor } from 'xstate';
import type { DaemonCallAnswer, DaemonCallInput, DaemonCallName, DaemonConfiguration, SyncReport } from '../../shared/contracts/daemon.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import { createSyncSteps } from '../../daemon/actors.ts';
import type { CallOutcome, MainCalls } from '../../daemon/main-link.ts';
import { batchText } from '../../daemon/seal-batch.ts';
import { reportOf } from '../../daemon/sync-context.ts';
import { createSyncMachine } from '../../daemon/sync-machine.ts';
import { stateOf } from '../../daemon/sync-state.ts';
import type { ServerClient } from '../../daemon/server-client.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { ServerTime } from './main-side.ts';
import type { SimulatedTime } from './simulated-time.ts';

export interface DaemonWorld {
  time: SimulatedTime;
  /** The device's. */
  clock: Clock;
  random: SeededRandom;
  client: Pick<ServerClient, 'ask'>;
  answer: <N extends DaemonCallName>(name: N, input: DaemonCallInput<N>) => Promise<CallOutcome<DaemonCallAnswer<N>>>;
  newBatchId: () => string;
  onReport: (report: SyncReport) => void;
  onServerTime: (time: ServerTime) => void;
}

export class SimulatedDaemon {
  readonly #actor: Actor<ReturnType<typeof createSyncMachine>>;
  #isAlive = true;

  constructor(world: DaemonWorld, configuration: DaemonConfiguration) {
    let nonces = 0;
    const steps = createSyncSteps({
      client: this.#clientOf(world),
      main: this.#linkTo(world),
      seal: (open) => Promise.resolve(batchText(open)),
      newBatchId: world.newBatchId,
      newNonce: () => `nonce-${(nonces += 1)}-${world.random.below(1e9)}`,
      onServerTime: (time) => world.onServerTime({ kind: 'serverTime', ...time, heardAtMs: world.clock.monotonicMs() }),
      log: () => undefined,
    });
    const machine = createSyncMachine({ steps, clock: world.clock, random: () => world.random.next(), log: () => undefined });
    this.#actor = createActor(machine, { clock: world.time });
    let last = '';
    this.#actor.subscribe({
      next: (snapshot) => {
        const report = reportOf(stateOf(snapshot), snapshot.context);
        const text = JSON.stringify(report);
        if (text !== last) world.onReport(report);
        last = text;
      },
      error: (error) => {
        throw error;
      },
    });
    this.#actor.start();
    this.#actor.send({ type: 'configure', configuration });
  }

  send(type: 'syncNow' | 'networkHint'): void {
    this.#actor.send({ type });
  }

  configure(configuration: DaemonConfiguration): void {
    this.#actor.send({ type: 'configure', configuration });
  }

  /** SIGKILL: what had been handed to main or to the wire goes on there, nothing comes back. */
  kill(): void {
    this.#isAlive = false;
    this.#actor.stop();
  }

  /** The dead hear no answers. */
  #clientOf(world: DaemonWorld): Pick<ServerClient, 'ask'> {
    return {
      ask: async (route, request) => {
        const reply = await world.client.ask(route, request);
        await this.#untilAlive(Promise.resolve());
        return reply;
      },
    };
  }

  /** A message each way takes a moment, and the dead neither ask nor hear. */
  #linkTo(world: DaemonWorld): MainCalls {
    return {
      call: async <N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Promise<CallOutcome<DaemonCallAnswer<N>>> => {
        await this.#untilAlive(world.time.wait(world.random.below(3)));
        const outcome = await world.answer(name, input);
        await this.#untilAlive(world.time.wait(world.random.below(3)));
        return outcome;
      },
    };
  }

  async #untilAlive(moment: Promise<void>): Promise<void> {
    await moment;
    if (!this.#isAlive) await new Promise<never>(() => undefined);
  }
}
