/**
 * F4, K7: after a recovery, and only when nothing that existed at its beginning is pending or failed, synced punches that no
 * screen needs leave the device. The decision is one transaction; the rows go in pieces after it, and a kiosk that dies
 * midway finishes the decided clearing at its next start.
 */
import { addDays, dateInZone, startOfWeek } from '../shared/lib/zoned-time.ts';
import { untilReached } from './chunks.ts';
import { readChainHead } from './database/chain-head.ts';
import { clearPunchesChunk, firstStoredSequence } from './database/clear-punches.ts';
import { peopleVersion } from './database/people.ts';
import { countUnsettledUpTo } from './database/unsettled.ts';
import type { Kiosk } from './kiosk.ts';

export type ClearingKiosk = Pick<Kiosk, 'connection' | 'settings' | 'syncLog' | 'journal' | 'time' | 'state' | 'log' | 'pacing' | 'durably'>;

export type ClearingDecision = { kind: 'decided' } | { kind: 'kept'; pending: number; failed: number };

/** Decides on clearing; when decided, `finishClearing` carries it out. */
export function decideClearing(kiosk: ClearingKiosk): ClearingDecision {
  const recovery = kiosk.settings.read('recovery');
  const properties = kiosk.settings.read('timeclock');
  if (recovery === null || properties === null) return { kind: 'kept', pending: 0, failed: 0 };
  const unsettled = countUnsettledUpTo(kiosk.connection, { sequence: recovery.upToSequence, record: recovery.upToRecord });
  // D10: a server of another history may lack what is settled here; it says so with the next changes.
  const chainUnchecked = kiosk.settings.read('chainUnchecked') === true;
  if (unsettled.pending > 0 || unsettled.failed > 0 || chainUnchecked) {
    const fields = { ...unsettled, chainUnchecked };
    kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'warning', event: 'sync.clearingKept', fields });
    kiosk.log('sync.clearingKept', fields);
    return { kind: 'kept', ...unsettled };
  }
  const today = dateInZone(kiosk.time.now().bestKnownMs, properties.timeZone);
  kiosk.durably('clearingDecide', () =>
    kiosk.connection.transaction(() => {
      kiosk.settings.write('chainHead', readChainHead(kiosk.connection, kiosk.settings));
      kiosk.settings.write('clearing', { upToSequence: recovery.upToSequence, today, yesterday: addDays(today, -1) });
      kiosk.settings.clear('recovery');
    }),
  );
  return { kind: 'decided' };
}

/** Carries a decided clearing to its end; answers how many punches went, 0 when none was decided. */
export async function finishClearing(kiosk: ClearingKiosk): Promise<number> {
  const clearing = kiosk.settings.read('clearing');
  const properties = kiosk.settings.read('timeclock');
  if (clearing === null || properties === null) return 0;
  const { upToSequence, today, yesterday } = clearing;
  const firstDayOfWeek = kiosk.settings.read('organisation')?.firstDayOfWeek ?? 1;
  const kept = { version: peopleVersion(kiosk.settings), timeclockId: properties.timeclockId, keepFrom: addDays(startOfWeek(today, firstDayOfWeek), -7) };
  const atMs = kiosk.time.now().bestKnownMs;
  const punches = await untilReached(kiosk.pacing, (firstStoredSequence(kiosk.connection) ?? upToSequence + 1) - 1, upToSequence, (after, size) =>
    kiosk.durably('clearingPiece', () => kiosk.connection.transaction(() => clearPunchesChunk(kiosk.connection, { after, size, upTo: upToSequence, today, yesterday, kept, atMs }))),
  );
  kiosk.durably('clearingEnd', () =>
    kiosk.connection.transaction(() => {
      kiosk.settings.clear('clearing');
      kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'info', event: 'sync.cleared', fields: { punches } });
      kiosk.syncLog.flush();
    }),
  );
  kiosk.log('sync.cleared', { punches });
  kiosk.state.recount();
  return punches;
}
