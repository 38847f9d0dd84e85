import { describe, expect, it } from 'vitest';
import type { DaemonConfiguration, SyncFailure, SyncState } from '../shared/contracts/daemon.ts';
import { serverError, SyncBench, unreachable } from '../test/support/sync-bench.ts';
import { probingTable, syncMachineTable, type Decision, type ProbeSituation, type TableEvent } from './sync-machine-table.ts';
import type { RunStep } from './sync-run.ts';

/** The interval is over before any ping is due; or the ping long before the interval. */
const shortInterval = { syncIntervalMs: 3_000, probeIntervalMs: 60_000 };
const longAll = { syncIntervalMs: 3_600_000, probeIntervalMs: 60_000 };
const shortPings = { syncIntervalMs: 3_600_000, probeIntervalMs: 2_000 };

type Changes = Partial<DaemonConfiguration>;

const arrive: Record<SyncState, (bench: SyncBench, changes: Changes, event: TableEvent) => Promise<void>> = {
  stopped: () => Promise.resolve(),
  waiting: (bench, changes) => bench.toWaiting(changes),
  offline: (bench, changes) => bench.toOffline(changes),
  probing: (bench, changes) => Promise.resolve(bench.configure({ nextSyncAtMs: Number.MAX_SAFE_INTEGER, ...changes })),
  uploading: (bench, changes) => bench.toUploading(changes),
  downloading: (bench, changes) => bench.toDownloading(changes),
  clearing: (bench, changes) => bench.toClearing(changes),
  renewing: (bench, changes) => bench.toRenewing(changes),
  backingOff: (bench, changes, event) => bench.toBackingOff(event === 'retryPausePasses' ? 1_000 : 60_000, changes),
  unauthorised: (bench, changes) => bench.toUnauthorised(changes),
};

async function stepFails(bench: SyncBench, failure: SyncFailure): Promise<void> {
  if (bench.state === 'uploading') await bench.failUpload(failure);
  else if (bench.state === 'downloading') await bench.script.settle('fetchPage', { kind: 'failed', failure });
  else if (bench.state === 'renewing') await bench.script.settle('renewToken', { kind: 'failed', failure });
  else await bench.script.settle('clear', { kind: 'failed', failure });
}

/** Carries the step under way, and those that follow in the same state, to a good end. */
async function stepsSucceed(bench: SyncBench): Promise<void> {
  if (bench.state === 'uploading') {
    await bench.settleAll();
    await bench.script.settle('completeUpload', { kind: 'done' });
  } else if (bench.state === 'downloading') {
    await bench.script.settle('fetchPage', { kind: 'staged', next: null, cursor: 'c2', chainEnd: null, sealingKey: null });
    await bench.script.settle('applyChanges', { kind: 'done' });
  } else if (bench.state === 'renewing') {
    await bench.script.settle('renewToken', { kind: 'renewed', deviceToken: 'a-new-token' });
  } else {
    await bench.script.settle('clear', { kind: 'cleared', punches: 3 });
  }
}

const happen: Record<TableEvent, (bench: SyncBench, changes: Changes) => Promise<void> | void> = {
  configure: (bench, changes) => bench.configure(changes),
  configureAnew: (bench, changes) => bench.configure({ ...changes, deviceToken: 'another-token' }),
  syncNow: (bench) => bench.send({ type: 'syncNow' }),
  networkHint: (bench) => {
    bench.pass(1_500);
    bench.send({ type: 'networkHint' });
  },
  stop: (bench) => bench.send({ type: 'stop' }),
  intervalPasses: (bench) => bench.pass(shortInterval.syncIntervalMs),
  pingPausePasses: (bench) => bench.pass(8_000),
  retryPausePasses: (bench) => bench.pass(2_500),
  pingAnswered: (bench) => bench.ping('online'),
  pingUnanswered: (bench) => bench.ping('away'),
  stepDone: stepsSucceed,
  stepFailed: (bench) => stepFails(bench, bench.state === 'clearing' ? { kind: 'mainRefused' } : serverError()),
  stepUnanswered: (bench) => stepFails(bench, unreachable),
  tokenRefused: (bench) => stepFails(bench, { kind: 'unauthorised', code: 'tokenRevoked' }),
  tokenExpired: (bench) => stepFails(bench, { kind: 'unauthorised', code: 'tokenExpired' }),
  keyReplaced: async (bench) => {
    await bench.replaceKey();
    expect(bench.script.inputs.uploadBatch.at(-1)).toMatchObject({ batchId: 'b1', inHand: null, configuration: { sealingKey: { kid: 'key-2' } } });
  },
};

const cannotHappen = /^ignored: (no (ping|step) is under way|only main is asked|only a batch is sealed)$/;

/** What the machine does: where it went first, or that it stayed. */
async function decide(state: SyncState, event: TableEvent): Promise<{ bench: SyncBench; went: SyncState | null }> {
  const timing: Partial<Record<TableEvent, Changes>> = { intervalPasses: shortInterval, retryPausePasses: longAll };
  const changes = timing[event] ?? shortPings;
  const bench = new SyncBench();
  await arrive[state](bench, changes, event);
  expect(bench.state).toBe(state);
  const asked = bench.script.asked.length;
  const seen = bench.seen.length;
  await happen[event](bench, changes);
  const isAsked = bench.script.asked.length > asked;
  const others = bench.seen.slice(seen).filter((one) => one !== state);
  return { bench, went: others[0] ?? (isAsked && state === 'probing' ? 'probing' : null) };
}

