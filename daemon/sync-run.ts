/** One sync from its beginning to its end, as the machine carries it: pure functions, as in sync-context.ts. */
import { maxBatchPunches } from '../shared/contracts/http.ts';
import type { SyncFailure } from '../shared/contracts/daemon.ts';
import { backoffMs, maxRetries } from './retry-delay.ts';
import type { BatchInHand, BeginOutcome, PageOutcome, PageSource, ToldChainEnd, UploadInput, UploadOutcome } from './sync-steps.ts';

/** Where a run stands; after a retry it goes on from here. */
export type RunStep = 'beginning' | 'sending' | 'closing' | 'fetching' | 'applying' | 'clearing' | 'renewing';

/** D9: `early`: asked for while the token is good; `expired`: because the server refused it; `done`: once a run is all. */
export type Renewal = 'none' | 'early' | 'expired' | 'done';

/** Where a run goes on behind a renewal: the requests of a run are made there. */
export type StepBehindRenewal = 'sending' | 'fetching';

export interface SyncRun {
  /** Flagged so to the server, and followed by clearing (F2, F4). */
  recovery: boolean;
  step: RunStep;
  /** Punches and records that were pending when it began, and how many of them have been answered (F7, K9). */
  total: number;
  sent: number;
  upToSequence: number;
  upToRecord: number;
  afterSequence: number;
  afterRecord: number;
  lastSyncAt: string | null;
  /** I4: nothing is pending, and the server is to hear how the device stands all the same; until a batch was answered. */
  isStatusAlone: boolean;
  maxCount: number;
  inHand: BatchInHand | null;
  /** D2: the id of the batch that is sealed anew. */
  batchId: string | null;
  /** D2: it has been sealed anew once in this run, and that is all. */
  isSealedAnew: boolean;
  source: PageSource;
  /** All employees came anew in this run; what changed meanwhile, and everything else, is read behind them. */
  isAnew: boolean;
  isFirstPage: boolean;
  newCursor: string;
  chainEnd: ToldChainEnd;
  renewal: Renewal;
  behindRenewal: StepBehindRenewal;
  retries: number;
  lastBackoffMs: number;
  /** When it goes on (monotonic). */
  retryAtMs: number;
}

const fullDownload: PageSource = { kind: 'full', after: null };

export function newRun(recovery: boolean): SyncRun {
  return {
    recovery,
    step: 'beginning',
    total: 0,
    sent: 0,
    upToSequence: 0,
    upToRecord: 0,
    afterSequence: 0,
    afterRecord: 0,
    lastSyncAt: null,
    isStatusAlone: false,
    maxCount: maxBatchPunches,
    inHand: null,
    batchId: null,
    isSealedAnew: false,
    source: fullDownload,
    isAnew: false,
    isFirstPage: true,
    newCursor: '',
    chainEnd: null,
    renewal: 'none',
    behindRenewal: 'sending',
    retries: 0,
    lastBackoffMs: 0,
    retryAtMs: 0,
  };
}

export function begun(run: SyncRun, outcome: BeginOutcome): SyncRun {
  if (outcome.kind === 'failed') return run;
  const { pending, upToSequence, upToRecord, lastSyncAt, cursor, statusDue } = outcome;
  return { ...run, total: pending, upToSequence, upToRecord, lastSyncAt, isStatusAlone: pending === 0 && statusDue, source: cursor === null ? fullDownload : { kind: 'changes', cursor }, isAnew: cursor === null };
}

/** What the next upload step needs of the run. */
export function uploadOf(run: SyncRun): Omit<UploadInput, 'configuration'> {
  const { recovery, lastSyncAt, isStatusAlone, afterSequence, afterRecord, upToSequence, upToRecord, maxCount, batchId, inHand } = run;
  return { recovery, lastSyncAt, isStatusAlone, afterSequence, afterRecord, upToSequence, upToRecord, maxCount, batchId, inHand };
}

export function settled(run: SyncRun, outcome: UploadOutcome): SyncRun {
  if (outcome.kind !== 'settled') return run;
  return { ...run, sent: run.sent + outcome.sent, afterSequence: outcome.lastSequence, afterRecord: outcome.lastRecord, isStatusAlone: false, inHand: outcome.ahead, batchId: null };
}

/** True when the last batch ended where the sync ends: there is no need to ask main for another. */
export function isAllSent(run: SyncRun, outcome: UploadOutcome): boolean {
  return outcome.kind === 'settled' && outcome.lastSequence >= run.upToSequence && outcome.lastRecord >= run.upToRecord;
}

/** The batch that the server found too large, if that is why the upload failed. */
export function tooLargeBatch(outcome: UploadOutcome): BatchInHand | null {
  return outcome.kind === 'failed' && outcome.failure.kind === 'tooLarge' ? outcome.inHand : null;
}

/** How much a batch holds. */
export function sizeOf(batch: BatchInHand): number {
  return batch.punchIds.length + batch.recordIds.length;
}

