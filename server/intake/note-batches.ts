/** I4: notes what came with each batch and what its device told of itself. */
import type { BatchAnswer } from '../../shared/contracts/http.ts';
import { insertBatches, pruneBatches } from '../database/batches.ts';
import { updateDevices } from '../database/device-status.ts';
import type { ChainEnd } from '../database/devices.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { noChain } from './chain-notes.ts';
import type { OfferedBatch } from './offers.ts';
import { countKinds } from './verdicts.ts';

/** @param ends of the chains, by device */
export async function noteBatches(scope: TenantScope, answers: ReadonlyMap<OfferedBatch, BatchAnswer>, ends: ReadonlyMap<string, ChainEnd>, nowMs: number): Promise<void> {
  const latest = new Map([...answers.keys()].map((batch) => [batch.device.deviceId, batch]));
  await updateDevices(
    scope,
    [...latest].map(([deviceId, batch]) => ({ deviceId, end: ends.get(deviceId) ?? noChain, status: batch.status, lastSyncMs: batch.lastSyncMs, contactMs: batch.origin === 'device' ? nowMs : null })),
  );
  await insertBatches(
    scope,
    [...answers].map(([batch, answer]) => toRow(batch, answer, nowMs)),
  );
  for (const batch of answers.keys()) if (isTimeToPrune(batch)) await pruneBatches(scope, batch.device.deviceId);
}

function toRow(batch: OfferedBatch, answer: BatchAnswer, nowMs: number) {
  return {
    device_id: batch.device.deviceId,
    received_ms: nowMs,
    batch_id: batch.batchId,
    lane: batch.recovery ? ('recovery' as const) : ('normal' as const),
    address: batch.address,
    ...countKinds(answer.verdicts),
    records: answer.recordVerdicts.length,
  };
}

/** One batch in sixteen: ids are random. */
function isTimeToPrune(batch: OfferedBatch): boolean {
  return batch.batchId.startsWith('0');
}
