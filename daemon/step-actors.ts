/** The steps as XState actors. A step answers with a value; one that rejects is a defect and stops the machine. */
import { fromPromise } from 'xstate';
import type { DaemonCallInput, DaemonConfiguration, SyncFailure } from '../shared/contracts/daemon.ts';
import type { BeginOutcome, ClearOutcome, CloseOutcome, PageInput, PageOutcome, ProbeInput, ProbeOutcome, RenewOutcome, SyncSteps, UploadInput, UploadOutcome } from './sync-steps.ts';

export interface CompleteSyncInput {
  recovery: boolean;
  failure: SyncFailure | null;
  nextSyncAtMs: number;
}

export function actorsOf(steps: SyncSteps) {
  return {
    probe: fromPromise<ProbeOutcome, ProbeInput>(({ input, signal }) => steps.probe(input, signal)),
    beginSync: fromPromise<BeginOutcome, { recovery: boolean }>(({ input }) => steps.beginSync(input)),
    uploadBatch: fromPromise<UploadOutcome, UploadInput>(({ input, signal }) => steps.uploadBatch(input, signal)),
    completeUpload: fromPromise<CloseOutcome, { recovery: boolean; sent: number }>(({ input }) => steps.completeUpload(input)),
    fetchPage: fromPromise<PageOutcome, PageInput>(({ input, signal }) => steps.fetchPage(input, signal)),
    applyChanges: fromPromise<CloseOutcome, DaemonCallInput<'applyChanges'>>(({ input }) => steps.applyChanges(input)),
    renewToken: fromPromise<RenewOutcome, { configuration: DaemonConfiguration }>(({ input, signal }) => steps.renewToken(input, signal)),
    clear: fromPromise<ClearOutcome>(() => steps.clear()),
    completeSync: fromPromise<CloseOutcome, CompleteSyncInput>(({ input }) => steps.completeSync(input)),
  };
}