/** 413: half of it, until one punch or record is left; a single one, or a status alone, is passed over in this cycle, and the size begins anew. */
export function divided(run: SyncRun, batch: BatchInHand): SyncRun {
  if (sizeOf(batch) > 1) return { ...run, inHand: null, batchId: null, maxCount: Math.ceil(sizeOf(batch) / 2) };
  return { ...run, inHand: null, batchId: null, afterSequence: batch.lastSequence, afterRecord: batch.lastRecord, isStatusAlone: false, maxCount: maxBatchPunches };
}

/** D2: true where the batch was refused for its key alone, and there is another key to seal it to. */
export function mayBeSealedAnew(run: SyncRun, outcome: UploadOutcome): boolean {
  return outcome.kind === 'failed' && outcome.sealingKey !== null && !run.isSealedAnew;
}

/** D2: the same punches under the same batch id; what was sealed to the old key is no use any more. */
export function sealedAnew(run: SyncRun): SyncRun {
  return { ...run, inHand: null, batchId: run.inHand?.batchId ?? run.batchId, isSealedAnew: true };
}

export function paged(run: SyncRun, outcome: PageOutcome): SyncRun {
  if (outcome.kind === 'failed') return run;
  // A full download takes several pages, and the world goes on meanwhile: what changed after the first page is read again.
  const newCursor = run.source.kind === 'full' && !run.isFirstPage ? run.newCursor : outcome.cursor;
  return { ...run, isFirstPage: false, source: outcome.next ?? behind(run.source, newCursor), newCursor, chainEnd: outcome.chainEnd };
}

/** D5: employees alone do not say who is at work: entries, operators and texts come with the changes behind them, before any of it is in force. */
function behind(source: PageSource, cursor: string): PageSource {
  return source.kind === 'full' ? { kind: 'changes', cursor } : source;
}

/** True where another page follows on this one. */
export function hasMorePages(run: SyncRun, outcome: PageOutcome): boolean {
  return outcome.kind === 'staged' && (outcome.next !== null || run.source.kind === 'full');
}

/** D9: main says that the token is old; the sync goes on behind the renewal, whatever comes of it. */
export function renewedEarly(run: SyncRun): SyncRun {
  return { ...run, renewal: 'early', behindRenewal: 'sending' };
}

/** D9: the server says that the token has expired; the step that it refused is taken again behind the renewal. */
export function renewedExpired(run: SyncRun): SyncRun {
  return { ...run, renewal: 'expired', behindRenewal: run.step === 'fetching' ? 'fetching' : 'sending' };
}

/** A renewal that failed: an early one is left to the next sync, one that is needed is tried again like every other step. */
export function renewalFailed(run: SyncRun): SyncRun {
  return run.renewal === 'early' ? { ...run, renewal: 'none', step: run.behindRenewal } : run;
}

/** True where asking for a new token may help: the old one has expired, and this run has not asked because of that yet. */
export function mayRenew(run: SyncRun | null, failure: SyncFailure | null): boolean {
  return failure?.kind === 'unauthorised' && failure.code === 'tokenExpired' && run !== null && run.renewal === 'none';
}

/** 410: the server cannot say what changed since our cursor. Once a run: behind a full download it is a step that failed. */
export function needsFullDownload(run: SyncRun, outcome: PageOutcome): boolean {
  return !run.isAnew && outcome.kind === 'failed' && outcome.failure.kind === 'cursorUnknown';
}

export function fromScratch(run: SyncRun): SyncRun {
  return { ...run, source: fullDownload, isAnew: true, isFirstPage: true };
}

/** One retry is used up; `notBeforeMs` is the server's Retry-After as a moment, in the past where there is none. */
export function retried(run: SyncRun, failure: SyncFailure, nowMs: number, notBeforeMs: number, random: number): SyncRun {
  const lastBackoffMs = backoffMs(run.lastBackoffMs, random);
  const retryAtMs = notBeforeMs > nowMs ? notBeforeMs : nowMs + lastBackoffMs;
  return { ...lighter(run, failure), retries: run.retries + 1, lastBackoffMs, retryAtMs };
}

export function isExhausted(run: SyncRun | null): boolean {
  return run === null || run.retries > maxRetries;
}

/** What is done otherwise at the next try: a slow link gets half the batch, a page token or a cursor of this download that is gone a new one. */
function lighter(run: SyncRun, failure: SyncFailure): SyncRun {
  const size = run.inHand === null ? 0 : sizeOf(run.inHand);
  if (run.step === 'sending' && failure.kind === 'timeout' && size > 1) return { ...run, inHand: null, batchId: null, maxCount: Math.ceil(size / 2) };
  if (run.step === 'fetching' && run.source.kind === 'full' && failure.kind === 'serverError' && failure.code === 'pageTokenUnknown') return fromScratch(run);
  if (run.step === 'fetching' && failure.kind === 'cursorUnknown') return fromScratch(run);
  return run;
}

/** A request got no answer that can be our server's: only a ping can tell whether we are still on line. */
export function isConnectionDoubted(failure: SyncFailure): boolean {
  return failure.kind === 'timeout' || failure.kind === 'unreachable' || failure.kind === 'notOurServer' || failure.kind === 'tlsRequired';
}
