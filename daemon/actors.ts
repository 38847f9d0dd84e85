/**
 * The steps of the sync as they are really taken: over HTTP to the server, over the link to main. They hold nothing but the
 * answer to one batch that was sent early; what one of them needs, the machine or main gives it. A step that reads answers settles them with main before it
 * says that it is done, so that nothing counts that is not stored.
 */
import { z } from 'zod';
import type { DaemonCallAnswer, DaemonCallInput, DaemonCallName, DaemonConfiguration, SyncFailure, ToMain } from '../shared/contracts/daemon.ts';
import { maxBatchBytes, type BatchAnswer, type PingAnswer } from '../shared/contracts/http.ts';
import type { SealingKey } from '../shared/contracts/sealing.ts';
import type { LogEvent, LogFields } from '../shared/lib/log-events.ts';
import { unreachable } from '../shared/lib/outcome.ts';
import type { MainCalls } from './main-link.ts';
import { envelopeBytes, type SealBatch } from './seal-batch.ts';
import { followSuccessors } from './sealing-key-chain.ts';
import type { ServerReply } from './server-answer.ts';
import type { RequestBody, ServerClient } from './server-client.ts';
import type { BatchInHand, PageInput, PageOutcome, ProbeInput, ProbeOutcome, RenewOutcome, SyncSteps, UploadInput, UploadOutcome } from './sync-steps.ts';
import { maxRequestMs, offlinePingTimeoutMs, pingTimeoutMs } from './time-limits.ts';

/** What an answer tells of the server beside what it was asked for. */
type TimedAnswer = { serverInstant: string } & Partial<Pick<PingAnswer, 'seenAddress' | 'zoneDataEdition' | 'contractVersion' | 'programVersion'>>;
type ServerTime = Omit<Extract<ToMain, { kind: 'serverTime' }>, 'kind' | 'heardAtMs'>;

export interface StepParts {
  client: Pick<ServerClient, 'ask'>;
  main: MainCalls;
  seal: SealBatch;
  /** A UUIDv7. */
  newBatchId: () => string;
  /** At least 8 characters that nobody can guess. */
  newNonce: () => string;
  /** H4: the time that an answer of the server bore. */
  onServerTime: (time: ServerTime) => void;
  log: (event: LogEvent, fields: LogFields) => void;
}

/** Changes or employees a page: small enough that main can take one in without a tap noticing. */
const pageSize = 250;
const noBody: RequestBody = { kind: 'none' };
const withPunchId = z.object({ punchId: z.uuid() }).transform((punch) => punch.punchId);
const withRecordId = z.object({ recordId: z.uuid() }).transform((record) => record.recordId);

type Failed = { kind: 'failed'; failure: SyncFailure };
const failed = (failure: SyncFailure): Failed => ({ kind: 'failed', failure });
const mainRefused: SyncFailure = { kind: 'mainRefused' };

/** The one batch that was sent while main stored the verdicts on the one before it. */
interface SentAhead {
  readonly batchId: string;
  readonly serverUrl: string;
  readonly deviceToken: string;
  readonly controller: AbortController;
  readonly reply: Promise<ServerReply<BatchAnswer>>;
}

