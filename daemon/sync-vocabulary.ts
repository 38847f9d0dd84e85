/**
 * The words of the sync machine: its guards, actions and delays, each a thin use of the pure functions in
 * sync-context.ts and sync-run.ts. sync-machine.ts puts them together.
 */
import { assign, enqueueActions, setup } from 'xstate';
import type { DaemonConfiguration, SyncFailure } from '../shared/contracts/daemon.ts';
import type { Clock } from '../shared/lib/clock.ts';
import type { LogEvent, LogFields } from '../shared/lib/log-events.ts';
import { idleProbeMs, offlineProbeMs } from './retry-delay.ts';
import { actorsOf } from './step-actors.ts';
import * as contexts from './sync-context.ts';
import type { Now, ProbePurpose, SyncContext } from './sync-context.ts';
import * as runs from './sync-run.ts';
import type { RunStep, StepBehindRenewal, SyncRun } from './sync-run.ts';
import type { BeginOutcome, PageOutcome, ProbeOutcome, RenewOutcome, SyncSteps, UploadOutcome } from './sync-steps.ts';

/** What may happen to the machine from outside. */
export type SyncEvent = { type: 'configure'; configuration: DaemonConfiguration } | { type: 'syncNow' } | { type: 'networkHint' } | { type: 'stop' };

export interface SyncMachineParts {
  steps: SyncSteps;
  clock: Clock;
  /** From 0 up to 1. */
  random: () => number;
  log: (event: LogEvent, fields: LogFields) => void;
}

/** Two hints closer than this cause one ping. */
const hintQuietMs = 1_000;

/** Any step's outcome, where only failing matters. */
type AnyOutcome = { kind: string } | { kind: 'failed'; failure: SyncFailure };

const machineTypes: { context?: SyncContext; events?: SyncEvent } = {};

function failureOf(outcome: AnyOutcome): SyncFailure | null {
  return 'failure' in outcome ? outcome.failure : null;
}

/** What a state needs that cannot be entered without it. */
function demand<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`The sync machine has no ${what} in a state that needs one.`);
  return value;
}

/** Throws where there is none: no state but `stopped` can be without. */
export const configurationOf = (context: SyncContext): DaemonConfiguration => demand(context.configuration, 'configuration');
export const runOf = (context: SyncContext): SyncRun => demand(context.run, 'run');
const inRun = (context: SyncContext, change: (run: SyncRun) => SyncRun): SyncContext => ({ ...context, run: change(runOf(context)) });