const pairs = Object.entries(syncMachineTable).flatMap(([state, row]) => Object.entries(row).map(([event, decision]) => ({ state: state as SyncState, event: event as TableEvent, decision })));

describe('sync machine, state by event', () => {
  it.each(pairs)('D1 K8 in $state, $event: $decision', async ({ state, event, decision }) => {
    if (cannotHappen.test(decision)) {
      const bench = new SyncBench();
      await arrive[state](bench, shortPings, event);
      const names = decision.includes('ping') ? (['probe'] as const) : (['uploadBatch', ...(event === 'keyReplaced' ? [] : (['fetchPage', 'renewToken'] as const)), ...(decision.includes('step') ? (['clear'] as const) : [])] as const);
      expect(names.filter((name) => bench.script.isOpen(name))).toEqual([]);
      return;
    }
    const { bench, went } = await decide(state, event);
    expect(went === null ? 'no other state' : `goes to ${went}`).toBe(decision.startsWith('goes to') ? decision : 'no other state');
    if (went === null) expect(bench.state).toBe(state);
  });
});

const situations: Record<ProbeSituation, (bench: SyncBench) => Promise<void>> = {
  fromWaiting: async (bench) => {
    await bench.toWaiting();
    bench.pass(8_000);
  },
  whenDue: async (bench) => {
    await bench.toWaiting(shortInterval);
    bench.pass(shortInterval.syncIntervalMs);
  },
  fromBackingOff: async (bench) => {
    await bench.toBackingOff(60_000);
    bench.pass(8_000);
  },
  fromUnauthorised: async (bench) => {
    await bench.toUnauthorised();
    bench.pass(8_000);
  },
  tokenGoodAgain: async (bench) => {
    await bench.toUnauthorised();
    bench.pass(8_000);
    await bench.ping('strange');
    bench.pass(8_000);
  },
  confirming: async (bench) => {
    await bench.toUploading();
    await bench.failUpload(unreachable);
  },
  resuming: async (bench) => {
    await bench.toBackingOff();
    bench.pass(2_500);
  },
  whileOffline: async (bench) => {
    await bench.toOffline();
    bench.pass(2_000);
  },
  heldByServer: async (bench) => {
    await bench.toOffline();
    bench.pass(2_000);
    await bench.script.settle('probe', { kind: 'failed', failure: serverError(1_000) });
    bench.configure({ deviceToken: 'another-token' });
  },
};

describe('sync machine, after a ping', () => {
  it.each(Object.entries(probingTable).flatMap(([situation, row]) => Object.entries(row).map(([outcome, decision]): [string, string, Decision] => [situation, outcome, decision])))(
    'E1 E3 %s, %s: %s',
    async (situation, outcome, decision) => {
      const bench = new SyncBench();
      await situations[situation as ProbeSituation](bench);
      expect(bench.state).toBe('probing');
      await bench.ping(outcome === 'answered' ? 'online' : 'away');
      if (bench.state === 'probing') await bench.ping('away');
      expect(`goes to ${bench.state}`).toBe(decision);
    },
  );
});

describe('sync machine, after a pause', () => {
  const failing: Record<RunStep, (bench: SyncBench) => Promise<void>> = {
    beginning: async (bench) => {
      bench.configure({ startInRecovery: true });
      await bench.ping('online');
      await bench.script.settle('beginSync', { kind: 'failed', failure: { kind: 'mainRefused' } });
    },
    sending: (bench) => bench.toBackingOff(),
    closing: async (bench) => {
      await bench.toUploading();
      await bench.settleAll();
      await bench.script.settle('completeUpload', { kind: 'failed', failure: { kind: 'mainRefused' } });
    },
    fetching: async (bench) => {
      await bench.toDownloading();
      await bench.script.settle('fetchPage', { kind: 'failed', failure: { kind: 'badAnswer' } });
    },
    applying: async (bench) => {
      await bench.toDownloading();
      await bench.script.settle('fetchPage', { kind: 'staged', next: null, cursor: 'c2', chainEnd: null, sealingKey: null });
      await bench.script.settle('applyChanges', { kind: 'failed', failure: { kind: 'mainRefused' } });
    },
    clearing: async (bench) => {
      await bench.toClearing();
      await bench.script.settle('clear', { kind: 'failed', failure: { kind: 'mainRefused' } });
    },
    renewing: async (bench) => {
      await bench.toRenewing();
      await bench.script.settle('renewToken', { kind: 'failed', failure: { kind: 'mainRefused' } });
    },
  };
  const asks: Record<RunStep, string> = { renewing: 'renewToken', beginning: 'beginSync', sending: 'uploadBatch', closing: 'completeUpload', fetching: 'fetchPage', applying: 'applyChanges', clearing: 'clear' };

  it.each(Object.entries(failing))('K8 goes on at the step that failed: %s', async (step, fail) => {
    const bench = new SyncBench();
    await fail(bench);
    expect(bench.state).toBe('backingOff');
    bench.pass(4_000);
    await bench.ping('online');
    expect(bench.script.asked.at(-1)).toBe(asks[step as RunStep]);
  });
});
