/** Five bugs that must never be, each planted into a port of the two models: whoever cannot find them proves nothing. */
import type { DaemonCallAnswer, DaemonCallInput, DaemonCallName, SyncReport } from '../../shared/contracts/daemon.ts';
import type { CallOutcome } from '../../daemon/main-link.ts';
import { countingIds } from './identifiers.ts';
import { ModelMain } from './model-main.ts';
import { ModelServer } from './model-server.ts';
import type { Sides } from './simulation.ts';
import { DeviceClock, type SimulatedTime } from './simulated-time.ts';

export const plantedBugs = ['acknowledge before commit', 'drop on 401', 'clear with a failed record', 'cursor before apply', 'new id on retry'] as const;
export type PlantedBug = (typeof plantedBugs)[number];

/** Opens both models with the bug in. */
export function openWith(bug: PlantedBug): (time: SimulatedTime) => Promise<Sides> {
  return (time) => {
    const server = new ModelServer(() => time.wallMs(), bug === 'acknowledge before commit' ? 'afterAnswer' : 'beforeAnswer');
    server.enrol('device-1');
    return Promise.resolve({ server, mains: [mainWith(bug, time, server)] });
  };
}

function mainWith(bug: PlantedBug, time: SimulatedTime, server: ModelServer): ModelMain {
  const parts = [() => time.wallMs(), new DeviceClock(time)] as const;
  switch (bug) {
    case 'acknowledge before commit':
      return new ModelMain(...parts);
    case 'drop on 401':
      return new DroppingMain(...parts);
    case 'clear with a failed record':
      return new ClearingMain(...parts);
    case 'cursor before apply':
      return new HastyMain(server, ...parts);
    case 'new id on retry':
      return new RenamingMain(...parts);
  }
}

type Answered<N extends DaemonCallName> = Promise<CallOutcome<DaemonCallAnswer<N>>>;

/** Whoever is not let in throws away what he wanted to bring. */
class DroppingMain extends ModelMain {
  override takeReport(report: SyncReport): void {
    super.takeReport(report);
    if (report.lastFailure?.kind === 'unauthorised') for (const punch of this.punches) if (punch.status === 'pending') punch.status = 'synced';
    this.version += 1;
  }
}

/** Failed punches do not count when it is asked whether anything may be cleared. */
class ClearingMain extends ModelMain {
  override async answer<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Answered<N> {
    const outcome = await super.answer(name, input);
    const isKept = outcome.kind === 'answered' && 'kind' in outcome.answer && outcome.answer.kind === 'kept' && outcome.answer.pending === 0;
    if (isKept) for (const punch of this.punches) if (punch.status === 'synced') punch.status = 'cleared';
    return outcome;
  }
}

/** The cursor moves with the first page, not with what the pages hold. */
class HastyMain extends ModelMain {
  readonly #server: ModelServer;

  constructor(server: ModelServer, ...parts: ConstructorParameters<typeof ModelMain>) {
    super(...parts);
    this.#server = server;
  }

  override async answer<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Answered<N> {
    const outcome = await super.answer(name, input);
    if (name === 'stageChanges' && this.isAlive) this.cursor = this.#server.cursor;
    return outcome;
  }
}

/** A punch that is sent a second time gets an id of its own. */
class RenamingMain extends ModelMain {
  readonly #sent = new Set<string>();
  readonly #newId = countingIds('batch');

  override async answer<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Answered<N> {
    const outcome = await super.answer(name, input);
    if (outcome.kind !== 'answered' || !('lastSequence' in outcome.answer)) return outcome;
    const { punches } = outcome.answer;
    return { kind: 'answered', answer: { ...outcome.answer, punches: punches.map((text) => (this.#sent.has(text) ? text.replace(/"punchId":"[^"]+"/, `"punchId":"${this.#newId()}"`) : this.#first(text))) } };
  }

  #first(text: string): string {
    this.#sent.add(text);
    return text;
  }
}