export function syncVocabulary({ steps, clock, random, log }: SyncMachineParts) {
  const now = (): Now => ({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });

  return setup({
    types: machineTypes,
    actors: actorsOf(steps),
    guards: {
      failed: (_, outcome: AnyOutcome) => outcome.kind === 'failed',
      hasOtherCredentials: ({ context }, configuration: DaemonConfiguration) => contexts.hasOtherCredentials(context, configuration),
      beginsSync: ({ context }, outcome: ProbeOutcome) => contexts.beginsSync(context, outcome, now()),
      beginsSyncLater: ({ context }, outcome: ProbeOutcome) => contexts.beginsSync(context, outcome, now()) && contexts.isHeldByServer(context, now()),
      isAnswered: (_, outcome: ProbeOutcome) => outcome.kind === 'online',
      leadsBackTo: ({ context }, { outcome, back }: { outcome: ProbeOutcome; back: string }) => outcome.kind === 'online' && context.probe.back === back,
      isFirstFailureOnline: ({ context }, outcome: ProbeOutcome) => outcome.kind === 'failed' && context.online !== false && context.probe.failures === 0,
      isHintFresh: ({ context }) => now().monotonicMs - context.probe.startedAtMs >= hintQuietMs,
      isServerWilling: ({ context }) => !contexts.isHeldByServer(context, now()),
      isIdlePing: ({ context }) => context.probe.purpose === 'idle' && context.run === null,
      hasNothingToSend: (_, outcome: BeginOutcome) => outcome.kind === 'begun' && outcome.pending === 0 && !outcome.statusDue,
      isAllSent: ({ context }, outcome: UploadOutcome) => outcome.kind === 'nothingLeft' || runs.isAllSent(runOf(context), outcome),
      isTooLarge: (_, outcome: UploadOutcome) => runs.tooLargeBatch(outcome) !== null,
      mayBeSealedAnew: ({ context }, outcome: UploadOutcome) => runs.mayBeSealedAnew(runOf(context), outcome),
      needsFullDownload: ({ context }, outcome: PageOutcome) => runs.needsFullDownload(runOf(context), outcome),
      hasMorePages: ({ context }, outcome: PageOutcome) => runs.hasMorePages(runOf(context), outcome),
      isRenewalDue: (_, outcome: BeginOutcome) => outcome.kind === 'begun' && outcome.tokenRenewalDue,
      mayRenew: ({ context }) => runs.mayRenew(context.run, context.lastFailure),
      isRenewedBefore: ({ context }, { outcome, step }: { outcome: RenewOutcome; step: StepBehindRenewal }) => outcome.kind === 'renewed' && runOf(context).behindRenewal === step,
      isRecovery: ({ context }) => runOf(context).recovery,
      isUnauthorised: ({ context }) => context.lastFailure?.kind === 'unauthorised',
      isConnectionDoubted: ({ context }) => context.isConnectionDoubted,
      isExhausted: ({ context }) => runs.isExhausted(context.run),
      resumesAt: ({ context }, { outcome, step }: { outcome: ProbeOutcome; step: RunStep }) => outcome.kind === 'online' && contexts.resumesAt(context, step, now()),
    },
    actions: {
      start: assign(({ context }, configuration: DaemonConfiguration) => contexts.started(context, configuration, now())),
      reconfigure: assign(({ context }, configuration: DaemonConfiguration) => contexts.reconfigured(context, configuration, now())),
      dropRun: assign({ run: null, isConnectionDoubted: false }),
      probeFor: assign(({ context }, { purpose, back }: { purpose: ProbePurpose; back: SyncContext['probe']['back'] }) => ({ probe: { ...context.probe, purpose, back, failures: purpose === 'confirm' ? 1 : 0 } })),
      beginProbe: assign(({ context }) => contexts.probeBegun(context, now())),
      /** A ping that is under way answers for the sync as well. */
      askForSync: assign(({ context }) => ({ probe: { ...context.probe, purpose: 'startSync' as const, back: 'waiting' as const } })),
      countProbeFailure: assign(({ context }, outcome: ProbeOutcome) => contexts.probeFailed(context, demand(failureOf(outcome), 'failure'), now(), random())),
      goOnline: enqueueActions(({ context, enqueue }, outcome: ProbeOutcome) => {
        if (outcome.kind === 'failed') return;
        if (context.online !== true) log('sync.online', { recovery: context.recoveryDue || context.online === false });
        enqueue.assign(({ context: before }) => contexts.pinged(before, outcome.authenticated));
      }),
      goOffline: enqueueActions(({ context, enqueue }, outcome: ProbeOutcome) => {
        const failure = failureOf(outcome);
        if (context.online !== false) log('sync.offline', { failure: failure?.kind ?? null });
        enqueue.assign(({ context: before }) => ({ ...before, online: false, lastFailure: failure }));
      }),
      postponeSync: assign(({ context }) => ({ dueAtMs: context.notBeforeMs, nextSyncAtMs: now().wallMs + context.notBeforeMs - now().monotonicMs })),
      startRun: assign(({ context }) => ({ run: runs.newRun(context.recoveryDue) })),
      reach: assign(({ context }, step: RunStep) => inRun(context, (run) => ({ ...run, step }))),
      noteBegun: enqueueActions(({ context, enqueue }, outcome: BeginOutcome) => {
        if (outcome.kind === 'begun') log('sync.started', { recovery: runOf(context).recovery, pending: outcome.pending });
        enqueue.assign(inRun(context, (run) => runs.begun(run, outcome)));
      }),
      noteBatch: enqueueActions(({ context, enqueue }, outcome: UploadOutcome) => {
        if (outcome.kind === 'settled') log('sync.uploaded', { punches: outcome.sent, refused: outcome.refused, failed: outcome.failed, total: runOf(context).total });
        enqueue.assign(inRun(context, (run) => runs.settled(run, outcome)));
      }),
      divideBatch: enqueueActions(({ context, enqueue }, outcome: UploadOutcome) => {
        const batch = demand(runs.tooLargeBatch(outcome), 'batch');
        if (runs.sizeOf(batch) === 1) log('sync.punchTooLarge', { punchId: batch.punchIds[0] ?? null, recordId: batch.recordIds[0] ?? null });
        enqueue.assign(inRun(context, (run) => runs.divided(run, batch)));
      }),
      sealAnew: enqueueActions(({ context, enqueue }, outcome: UploadOutcome) => {
        if (outcome.kind !== 'failed') return;
        log('sync.sealedAnew', { kid: outcome.sealingKey?.kid ?? null });
        const run = runs.sealedAnew({ ...runOf(context), inHand: outcome.inHand });
        enqueue.assign({ ...contexts.sealingKeyTaken(context, outcome.sealingKey), run });
      }),
      notePage: assign(({ context }, outcome: PageOutcome) => {
        const after = inRun(context, (run) => runs.paged(run, outcome));
        return outcome.kind === 'staged' ? contexts.sealingKeyTaken(after, outcome.sealingKey) : after;
      }),
      downloadAnew: enqueueActions(({ context, enqueue }) => {
        log('sync.cursorUnknown', {});
        enqueue.assign(inRun(context, runs.fromScratch));
      }),
      renewEarly: assign(({ context }) => inRun(context, runs.renewedEarly)),
      renewExpired: assign(({ context }) => inRun(context, runs.renewedExpired)),
      takeToken: enqueueActions(({ context, enqueue }, outcome: RenewOutcome) => {
        if (outcome.kind === 'failed') return;
        log('sync.tokenRenewed', { when: runOf(context).renewal });
        enqueue.assign(contexts.tokenTaken(context, outcome.deviceToken));
      }),
      noteNotRenewed: enqueueActions(({ context, enqueue }, outcome: RenewOutcome) => {
        log('sync.tokenNotRenewed', { when: runOf(context).renewal, failure: failureOf(outcome)?.kind ?? null });
        enqueue.assign(inRun(context, runs.renewalFailed));
      }),
      noteFailure: enqueueActions(({ context, enqueue }, outcome: AnyOutcome & { inHand?: SyncRun['inHand'] }) => {
        const failure = demand(failureOf(outcome), 'failure');
        const run = { ...runOf(context), inHand: outcome.inHand ?? null };
        log(failure.kind === 'unauthorised' ? 'sync.unauthorised' : 'sync.retrying', { failure: failure.kind, step: run.step, retries: run.retries });
        enqueue.assign(contexts.stepFailed(context, run, failure, now(), [random(), random()]));
      }),
      endSync: enqueueActions(({ context, enqueue }, how: 'completed' | 'brokenOff') => {
        const failure = how === 'completed' ? null : demand(context.lastFailure, 'failure');
        const recovery = context.run?.recovery ?? context.recoveryDue;
        const after = contexts.ended(context, failure, now());
        log(failure === null ? 'sync.completed' : 'sync.failed', { recovery, sent: context.run?.sent ?? 0, failure: failure?.kind ?? null });
        enqueue.assign(after);
        enqueue.spawnChild('completeSync', { id: 'completeSync', input: { recovery, failure, nextSyncAtMs: after.nextSyncAtMs ?? now().wallMs } });
      }),
    },
    delays: {
      idlePing: ({ context }) => idleProbeMs(configurationOf(context).probeIntervalMs, random()),
      offlinePing: ({ context }) => contexts.untilOfflineProbeMs(context, offlineProbeMs(configurationOf(context).probeIntervalMs, random()), now()),
      untilDue: ({ context }) => contexts.untilDueMs(context, now()),
      untilRetry: ({ context }) => contexts.untilRetryMs(context, runOf(context), now()),
    },
  });
}
