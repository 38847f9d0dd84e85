/**
 * A kiosk in this process that syncs with the central server in this process: main as it is, the daemon's own steps and its reading
 * of answers; only the wire is a call, and the machine a straight line from beginning to end.
 */
import type { z } from 'zod';
import { sealedMediaType, type DeviceCredentials, type RouteName } from '../../shared/contracts/http.ts';
import { receivedRoutes } from '../../shared/contracts/received.ts';
import type { DaemonCallAnswer, DaemonCallInput, DaemonCallName, DaemonConfiguration } from '../../shared/contracts/daemon.ts';
import { createSyncSteps } from '../../daemon/actors.ts';
import type { CallOutcome, MainCalls } from '../../daemon/main-link.ts';
import { createSealer } from '../../daemon/seal-batch.ts';
import { readAnswer } from '../../daemon/server-answer.ts';
import type { RouteAnswer, ServerClient } from '../../daemon/server-client.ts';
import type { PageOutcome, PageSource, SyncSteps } from '../../daemon/sync-steps.ts';
import { answerDaemonCalls } from '../../main/daemon-calls.ts';
import { daemonConfigurationOf } from '../../main/daemon-configuration.ts';
import type { Kiosk } from '../../main/kiosk.ts';
import { newPunchId } from '../../main/punch-id.ts';
import { takeServerTime } from '../../main/server-time.ts';
import { arrangeKiosk, type ArrangeOptions, type KioskInProcess } from './kiosk-in-process.ts';
import { enrol, type ServerInProcess } from './server-in-process.ts';

export interface SyncedKiosk extends KioskInProcess {
  readonly credentials: DeviceCredentials;
  /** Which one it syncs with; another one stands for the same after a restore. */
  server: ServerInProcess;
  /** No cable: every request fails. */
  isOffline: boolean;
  /** What becomes of an answer on its way, once: lost, or changed; null lets it pass. */
  onAnswer: ((route: RouteName, body: unknown) => 'lost' | { readonly body: unknown } | null) | null;
  /** Of its daemon (H5). */
  readonly run: string;
  /** Where its requests come from; this machine where it is null. */
  address: string | null;
  /** A probe: the server tells where it sees the device (K14). */
  probe(): Promise<void>;
  /** One sync; throws with the failure where it fails. */
  sync(mode?: 'normal' | 'recovery'): Promise<void>;
}

/** What a sync needs of a kiosk. */
type Wired = Pick<SyncedKiosk, 'kiosk' | 'clock' | 'server' | 'isOffline' | 'onAnswer' | 'run' | 'address'>;

/** One sync of a kiosk that was set up by other means; throws with the failure where it fails. */
export async function syncInProcess(wired: Pick<Wired, 'kiosk' | 'clock' | 'server'>): Promise<void> {
  await syncOnce(wired.kiosk, stepsOf({ ...wired, isOffline: false, onAnswer: null, run: crypto.randomUUID(), address: null }), 'normal');
}

/** A kiosk enrolled at `timeclockId`, with everything downloaded; closed when the test ends. */
export async function arrangeSyncedKiosk(server: ServerInProcess, timeclockId: number, options: ArrangeOptions = {}): Promise<SyncedKiosk> {
  const arranged = await arrangeKiosk(options);
  const { kiosk, clock } = arranged;
  clock.advanceTo(server.clock.wallMs());
  const credentials = await enrol(server, { deviceId: kiosk.device.deviceId, timeclockId });
  const { properties } = await server.answer('readTimeclock', { body: { tenantId: 'northwind', timeclockId } });
  const { organisation } = await server.answer('findCompany', { body: { company: 'Northwind Foods', alias: 'NWF' } });
  kiosk.connection.transaction(() => {
    kiosk.settings.write('timeclock', properties);
    kiosk.settings.write('organisation', organisation);
    kiosk.settings.write('enrolment', { serverUrl: 'http://127.0.0.1:4780', credentials });
  });
  const synced = syncedWith(arranged, server, credentials);
  await synced.sync();
  await synced.sync();
  return synced;
}

/** A kiosk that is enrolled already, as a copy of another one is. */
export function syncedWith(arranged: KioskInProcess, server: ServerInProcess, credentials: DeviceCredentials): SyncedKiosk {
  const { kiosk } = arranged;
  const synced: SyncedKiosk = {
    ...arranged,
    credentials,
    server,
    isOffline: false,
    onAnswer: null,
    address: null,
    run: crypto.randomUUID(),
    probe: () => probeOnce(kiosk, stepsOf(synced)),
    sync: async (mode = 'normal') => await syncOnce(kiosk, stepsOf(synced), mode),
  };
  return synced;
}

function stepsOf(synced: Wired): SyncSteps {
  const { kiosk, clock } = synced;
  return createSyncSteps({
    client: clientOf(synced),
    main: callsOf(kiosk),
    seal: createSealer(),
    newBatchId: () => newPunchId(clock.wallMs(), 1),
    newNonce: () => crypto.randomUUID(),
    onServerTime: (time) => takeServerTime(kiosk, { kind: 'serverTime', ...time, heardAtMs: null }),
    log: () => undefined,
  });
}

const shapes: { readonly [R in RouteName]: { answer: z.ZodType<RouteAnswer<R>> } } = receivedRoutes;

