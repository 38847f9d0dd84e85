/**
 * D10: a server that was restored from an older backup says so in two ways: the end of this device's chain lies behind punches that
 * it had acknowledged, or, where a newer punch came first, it tells of a gap before that one. What it acknowledged is offered again
 * as it was: what is stored here, and what has been cleared from the sealed copies in the journal. The decision is stored with the
 * answer that told it; the rows follow in pieces, before anything is cleared and before the next sync begins.
 */
import type { DaemonCallInput } from '../shared/contracts/daemon.ts';
import { inSlices, untilReached } from './chunks.ts';
import { readChainHead } from './database/chain-head.ts';
import { offerRecordsAgain } from './database/outbox.ts';
import { findPunch, findPunchBySequence } from './database/punches.ts';
import { countAcknowledged, reofferChunk } from './database/reoffer-punches.ts';
import { countReceipts, restorePunches } from './database/restore-punches.ts';
import { headerBytes as journalStart } from './database/journal-frame.ts';
import type { Kiosk } from './kiosk.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'syncLog' | 'journal' | 'time' | 'state' | 'log' | 'pacing' | 'punchStore'>;
type ChainEnd = NonNullable<DaemonCallInput<'applyChanges'>['chainEnd']>;

/** Nobody can say how far back a gap reaches: so many are offered again, and the oldest of them tells whether there are more. */
const gapWindow = 5_000;

/** Compares the server's end of the chain with what it acknowledged, in the caller's transaction; `finishReoffer` carries out what it decides. */
export function noteChainEnd(kiosk: Kiosks, end: ChainEnd): void {
  const { connection, settings } = kiosk;
  if (settings.read('chainUnchecked') === true) settings.clear('chainUnchecked');
  const head = readChainHead(connection, settings).sequenceNumber;
  if (end.sequenceNumber > head) return goOnFrom(kiosk, end, head);
  const { stored, acknowledged } = countAcknowledged(connection, end.sequenceNumber, head);
  const aside = settings.read('chainAside');
  const setAside = aside?.after === end.sequenceNumber ? aside.upTo - aside.after : 0;
  const cleared = Math.max(0, head - end.sequenceNumber - stored - setAside);
  const known = settings.read('serverBehind');
  if (acknowledged + cleared === 0) {
    if (known !== null) settings.clear('serverBehind');
    return;
  }
  // Told again after everything was offered again: once more would never end.
  if (known?.sequenceNumber === end.sequenceNumber && known.hash === end.hash) return;
  settings.write('serverBehind', { ...end, noticedAtMs: kiosk.time.now().bestKnownMs, acknowledged, cleared });
  decide(kiosk, { after: end.sequenceNumber, upTo: head }, { offeredAgain: acknowledged, cleared });
}

/**
 * H5: the server has punches of this device that the device knows nothing of: it was restored from an older state (or its disk was copied,
 * which the server finds out). Nothing is lost, for the server has them; what is made from now on goes on behind them, so that the chain
 * forks no further.
 */
function goOnFrom(kiosk: Kiosks, end: ChainEnd, head: number): void {
  kiosk.settings.write('chainHead', { ...end, position: null });
  kiosk.punchStore.forgetHead();
  tell(kiosk, 'warning', 'sync.deviceBehind', { head, server: end.sequenceNumber });
}

/** Looks at what the device has before each of these punches, in the caller's transaction; `finishReoffer` carries out what it decides. */
export function noteChainGaps(kiosk: Kiosks, punchIds: readonly string[]): void {
  const goneUpTo = kiosk.settings.read('goneUpTo') ?? 0;
  for (const punchId of punchIds) {
    const upTo = (findPunch(kiosk.connection, punchId)?.sequenceNumber ?? 0) - 1;
    const previous = findPunchBySequence(kiosk.connection, upTo);
    // One that the server has never acknowledged is missing there by right: it is pending here.
    if (upTo < 1 || previous?.status === 'pending' || (previous === undefined && upTo <= goneUpTo)) continue;
    const after = Math.max(0, upTo - gapWindow);
    const { stored, acknowledged } = countAcknowledged(kiosk.connection, after, upTo);
    decide(kiosk, { after, upTo }, { offeredAgain: acknowledged, cleared: previous === undefined ? upTo - after - stored : 0 });
  }
}

interface Range {
  readonly after: number;
  readonly upTo: number;
}

function decide(kiosk: Kiosks, range: Range, counts: { readonly offeredAgain: number; readonly cleared: number }): void {
  const { settings } = kiosk;
  const decided = settings.read('reoffer') ?? range;
  if (counts.offeredAgain + counts.cleared > 0) settings.write('reoffer', { after: Math.min(decided.after, range.after), upTo: Math.max(decided.upTo, range.upTo) });
  tell(kiosk, 'error', 'sync.serverBehind', { ...range, ...counts });
}

/** Carries a decided re-offer to its end; answers how many punches are pending again. A kiosk that dies midway begins it anew: what is pending already stays as it is. */
export async function finishReoffer(kiosk: Kiosks): Promise<number> {
  const { connection, settings } = kiosk;
  const reoffer = settings.read('reoffer');
  if (reoffer === null) return 0;
  const atMs = kiosk.time.now().bestKnownMs;
  const fromDevice = await untilReached(kiosk.pacing, reoffer.after, reoffer.upTo, (after, size) => connection.transaction(() => reofferChunk(connection, { after, size, upTo: reoffer.upTo, atMs })));
  const fromJournal = await restoreFromJournal(kiosk, reoffer, atMs);
  if (fromJournal !== 'unreadable') connection.transaction(() => conclude(kiosk, reoffer, { fromDevice, fromJournal }));
  kiosk.state.recount();
  return fromDevice + (fromJournal === 'unreadable' ? 0 : fromJournal);
}

function conclude(kiosk: Kiosks, range: Range, counts: { readonly fromDevice: number; readonly fromJournal: number }): void {
  const { connection, settings } = kiosk;
  settings.clear('reoffer');
  const records = offerRecordsAgain(connection, range.after);
  if (findPunchBySequence(connection, range.upTo) === undefined) settings.write('goneUpTo', Math.max(range.upTo, settings.read('goneUpTo') ?? 0));
  const { stored } = countAcknowledged(connection, range.after, range.upTo);
  tell(kiosk, 'warning', 'sync.offeredAgain', { ...range, ...counts, records, notHere: range.upTo - range.after - stored });
}

/** `unreadable`: the journal could not be read now. The queue does not wait for it; the next sync tries again. */
async function restoreFromJournal(kiosk: Kiosks, range: Range, atMs: number): Promise<number | 'unreadable'> {
  const { connection, journal } = kiosk;
  const { receipts, firstSegment } = countReceipts(connection, range);
  if (receipts === 0 || firstSegment === null) return 0;
  let restored = 0;
  try {
    await inSlices(kiosk.pacing, journal.readFrom({ segment: firstSegment, end: journalStart }), (entries) => {
      restored += connection.transaction(() => restorePunches(connection, entries, range, atMs));
    });
  } catch (error) {
    kiosk.log('journal.unreadable', { why: error instanceof Error ? error.message : String(error) });
    return 'unreadable';
  }
  return restored;
}

function tell(kiosk: Kiosks, level: 'warning' | 'error', event: 'sync.serverBehind' | 'sync.offeredAgain' | 'sync.deviceBehind', fields: Readonly<Record<string, number>>): void {
  kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level, event, fields });
  kiosk.log(event, fields);
}
