/** K7: outside of recovery, what was settled longer ago than the retention goes, and with it old journal segments and log lines. */
import type { DaemonCallAnswer, DaemonCallInput } from '../../shared/contracts/daemon.ts';
import { addDays, dateInZone } from '../../shared/lib/zoned-time.ts';
import { untilReached } from '../chunks.ts';
import type { ClearingKiosk } from '../clearing.ts';
import { readChainHead } from '../database/chain-head.ts';
import { firstStoredSequence, prunePunchesChunk, unsettledSegments } from '../database/clear-punches.ts';

const retentionMs = 35 * 86_400_000;

export async function pruneRetained(kiosk: ClearingKiosk, _input: DaemonCallInput<'pruneRetained'>): Promise<DaemonCallAnswer<'pruneRetained'>> {
  const properties = kiosk.settings.read('timeclock');
  if (properties === null) return { kind: 'done', pruned: 0 };
  const nowMs = kiosk.time.now().bestKnownMs;
  const beforeMs = nowMs - retentionMs;
  const today = dateInZone(nowMs, properties.timeZone);
  const head = readChainHead(kiosk.connection, kiosk.settings);
  kiosk.settings.write('chainHead', head);
  const bounds = { upTo: head.sequenceNumber, beforeMs, today, yesterday: addDays(today, -1) };
  const first = firstStoredSequence(kiosk.connection) ?? head.sequenceNumber + 1;
  const pruned = await untilReached(kiosk.pacing, first - 1, head.sequenceNumber, (after, size) => kiosk.connection.transaction(() => prunePunchesChunk(kiosk.connection, { ...bounds, after, size })));
  kiosk.log('journal.pruned', { segments: kiosk.journal.prune(beforeMs, unsettledSegments(kiosk.connection)) });
  kiosk.syncLog.prune();
  kiosk.connection.checkpoint('truncate');
  return { kind: 'done', pruned };
}