function clientOf(synced: Wired): Pick<ServerClient, 'ask'> {
  return {
    ask: async (route, request) => {
      if (synced.isOffline) return { kind: 'failed', failure: { kind: 'unreachable' } };
      const { body, query, deviceToken } = request;
      const content = body.kind === 'sealed' ? { body: body.jwe, contentType: sealedMediaType } : body.kind === 'json' ? { body: body.value } : {};
      const answer = await synced.server.ask(route, {
        run: synced.run,
        query: Object.fromEntries(query),
        ...content,
        ...(synced.address === null ? {} : { address: synced.address }),
        ...(deviceToken === null ? {} : { token: deviceToken }),
      });
      const fate = synced.onAnswer?.(route, answer.body) ?? null;
      if (fate === 'lost') return { kind: 'failed', failure: { kind: 'timeout' } };
      const header = (name: string): string | null => textOf(answer.headers[name]);
      return readAnswer(
        { status: answer.status, epoch: header('zentime-epoch'), contract: header('zentime-contract'), retryAfter: header('retry-after'), date: header('date'), body: JSON.stringify(fate === null ? answer.body : fate.body) },
        shapes[route].answer,
        1,
      );
    },
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function callsOf(kiosk: Kiosk): MainCalls {
  const answer = answerDaemonCalls(kiosk);
  return {
    call: async <N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Promise<CallOutcome<DaemonCallAnswer<N>>> => {
      const answered = await answer(name, input);
      if (answered.kind === 'refusal') throw new Error(`main refused ${name}: ${answered.reason}`);
      return { kind: 'answered', answer: answered.result as DaemonCallAnswer<N> };
    },
  };
}

async function probeOnce(kiosk: Kiosk, steps: SyncSteps): Promise<void> {
  succeeded(await steps.probe({ configuration: configurationOf(kiosk), isOffline: false }, new AbortController().signal));
  kiosk.state.takeReport({ state: 'waiting', recovery: false, online: true, progress: null, lastFailure: null, nextSyncAtMs: null });
}

async function syncOnce(kiosk: Kiosk, steps: SyncSteps, mode: 'normal' | 'recovery'): Promise<void> {
  const { signal } = new AbortController();
  const recovery = mode === 'recovery';
  const begun = succeeded(await steps.beginSync({ recovery }));
  if (begun.tokenRenewalDue) succeeded(await steps.renewToken({ configuration: configurationOf(kiosk) }, signal));
  let configuration = configurationOf(kiosk);
  let sent = 0;
  const { upToSequence, upToRecord, lastSyncAt } = begun;
  let isStatusAlone = begun.pending === 0 && begun.statusDue;
  for (let [afterSequence, afterRecord] = [0, 0]; isStatusAlone || afterSequence < upToSequence || afterRecord < upToRecord;) {
    const batch = { recovery, lastSyncAt, isStatusAlone, afterSequence, afterRecord, upToSequence, upToRecord, maxCount: 1000, inHand: null };
    let answered = await steps.uploadBatch({ ...batch, configuration, batchId: null }, signal);
    if (answered.kind === 'failed' && answered.sealingKey !== null) {
      configuration = configurationOf(kiosk);
      answered = await steps.uploadBatch({ ...batch, configuration, batchId: answered.inHand?.batchId ?? null }, signal);
    }
    const upload = succeeded(answered);
    if (upload.kind === 'nothingLeft') break;
    isStatusAlone = false;
    sent += upload.sent;
    [afterSequence, afterRecord] = [upload.lastSequence, upload.lastRecord];
  }
  succeeded(await steps.completeUpload({ recovery, sent }));
  await download(steps, configuration, begun.cursor === null ? { kind: 'full', after: null } : { kind: 'changes', cursor: begun.cursor });
  if (recovery) succeeded(await steps.clear());
  succeeded(await steps.completeSync({ recovery, failure: null, nextSyncAtMs: 0 }));
}

async function download(steps: SyncSteps, configuration: DaemonConfiguration, from: PageSource): Promise<void> {
  const begun = await steps.fetchPage({ configuration, source: from, first: true }, new AbortController().signal);
  if (from.kind === 'changes' && begun.kind === 'failed' && begun.failure.kind === 'cursorUnknown') return await download(steps, configuration, { kind: 'full', after: null });
  const first = succeeded(begun);
  const last = await readOn(steps, configuration, first);
  const behind = from.kind === 'full' ? await readOn(steps, configuration, { ...last, next: { kind: 'changes', cursor: first.cursor } }) : last;
  succeeded(await steps.applyChanges({ cursor: behind.cursor, chainEnd: behind.chainEnd }));
}

type Staged = Extract<PageOutcome, { kind: 'staged' }>;

/** @returns the last page of those that follow on this one */
async function readOn(steps: SyncSteps, configuration: DaemonConfiguration, page: Staged): Promise<Staged> {
  let last = page;
  while (last.next !== null) last = succeeded(await steps.fetchPage({ configuration, source: last.next, first: false }, new AbortController().signal));
  return last;
}

function configurationOf({ settings, state, device }: Kiosk): DaemonConfiguration {
  const configuration = daemonConfigurationOf(settings, state, device);
  if (configuration === null) throw new Error('the kiosk is not set up');
  return configuration;
}

function succeeded<T extends { readonly kind: string }>(outcome: T): Exclude<T, { kind: 'failed' }> {
  if (outcome.kind === 'failed') throw new Error(`a step of the sync failed: ${JSON.stringify(outcome)}`);
  return outcome as Exclude<T, { kind: 'failed' }>;
}
