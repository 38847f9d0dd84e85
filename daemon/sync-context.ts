/**
 * What the sync machine remembers, and how each happening changes it: pure functions from context to context, with the
 * time and random numbers as arguments. Nothing of it has to survive the process: main stores what must.
 *
 * Two clocks are kept apart on purpose. Waiting goes by the monotonic one (people move the wall clock, H4); only
 * `nextSyncAtMs` is wall time, because it must mean something after a restart.
 */
import type { DaemonConfiguration, SyncFailure, SyncReport, SyncState } from '../shared/contracts/daemon.ts';
import type { SealingKey } from '../shared/contracts/sealing.ts';
import type { ProbeOutcome } from './sync-steps.ts';
import { retryAfterWithSpreadMs } from './retry-delay.ts';
import { isConnectionDoubted, retried, type RunStep, type SyncRun } from './sync-run.ts';

/** Why a ping is sent. `startSync`: an interval, an administrator or a start asks for a sync; `confirm`: a request of the run got no answer; `resume`: the run's pause is over. */
export type ProbePurpose = 'idle' | 'startSync' | 'confirm' | 'resume';

export interface Probe {
  purpose: ProbePurpose;
  /** Where a successful ping leads when it starts no sync. */
  back: 'waiting' | 'backingOff' | 'unauthorised';
  /** Pings in a row without an answer, in this visit to `probing`. */
  failures: number;
  startedAtMs: number;
}

export interface SyncContext {
  configuration: DaemonConfiguration | null;
  /** Null until the first ping has been answered or has failed. */
  online: boolean | null;
  /** What the last ping said of our token; null where none has since the server refused it. */
  authenticated: boolean | null;
  /** K7: the next sync is a recovery. Stands until one has come to its end. */
  recoveryDue: boolean;
  /** When the next sync is due: monotonic, and the same by the wall clock. */
  dueAtMs: number;
  nextSyncAtMs: number | null;
  /** K8: the server asked not to be troubled before this moment (monotonic). */
  notBeforeMs: number;
  lastFailure: SyncFailure | null;
  /** A request of the run got no answer, and no ping has been answered since. */
  isConnectionDoubted: boolean;
  run: SyncRun | null;
  probe: Probe;
}

/** One reading of the clocks. */
export interface Now {
  monotonicMs: number;
  wallMs: number;
}

export function initialContext(): SyncContext {
  return {
    configuration: null,
    online: null,
    authenticated: null,
    recoveryDue: false,
    dueAtMs: 0,
    nextSyncAtMs: null,
    notBeforeMs: 0,
    lastFailure: null,
    isConnectionDoubted: false,
    run: null,
    probe: { purpose: 'idle', back: 'waiting', failures: 0, startedAtMs: -Infinity },
  };
}

/** The first configuration. A stored time that lies further off than one interval is a moved clock's, and is cut. */
export function started(context: SyncContext, configuration: DaemonConfiguration, now: Now): SyncContext {
  const { nextSyncAtMs, syncIntervalMs, startInRecovery } = configuration;
  const waitMs = startInRecovery || nextSyncAtMs === null ? 0 : Math.min(Math.max(0, nextSyncAtMs - now.wallMs), syncIntervalMs);
  return { ...context, configuration, recoveryDue: startInRecovery, dueAtMs: now.monotonicMs + waitMs, nextSyncAtMs: now.wallMs + waitMs, run: null };
}

/** A later configuration: the time of the next sync stays, unless the new interval is shorter than what is left (D1). */
export function reconfigured(context: SyncContext, configuration: DaemonConfiguration, now: Now): SyncContext {
  const leftMs = Math.min(context.dueAtMs - now.monotonicMs, configuration.syncIntervalMs);
  return { ...context, configuration, dueAtMs: now.monotonicMs + leftMs, nextSyncAtMs: now.wallMs + leftMs };
}

/** True where requests would go elsewhere or as somebody else: what is under way must be begun anew. */
export function hasOtherCredentials(context: SyncContext, next: DaemonConfiguration): boolean {
  const identity = (configuration: DaemonConfiguration | null): string => JSON.stringify(configuration && [configuration.serverUrl, configuration.deviceToken, configuration.deviceId, configuration.sealingKey]);
  return identity(context.configuration) !== identity(next);
}

/** Milliseconds until the next sync: by whichever clock says less, so that a machine that slept does not wait again. */
export function untilDueMs(context: SyncContext, now: Now): number {
  const byWallMs = context.nextSyncAtMs === null ? Infinity : context.nextSyncAtMs - now.wallMs;
  const dueMs = Math.min(context.dueAtMs - now.monotonicMs, byWallMs);
  return Math.max(0, dueMs, context.notBeforeMs - now.monotonicMs);
}

/** Milliseconds until the step that failed is tried again. */
export function untilRetryMs(context: SyncContext, run: SyncRun, now: Now): number {
  return Math.max(0, run.retryAtMs - now.monotonicMs, context.notBeforeMs - now.monotonicMs);
}

