/**
 * G3: a kiosk tries the way of its batches. What has come so far was let in by its token, opened with the sealing key and read as every batch is; what
 * is left is that the database answers. Nothing is stored: a batch with something in it is refused, so that nobody takes its answer for a receipt.
 */
import type { BatchAnswer } from '../../shared/contracts/http.ts';
import { firstPreviousHash } from '../../shared/rules/punch-chain.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { readChainEnd } from '../database/devices.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import type { OfferedBatch } from '../intake/offers.ts';

export type TryBatchOutcome = { readonly kind: 'answer'; readonly answer: BatchAnswer } | Problem;

export async function tryBatch(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: DeviceCaller, batch: OfferedBatch): Promise<TryBatchOutcome> {
  if (batch.offers.length + batch.records.length > 0) return problem('invalidMessage', { errors: [{ path: 'punches', message: 'a dry run carries nothing' }] });
  const chainEnd = (await readChainEnd(tenantScope(deps.database.reader, caller.tenantId), caller.deviceId)) ?? { sequenceNumber: 0, hash: firstPreviousHash };
  return {
    kind: 'answer',
    answer: { batchId: batch.batchId, serverInstant: new Date(deps.clock.wallMs()).toISOString(), verdicts: [], recordVerdicts: [], temporaryEmployees: [], chainEnd, chainGaps: [] },
  };
}
