/**
 * D10: a server that was restored from an older backup says so by the end of this device's chain: it lies behind punches that it
 * had acknowledged. Those are offered again as they were. The decision is stored with the download that told it; the rows follow
 * in pieces, and no sync begins before all of them are pending again: newer ones would hide them from the server's next word.
 */
import type { DaemonCallInput } from '../shared/contracts/daemon.ts';
import { untilReached } from './chunks.ts';
import { readChainHead } from './database/chain-head.ts';
import { countAcknowledged, reofferChunk } from './database/reoffer-punches.ts';
import type { Kiosk } from './kiosk.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'syncLog' | 'time' | 'state' | 'log' | 'pacing'>;
type ChainEnd = NonNullable<DaemonCallInput<'applyChanges'>['chainEnd']>;

/** Compares the server's end of the chain with what it acknowledged, in the caller's transaction; `finishReoffer` carries out what it decides. */
export function noteChainEnd(kiosk: Kiosks, end: ChainEnd): void {
  const { connection, settings } = kiosk;
  const head = readChainHead(connection, settings).sequenceNumber;
  const { stored, acknowledged } = countAcknowledged(connection, end.sequenceNumber, head);
  const cleared = Math.max(0, head - end.sequenceNumber - stored);
  const known = settings.read('serverBehind');
  if (acknowledged + cleared === 0) {
    if (known !== null) settings.clear('serverBehind');
    return;
  }
  // Told again after everything was offered again: once more would never end.
  if (known?.sequenceNumber === end.sequenceNumber && known.hash === end.hash) return;
  settings.write('serverBehind', { ...end, noticedAtMs: kiosk.time.now().bestKnownMs, acknowledged, cleared });
  if (acknowledged > 0) settings.write('reoffer', { after: end.sequenceNumber, upTo: head });
  const fields = { serverHas: end.sequenceNumber, offeredAgain: acknowledged, cleared };
  kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'error', event: 'sync.serverBehind', fields });
  kiosk.log('sync.serverBehind', fields);
}

/** Carries a decided re-offer to its end; answers how many punches are pending again. */
export async function finishReoffer(kiosk: Kiosks): Promise<number> {
  const { connection, settings } = kiosk;
  const reoffer = settings.read('reoffer');
  if (reoffer === null) return 0;
  const atMs = kiosk.time.now().bestKnownMs;
  const punches = await untilReached(kiosk.pacing, reoffer.after, reoffer.upTo, (after, size) => connection.transaction(() => reofferChunk(connection, { after, size, upTo: reoffer.upTo, atMs })));
  settings.clear('reoffer');
  kiosk.state.recount();
  return punches;
}
