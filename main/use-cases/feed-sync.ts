/** What the daemon asks for when it uploads (D2, F2). Reading a batch changes nothing: a daemon that dies simply asks again. */
import type { DaemonCallAnswer, DaemonCallInput } from '../../shared/contracts/daemon.ts';
import { readChainHead } from '../database/chain-head.ts';
import { summarisePending, takePendingBatch } from '../database/punches.ts';
import type { Kiosk } from '../kiosk.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'state' | 'time' | 'phases'>;

/** Fixes what belongs to this sync; punches made from now on wait for the next (F7). */
export function beginSync(kiosk: Kiosks, input: DaemonCallInput<'beginSync'>): DaemonCallAnswer<'beginSync'> {
  const { connection, settings } = kiosk;
  const nowMs = kiosk.time.now().bestKnownMs;
  const due = summarisePending(connection, nowMs);
  if (input.recovery && settings.read('recovery') === null) {
    // K7: clearing asks for everything that existed now, refused punches that are not due included.
    const upToSequence = readChainHead(connection, settings).sequenceNumber;
    connection.transaction(() => {
      settings.write('recovery', { upToSequence, startedAtMs: nowMs });
      kiosk.state.recoveryBegun();
    });
  }
  return { ...due, lastSyncAt: settings.read('sync')?.lastSuccessAt ?? null, cursor: settings.read('cursor') };
}

/** The oldest due punches behind `afterSequence`, each as the exact JSON that was stored when it was made. */
export function takeBatch(kiosk: Kiosks, input: DaemonCallInput<'takeBatch'>): DaemonCallAnswer<'takeBatch'> {
  kiosk.phases.sync('uploading');
  const batch = takePendingBatch(kiosk.connection, {
    nowMs: kiosk.time.now().bestKnownMs,
    after: input.afterSequence,
    upTo: input.upToSequence,
    maxPunches: input.maxPunches,
    maxBytes: input.maxBytes,
  });
  return { punches: batch.records, lastSequence: batch.lastSequence };
}
