/** A sync machine on a bench: scripted steps, simulated time, and ways to bring it into each state. */
import { createActor, type Actor } from 'xstate';
import type { DaemonConfiguration, SyncFailure, SyncReport, SyncState } from '../../shared/contracts/daemon.ts';
import { reportOf, type SyncContext } from '../../daemon/sync-context.ts';
import { createSyncMachine } from '../../daemon/sync-machine.ts';
import { stateOf } from '../../daemon/sync-state.ts';
import type { SyncEvent } from '../../daemon/sync-vocabulary.ts';
import type { LogEvent } from '../../shared/lib/log-events.ts';
import { SimulatedTime } from '../simulator/simulated-time.ts';
import { ScriptedSteps } from './scripted-steps.ts';

export const benchConfiguration: DaemonConfiguration = {
  serverUrl: 'https://server.example',
  deviceToken: 'a-token',
  deviceId: 'device-1',
  sealingKey: { kid: 'key-1', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  appVersion: '1.0.0',
  syncIntervalMs: 600_000,
  probeIntervalMs: 2_000,
  nextSyncAtMs: null,
  startInRecovery: false,
};

export const unreachable: SyncFailure = { kind: 'unreachable' };

export function serverError(retryAfterMs: number | null = null): SyncFailure {
  return { kind: 'serverError', status: 503, code: 'overloaded', retryAfterMs };
}

export class SyncBench {
  readonly time = new SimulatedTime();
  readonly script = new ScriptedSteps();
  readonly logged: LogEvent[] = [];
  /** States in the order in which they were seen; one that is entered again is seen again. */
  readonly seen: SyncState[] = [];
  random = 0.5;
  readonly #actor: Actor<ReturnType<typeof createSyncMachine>>;

  constructor() {
    const machine = createSyncMachine({ steps: this.script.steps, clock: this.time, random: () => this.random, log: (event) => this.logged.push(event) });
    this.#actor = createActor(machine, { clock: this.time });
    this.#actor.subscribe((snapshot) => this.seen.push(stateOf(snapshot)));
    this.#actor.start();
  }

  get state(): SyncState {
    return stateOf(this.#actor.getSnapshot());
  }

  is(state: SyncState): boolean {
    return this.state === state;
  }

  get context(): SyncContext {
    return this.#actor.getSnapshot().context;
  }

  get report(): SyncReport {
    return reportOf(this.state, this.context);
  }

  send(event: SyncEvent): void {
    this.#actor.send(event);
  }

  configure(changes: Partial<DaemonConfiguration> = {}): void {
    this.send({ type: 'configure', configuration: { ...benchConfiguration, ...changes } });
  }

  /** Lets time pass, timer by timer. */
  pass(milliseconds: number): void {
    const untilMs = this.time.now() + milliseconds;
    for (;;) {
      const next = this.time.nextDueMs();
      if (next === null || next > untilMs) break;
      this.time.set(Math.max(next, this.time.now()));
    }
    this.time.set(untilMs);
  }

  async ping(outcome: 'online' | 'strange' | 'away'): Promise<void> {
    await this.script.settle('probe', outcome === 'away' ? { kind: 'failed', failure: unreachable } : { kind: 'online', authenticated: outcome === 'online' });
  }

  /** From `configure` on: on line, with the first sync one interval away. */
  async toWaiting(changes: Partial<DaemonConfiguration> = {}): Promise<void> {
    this.configure({ nextSyncAtMs: Number.MAX_SAFE_INTEGER, ...changes });
    await this.ping('online');
  }

  async toOffline(changes: Partial<DaemonConfiguration> = {}): Promise<void> {
    this.configure({ nextSyncAtMs: Number.MAX_SAFE_INTEGER, ...changes });
    await this.ping('away');
    await this.ping('away');
  }

  /** A sync that has begun, with three punches pending. */
  async toUploading(changes: Partial<DaemonConfiguration> = {}): Promise<void> {
    this.configure(changes);
    await this.ping('online');
    await this.script.settle('beginSync', { kind: 'begun', pending: 3, upToSequence: 3, upToRecord: 0, lastSyncAt: null, cursor: 'c1', tokenRenewalDue: false, statusDue: false });
  }

  async toDownloading(changes: Partial<DaemonConfiguration> = {}): Promise<void> {
    await this.toUploading(changes);
    await this.settleAll();
    await this.script.settle('completeUpload', { kind: 'done' });
  }

  async toClearing(changes: Partial<DaemonConfiguration> = {}): Promise<void> {
    await this.toDownloading({ startInRecovery: true, ...changes });
    await this.script.settle('fetchPage', { kind: 'staged', next: null, cursor: 'c2', chainEnd: null, sealingKey: null });
    await this.script.settle('applyChanges', { kind: 'done' });
  }

  /** The batch of the three punches is settled. */
  async settleAll(): Promise<void> {
    await this.script.settle('uploadBatch', { kind: 'settled', sent: 3, refused: 0, failed: 0, lastSequence: 3, lastRecord: 0, ahead: null });
  }

  /** The upload under way ends so. */
  async failUpload(failure: SyncFailure): Promise<void> {
    await this.script.settle('uploadBatch', { kind: 'failed', failure, inHand: null, sealingKey: null });
  }

  /** D2: the server opens no more what the batch under way is sealed to; main has stored the key that follows. */
  async replaceKey(): Promise<void> {
    const sealingKey = { ...benchConfiguration.sealingKey, kid: 'key-2' };
    await this.script.settle('uploadBatch', {
      kind: 'failed',
      failure: { kind: 'serverError', status: 422, code: 'sealingKeyUnknown', retryAfterMs: null },
      inHand: { batchId: 'b1', jwe: 'sealed to key-1', punchIds: ['p1', 'p2', 'p3'], recordIds: [], lastSequence: 3, lastRecord: 0 },
      sealingKey,
    });
  }

  async toBackingOff(retryAfterMs: number | null = null, changes: Partial<DaemonConfiguration> = {}): Promise<void> {
    await this.toUploading(changes);
    await this.failUpload(serverError(retryAfterMs));
  }

  /** A new token is being asked for, because the server says that the old one has expired. */
  async toRenewing(changes: Partial<DaemonConfiguration> = {}): Promise<void> {
    await this.toUploading(changes);
    await this.failUpload({ kind: 'unauthorised', code: 'tokenExpired' });
  }

  async toUnauthorised(changes: Partial<DaemonConfiguration> = {}): Promise<void> {
    await this.toUploading(changes);
    await this.failUpload({ kind: 'unauthorised', code: 'tokenRevoked' });
  }
}
