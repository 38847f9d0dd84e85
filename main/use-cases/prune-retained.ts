/**
 * K7: outside of recovery, what was settled longer ago than the retention goes, and with it old journal segments and log lines; and
 * entries older than the week before last, for this week and last are what screens show (F4).
 */
import type { DaemonCallAnswer, DaemonCallInput } from '../../shared/contracts/daemon.ts';
import { addDays, dateInZone, startOfWeek } from '../../shared/lib/zoned-time.ts';
import { untilDone, untilReached } from '../chunks.ts';
import type { ClearingKiosk } from '../clearing.ts';
import { pruneSets } from '../database/answer-sets.ts';
import { readChainHead } from '../database/chain-head.ts';
import { firstStoredSequence, prunePunchesChunk, segmentsInUse } from '../database/clear-punches.ts';
import { pruneEntriesChunk } from '../database/entries.ts';
import { pruneRecords } from '../database/outbox.ts';

const retentionDays = 35;
const retentionMs = retentionDays * 86_400_000;

export async function pruneRetained(kiosk: ClearingKiosk, _input: DaemonCallInput<'pruneRetained'>): Promise<DaemonCallAnswer<'pruneRetained'>> {
  const properties = kiosk.settings.read('timeclock');
  if (properties === null) return { kind: 'done', pruned: 0 };
  const nowMs = kiosk.time.now().bestKnownMs;
  const beforeMs = nowMs - retentionMs;
  const today = dateInZone(nowMs, properties.timeZone);
  const head = readChainHead(kiosk.connection, kiosk.settings);
  kiosk.settings.write('chainHead', head);
  const bounds = { upTo: head.sequenceNumber, beforeMs, today, yesterday: addDays(today, -1), atMs: nowMs };
  const first = firstStoredSequence(kiosk.connection) ?? head.sequenceNumber + 1;
  const pruned = await untilReached(kiosk.pacing, first - 1, head.sequenceNumber, (after, size) => kiosk.connection.transaction(() => prunePunchesChunk(kiosk.connection, { ...bounds, after, size })));
  pruneRecords(kiosk.connection, beforeMs);
  pruneSets(kiosk.connection, beforeMs);
  await pruneEntries(kiosk, today);
  kiosk.log('journal.pruned', { segments: kiosk.journal.prune(beforeMs, segmentsInUse(kiosk.connection, beforeMs)) });
  kiosk.syncLog.prune();
  kiosk.connection.checkpoint('truncate');
  return { kind: 'done', pruned };
}

async function pruneEntries({ connection, settings, pacing }: ClearingKiosk, today: string): Promise<void> {
  const before = addDays(startOfWeek(today, settings.read('organisation')?.firstDayOfWeek ?? 1), -14);
  const correctedBefore = addDays(today, -retentionDays);
  await untilDone(pacing, (limit) => connection.transaction(() => pruneEntriesChunk(connection, { before, correctedBefore, limit })));
}