/** True where the ping's answer lets the run go on at `step`. */
export function resumesAt(context: SyncContext, step: RunStep, now: Now): boolean {
  return context.probe.purpose === 'resume' && context.run?.step === step && !isHeldByServer(context, now);
}

export function isHeldByServer(context: SyncContext, now: Now): boolean {
  return now.monotonicMs < context.notBeforeMs;
}

/** Milliseconds from now to the next ping while off line: the cadence counts from the last ping's start, so that a slow one costs nothing more. */
export function untilOfflineProbeMs(context: SyncContext, cadenceMs: number, now: Now): number {
  return Math.max(0, context.probe.startedAtMs + cadenceMs - now.monotonicMs, context.notBeforeMs - now.monotonicMs);
}

export function probeBegun(context: SyncContext, now: Now): SyncContext {
  return { ...context, probe: { ...context.probe, startedAtMs: now.monotonicMs } };
}

/** K7: every confirmed change from off line to on line makes a recovery due. */
export function pinged(context: SyncContext, authenticated: boolean): SyncContext {
  const cameBack = context.online === false;
  return { ...context, online: true, authenticated, isConnectionDoubted: false, recoveryDue: context.recoveryDue || cameBack, lastFailure: cameBack ? null : context.lastFailure };
}

/** True where the ping's answer begins a sync: it was asked for, the network came back, it is due, or the token is good again. */
export function beginsSync(context: SyncContext, outcome: ProbeOutcome, now: Now): boolean {
  if (outcome.kind === 'failed') return false;
  const { purpose, back } = context.probe;
  if (purpose === 'startSync' || context.online === false) return true;
  if (back === 'backingOff') return false;
  if (back === 'unauthorised') return context.authenticated === false && outcome.authenticated;
  return untilDueMs(context, now) === 0;
}

/** A ping was not answered. Its Retry-After holds syncs back only where our own server gave it: a proxy may not silence us. */
export function probeFailed(context: SyncContext, failure: SyncFailure, now: Now, spread: number): SyncContext {
  const isOurs = failure.kind === 'serverError' && failure.code !== null;
  const probe = { ...context.probe, failures: context.probe.failures + 1 };
  return { ...context, probe, notBeforeMs: isOurs ? holdUntilMs(context, failure, now, spread) : context.notBeforeMs };
}

function holdUntilMs(context: SyncContext, failure: SyncFailure, now: Now, spread: number): number {
  if (failure.kind !== 'serverError' || failure.retryAfterMs === null) return context.notBeforeMs;
  return Math.max(context.notBeforeMs, now.monotonicMs + retryAfterWithSpreadMs(failure.retryAfterMs, spread));
}

/** A step of `run` failed: one retry is used up, and the server's Retry-After holds from now on (K8). */
export function stepFailed(context: SyncContext, run: SyncRun, failure: SyncFailure, now: Now, [spread, jitter]: [number, number]): SyncContext {
  const notBeforeMs = holdUntilMs(context, failure, now, spread);
  return {
    ...context,
    lastFailure: failure,
    notBeforeMs,
    isConnectionDoubted: isConnectionDoubted(failure),
    authenticated: failure.kind === 'unauthorised' ? null : context.authenticated,
    run: retried(run, failure, now.monotonicMs, notBeforeMs, jitter),
  };
}

/** D9: main has stored the new token; from here on it is the one that is shown. */
export function tokenTaken(context: SyncContext, deviceToken: string): SyncContext {
  const { configuration, run } = context;
  return { ...context, configuration: configuration && { ...configuration, deviceToken }, lastFailure: null, run: run && { ...run, renewal: 'done' } };
}

/** D2: main has stored the new key; from here on batches are sealed to it. */
export function sealingKeyTaken(context: SyncContext, sealingKey: SealingKey | null): SyncContext {
  const { configuration } = context;
  return sealingKey === null || configuration === null ? context : { ...context, configuration: { ...configuration, sealingKey } };
}

/** The sync is over, or was not possible: the interval counts from here (D1, D7, D8). */
export function ended(context: SyncContext, failure: SyncFailure | null, now: Now): SyncContext {
  const waitMs = Math.max(context.configuration?.syncIntervalMs ?? 0, context.notBeforeMs - now.monotonicMs);
  return {
    ...context,
    run: null,
    isConnectionDoubted: false,
    recoveryDue: context.recoveryDue && failure !== null,
    lastFailure: failure,
    dueAtMs: now.monotonicMs + waitMs,
    nextSyncAtMs: now.wallMs + waitMs,
  };
}

export function reportOf(state: SyncState, context: SyncContext): SyncReport {
  const { run, online, lastFailure, nextSyncAtMs, recoveryDue } = context;
  const progress = run === null ? null : { sent: run.sent, total: Math.max(run.total, run.sent) };
  return { state, recovery: run?.recovery ?? recoveryDue, online, progress, lastFailure, nextSyncAtMs };
}