export function createSyncSteps(parts: StepParts): SyncSteps {
  const { client, main, onServerTime } = parts;
  let sentAhead: SentAhead | null = null;

  async function askMain<N extends DaemonCallName>(name: N, input: DaemonCallInput<N>): Promise<DaemonCallAnswer<N> | null> {
    const outcome = await main.call(name, input);
    if (outcome.kind === 'answered') return outcome.answer;
    parts.log('daemon.callRefused', { name, reason: outcome.reason });
    return null;
  }

  /** H4: only of an answer that repeats a nonce or a batch's id. Whatever else comes may be an old one that somebody on the way kept. */
  function noteTime(reply: ServerReply<TimedAnswer>, authenticated: boolean): void {
    if (reply.kind !== 'answered') return;
    const { serverInstant, seenAddress = null, zoneDataEdition = null, contractVersion, programVersion = null } = reply.answer;
    const serverVersions = contractVersion === undefined ? null : { program: programVersion, contract: contractVersion };
    onServerTime({ serverInstant, roundTripMs: reply.roundTripMs, authenticated, serverEpoch: reply.serverEpoch, seenAddress, zoneDataEdition, serverVersions });
  }

  async function probe({ configuration, isOffline }: ProbeInput, signal: AbortSignal): Promise<ProbeOutcome> {
    const nonce = parts.newNonce();
    const reply = await client.ask('ping', { ...addressOf(configuration), query: new Map([['nonce', nonce]]), body: noBody, timeoutMs: isOffline ? offlinePingTimeoutMs : pingTimeoutMs }, signal);
    if (reply.kind === 'failed') return reply;
    // E3: whoever repeats another nonce plays back an old answer.
    if (reply.answer.nonce !== nonce) return failed({ kind: 'notOurServer' });
    noteTime(reply, reply.answer.authenticated);
    return { kind: 'online', authenticated: reply.answer.authenticated };
  }

  /** Reads and seals the batch behind `after`; null when nothing is left. */
  async function readBatch(input: UploadInput, after: Pick<UploadInput, 'afterSequence' | 'afterRecord'>): Promise<BatchInHand | Failed | null> {
    const { upToSequence, upToRecord, maxCount, recovery, lastSyncAt, configuration } = input;
    const { afterSequence, afterRecord } = after;
    const taken = await askMain('takeBatch', { afterSequence, afterRecord, upToSequence, upToRecord, maxCount, maxBytes: maxBatchBytes - envelopeBytes });
    if (taken === null) return failed(mainRefused);
    const { punches, records, lastSequence, lastRecord } = taken;
    if (punches.length + records.length === 0 && !input.isStatusAlone) return null;
    const punchIds = idsOf(punches, withPunchId);
    const recordIds = idsOf(records, withRecordId);
    if (punchIds === null || recordIds === null) return failed(mainRefused);
    const isFirst = afterSequence === input.afterSequence && afterRecord === input.afterRecord;
    const batchId = (isFirst ? input.batchId : null) ?? parts.newBatchId();
    const jwe = await parts.seal({ batchId, deviceId: configuration.deviceId, recovery, lastSyncAt, status: taken.status, records, punches }, configuration.sealingKey).catch(() => null);
    if (jwe !== null) return { batchId, jwe, punchIds, recordIds, lastSequence, lastRecord };
    parts.log('daemon.badConfiguration', { what: 'sealingKey' });
    return failed(mainRefused);
  }

  function post(input: UploadInput, batch: BatchInHand, signal: AbortSignal): Promise<ServerReply<BatchAnswer>> {
    const query = new Map([['lane', input.recovery ? 'recovery' : 'normal']]);
    return client.ask('uploadBatch', { ...addressOf(input.configuration), query, body: { kind: 'sealed', jwe: batch.jwe }, timeoutMs: maxRequestMs }, signal);
  }

  /** The answer to `batch`, which may be on its way already: then it is not sent a second time. */
  function replyTo(batch: BatchInHand, input: UploadInput, signal: AbortSignal): Promise<ServerReply<BatchAnswer>> {
    const early = sentAhead;
    sentAhead = null;
    const isSame = early?.batchId === batch.batchId && early.serverUrl === input.configuration.serverUrl && early.deviceToken === input.configuration.deviceToken;
    if (early === null || !isSame || signal.aborted) {
      early?.controller.abort();
      return post(input, batch, signal);
    }
    signal.addEventListener('abort', () => early.controller.abort(), { once: true });
    return early.reply;
  }

  function sendAhead(batch: BatchInHand, input: UploadInput, signal: AbortSignal): void {
    const controller = new AbortController();
    signal.addEventListener('abort', () => controller.abort(), { once: true });
    sentAhead = { batchId: batch.batchId, ...addressOf(input.configuration), controller, reply: post(input, batch, controller.signal) };
  }

  function callBack(): void {
    sentAhead?.controller.abort();
    sentAhead = null;
  }

  async function uploadBatch(input: UploadInput, signal: AbortSignal): Promise<UploadOutcome> {
    const batch = input.inHand ?? (await readBatch(input, input));
    if (batch === null) return { kind: 'nothingLeft' };
    if ('failure' in batch) return { ...batch, inHand: null, sealingKey: null };
    const sending = replyTo(batch, input, signal);
    // While this one travels, the next is read and sealed: round trips decide how long a recovery takes.
    const { lastSequence, lastRecord } = batch;
    const reading = lastSequence < input.upToSequence || lastRecord < input.upToRecord ? readBatch(input, { afterSequence: lastSequence, afterRecord: lastRecord }) : Promise.resolve(null);
    const reply = await sending;
    if (reply.kind === 'failed') return { ...reply, inHand: batch, sealingKey: isKeyUnknown(reply.failure) ? await followKey(input.configuration, signal) : null };
    const handBack = (failure: SyncFailure): UploadOutcome => ({ ...failed(failure), inHand: batch, sealingKey: null });
    if (!answersBatch(reply.answer, batch)) return handBack({ kind: 'badAnswer' });
    noteTime(reply, true);
    const { chainGaps, verdicts, recordVerdicts, temporaryEmployees } = reply.answer;
    // D10: before the verdicts are stored, for afterwards a punch that has just come counts as acknowledged.
    if (chainGaps.length > 0 && (await askMain('noteChainGaps', { punchIds: chainGaps })) === null) return handBack(mainRefused);
    const storing = askMain('settleBatch', { verdicts, recordVerdicts, temporaryEmployees, recovery: input.recovery });
    const ahead = await reading;
    // Could the next one not be read, then it will be tried again, and fail, when it is its turn.
    const isReady = ahead !== null && !('failure' in ahead);
    // While main stores, the server judges the next: nothing of it counts before it is its turn here.
    if (isReady && !signal.aborted) sendAhead(ahead, input, signal);
    const stored = await storing;
    if (stored !== null) return { kind: 'settled', sent: batch.punchIds.length + batch.recordIds.length, refused: stored.refused, failed: stored.failed, lastSequence, lastRecord, ahead: isReady ? ahead : null };
    callBack();
    return handBack(mainRefused);
  }

  /** D2: the server's key of today, if the one that we have vouches for it and main has stored it; else null. */
  async function followKey(configuration: DaemonConfiguration, signal: AbortSignal): Promise<SealingKey | null> {
    const { kid } = configuration.sealingKey;
    const reply = await client.ask('readSealingKeys', { ...addressOf(configuration), query: new Map([['from', kid]]), body: noBody, timeoutMs: maxRequestMs }, signal);
    if (reply.kind === 'failed') return null;
    const sealingKey = await followSuccessors(configuration.sealingKey, reply.answer.successors);
    if (sealingKey === null) {
      parts.log('sync.sealingKeyNotTrusted', { kid });
      return null;
    }
    return (await askMain('storeSealingKey', { sealingKey, replaces: kid })) === null ? null : sealingKey;
  }

  async function stage(changes: unknown[], input: PageInput, page: Extract<PageOutcome, { kind: 'staged' }>): Promise<PageOutcome> {
    const stored = await askMain('stageChanges', { changes, full: input.source.kind === 'full', first: input.first });
    return stored === null ? failed(mainRefused) : page;
  }

  async function fetchChanges(input: PageInput, cursor: string, signal: AbortSignal): Promise<PageOutcome> {
    const query = new Map([
      ['cursor', cursor],
      ['limit', String(pageSize)],
    ]);
    const reply = await client.ask('readChanges', { ...addressOf(input.configuration), query, body: noBody, timeoutMs: maxRequestMs }, signal);
    if (reply.kind === 'failed') return reply;
    const { changes, more, cursor: next, chainEnd, sealingKid } = reply.answer;
    // More to come from the same place would never end.
    if (more && next === cursor) return failed({ kind: 'badAnswer' });
    const isReplaced = !more && sealingKid !== null && sealingKid !== input.configuration.sealingKey.kid;
    const sealingKey = isReplaced ? await followKey(input.configuration, signal) : null;
    return await stage(changes, input, { kind: 'staged', next: more ? { kind: 'changes', cursor: next } : null, cursor: next, chainEnd, sealingKey });
  }

  async function fetchEmployees(input: PageInput, after: string | null, signal: AbortSignal): Promise<PageOutcome> {
    const query = new Map([['limit', String(pageSize)]]);
    if (after !== null) query.set('after', after);
    const reply = await client.ask('readEmployees', { ...addressOf(input.configuration), query, body: noBody, timeoutMs: maxRequestMs }, signal);
    if (reply.kind === 'failed') return reply;
    const { employees, next, cursor } = reply.answer;
    if (next !== null && next === after) return failed({ kind: 'badAnswer' });
    const changes = employees.map((employee) => ({ kind: 'employee' as const, employee }));
    return await stage(changes, input, { kind: 'staged', next: next === null ? null : { kind: 'full', after: next }, cursor, chainEnd: null, sealingKey: null });
  }

  /** D9: an answer that is lost does no harm: the old token stays good until the new one is first shown. */
  async function renewToken({ configuration }: { configuration: DaemonConfiguration }, signal: AbortSignal): Promise<RenewOutcome> {
    const reply = await client.ask('renewToken', { ...addressOf(configuration), query: new Map(), body: noBody, timeoutMs: maxRequestMs }, signal);
    if (reply.kind === 'failed') return reply;
    const { deviceToken, tokenExpiresAt } = reply.answer;
    const stored = await askMain('storeToken', { deviceToken, tokenExpiresAt, replaces: configuration.deviceToken });
    return stored === null ? failed(mainRefused) : { kind: 'renewed', deviceToken };
  }

  return {
    probe,
    uploadBatch,
    renewToken,
    async beginSync(input) {
      const begun = await askMain('beginSync', input);
      return begun === null ? failed(mainRefused) : { kind: 'begun', ...begun };
    },
    async fetchPage(input, signal) {
      switch (input.source.kind) {
        case 'changes':
          return await fetchChanges(input, input.source.cursor, signal);
        case 'full':
          return await fetchEmployees(input, input.source.after, signal);
        default:
          return unreachable(input.source, 'page source');
      }
    },
    completeUpload: async (input) => (await askMain('completeUpload', input)) ?? failed(mainRefused),
    applyChanges: async (input) => (await askMain('applyChanges', input)) ?? failed(mainRefused),
    clear: async () => (await askMain('clearSynced', {})) ?? failed(mainRefused),
    completeSync: async (input) => (await askMain('completeSync', input)) ?? failed(mainRefused),
  };
}

function isKeyUnknown(failure: SyncFailure): boolean {
  return failure.kind === 'serverError' && failure.code === 'sealingKeyUnknown';
}

function addressOf({ serverUrl, deviceToken }: DaemonConfiguration): { serverUrl: string; deviceToken: string } {
  return { serverUrl, deviceToken };
}

/** Null when a text is no punch or no record: main is at fault, and nothing is sent. */
function idsOf(texts: readonly string[], withId: z.ZodType<string>): string[] | null {
  try {
    return texts.map((text) => withId.parse(JSON.parse(text)));
  } catch {
    return null;
  }
}

/** H2, K9: one verdict for each punch and each record of this batch, and for none besides; anything else settles nothing. */
function answersBatch(answer: BatchAnswer, batch: BatchInHand): boolean {
  if (answer.batchId !== batch.batchId) return false;
  const punches = answer.verdicts.map((verdict) => verdict.punchId);
  const records = answer.recordVerdicts.map((verdict) => verdict.recordId);
  return isSameSet(punches, batch.punchIds) && isSameSet(records, batch.recordIds);
}

function isSameSet(judged: readonly string[], sent: readonly string[]): boolean {
  const known = new Set(judged);
  return judged.length === sent.length && sent.every((id) => known.has(id));
}
