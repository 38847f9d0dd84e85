/**
 * What the sync machine asks others to do, one step each: the machine decides, these act. The daemon fills them with
 * HTTP and the link to main, the simulator with a false wire. A step never rejects for anything that can be expected.
 */
import type { DaemonCallAnswer, DaemonCallInput, DaemonConfiguration, SyncFailure } from '../shared/contracts/daemon.ts';
import type { SealingKey } from '../shared/contracts/sealing.ts';

interface Failed {
  kind: 'failed';
  failure: SyncFailure;
}

/** A batch that is read, sealed and not yet settled. It keeps its id while it is sent again within one sync (D2). */
export interface BatchInHand {
  batchId: string;
  jwe: string;
  punchIds: readonly string[];
  /** K9: what travels beside them. */
  recordIds: readonly string[];
  /** Where the next batch begins. */
  lastSequence: number;
  lastRecord: number;
}

/** Where the next page of a download comes from. `full`: all employees anew; `after` null is the first page. */
export type PageSource = { kind: 'changes'; cursor: string } | { kind: 'full'; after: string | null };

export interface ProbeInput {
  configuration: DaemonConfiguration;
  /** Nothing is to be noticed any more: the answer may take longer. */
  isOffline: boolean;
}

export interface UploadInput {
  configuration: DaemonConfiguration;
  recovery: boolean;
  lastSyncAt: string | null;
  /** I4: where nothing is left, a batch that holds the status and nothing else. */
  isStatusAlone: boolean;
  afterSequence: number;
  afterRecord: number;
  upToSequence: number;
  upToRecord: number;
  /** Punches and records together. */
  maxCount: number;
  /** D2: the id of a batch that is sealed anew, to another key; null gives a new one. */
  batchId: string | null;
  /** Sent as it is when there is one; else the next batch is read first. */
  inHand: BatchInHand | null;
}

export interface PageInput {
  configuration: DaemonConfiguration;
  source: PageSource;
  /** The first page of a download: what an earlier one staged is dropped. */
  first: boolean;
}

/** D10: where the server has the device's chain; null where an answer does not tell. */
export type ToldChainEnd = DaemonCallInput<'applyChanges'>['chainEnd'];

export type ProbeOutcome = { kind: 'online'; authenticated: boolean } | Failed;
export type BeginOutcome = ({ kind: 'begun' } & DaemonCallAnswer<'beginSync'>) | Failed;
/**
 * `settled`: main has stored the verdicts; `ahead` is the next batch, read and sealed meanwhile. A failure hands the batch back, and the
 * key to seal it to where the server opens the old one no more (D2); main has stored that key.
 */
export type UploadOutcome =
  { kind: 'nothingLeft' } | { kind: 'settled'; sent: number; refused: number; failed: number; lastSequence: number; lastRecord: number; ahead: BatchInHand | null } | (Failed & { inHand: BatchInHand | null; sealingKey: SealingKey | null });
export type CloseOutcome = { kind: 'done' } | Failed;
/** `next` null: this was the last page, and `cursor` is where the changes after it begin. `sealingKey`: the server has another one now, which main has stored. */
export type PageOutcome = { kind: 'staged'; next: PageSource | null; cursor: string; chainEnd: ToldChainEnd; sealingKey: SealingKey | null } | Failed;
/** D9: main has stored the new token. */
export type RenewOutcome = { kind: 'renewed'; deviceToken: string } | Failed;
export type ClearOutcome = DaemonCallAnswer<'clearSynced'> | Failed;

/** One function a step; `signal` is aborted when the machine has left the state that asked. */
export interface SyncSteps {
  probe(input: ProbeInput, signal: AbortSignal): Promise<ProbeOutcome>;
  beginSync(input: { recovery: boolean }): Promise<BeginOutcome>;
  uploadBatch(input: UploadInput, signal: AbortSignal): Promise<UploadOutcome>;
  completeUpload(input: { recovery: boolean; sent: number }): Promise<CloseOutcome>;
  fetchPage(input: PageInput, signal: AbortSignal): Promise<PageOutcome>;
  applyChanges(input: DaemonCallInput<'applyChanges'>): Promise<CloseOutcome>;
  renewToken(input: { configuration: DaemonConfiguration }, signal: AbortSignal): Promise<RenewOutcome>;
  clear(): Promise<ClearOutcome>;
  completeSync(input: { recovery: boolean; failure: SyncFailure | null; nextSyncAtMs: number }): Promise<CloseOutcome>;
}
