/**
 * What the daemon brings back: verdicts, changes, the end of a sync. Each call stores in one transaction what must be seen
 * together; everything may be repeated by a daemon that died before it heard the answer.
 */
import type { DaemonCallAnswer, DaemonCallInput } from '../../shared/contracts/daemon.ts';
import { listOperators } from '../database/outcomes.ts';
import { settleRecords } from '../database/outbox.ts';
import { settlePunches } from '../database/settle-punches.ts';
import { settleTemporary } from '../database/settle-temporary.ts';
import { peopleVersion } from '../database/people.ts';
import { beginStaging, bringIntoForce, stageChangesInPieces, sweepAfterDownload } from '../download.ts';
import { decideClearing, finishClearing } from '../clearing.ts';
import type { Kiosk } from '../kiosk.ts';
import { findPerson } from '../known-person.ts';
import { readOfferFor } from '../offer.ts';
import { notePassedOver } from '../note-faults.ts';
import { PassedOver } from '../passed-over.ts';
import { finishReoffer, noteChainEnd, noteChainGaps } from '../server-chain.ts';

type Kiosks = Pick<
  Kiosk,
  'punchStore' | 'connection' | 'settings' | 'syncLog' | 'journal' | 'time' | 'state' | 'sessions' | 'operators' | 'daemon' | 'durably' | 'log' | 'emit' | 'pacing' | 'staging' | 'safekeeping' | 'whereabouts' | 'settingsFaults'
>;

/** D4, F2, K9: one transaction a batch. */
export function settleBatch(kiosk: Kiosks, input: DaemonCallInput<'settleBatch'>): DaemonCallAnswer<'settleBatch'> {
  const nowMs = kiosk.time.now().bestKnownMs;
  const settled = kiosk.durably('batchSettle', () =>
    kiosk.connection.transaction(() => {
      noteRefusals(kiosk, input, nowMs);
      const punches = settlePunches(kiosk.connection, input.verdicts, nowMs);
      const records = settleRecords(kiosk.connection, input.recordVerdicts, nowMs);
      for (const { temporaryEmployeeId, outcome } of input.temporaryEmployees) settleTemporary(kiosk.connection, temporaryEmployeeId, outcome);
      kiosk.settings.write('statusTold', { atMs: nowMs });
      kiosk.syncLog.flush();
      return { synced: punches.synced + records.settled, refused: punches.refused + records.refused, failed: punches.failed, ignored: punches.ignored + records.ignored };
    }),
  );
  const { ignored, ...counts } = settled;
  if (ignored > 0) kiosk.log('sync.verdictIgnored', { count: ignored });
  kiosk.state.outboxSettled(counts);
  if (input.temporaryEmployees.length > 0) tellWhoStandsHere(kiosk);
  return { kind: 'done', ...counts };
}

/** D10: a server that misses what it had acknowledged gets it again, from the next sync on. */
export function chainGapsTold(kiosk: Kiosks, input: DaemonCallInput<'noteChainGaps'>): DaemonCallAnswer<'noteChainGaps'> {
  kiosk.connection.transaction(() => noteChainGaps(kiosk, input.punchIds));
  return { kind: 'done' };
}

/** D4, F5: each refusal and each failure is logged for administrators. */
function noteRefusals(kiosk: Kiosks, input: DaemonCallInput<'settleBatch'>, atMs: number): void {
  for (const verdict of input.verdicts) {
    if (verdict.kind === 'refused') kiosk.syncLog.append({ atMs, level: 'warning', event: 'punch.refused', fields: { punchId: verdict.punchId, code: verdict.code } });
    if (verdict.kind === 'failed') kiosk.syncLog.append({ atMs, level: 'warning', event: 'punch.failed', fields: { punchId: verdict.punchId, reason: verdict.reason } });
  }
  for (const verdict of input.recordVerdicts) {
    if (verdict.kind === 'refused') kiosk.syncLog.append({ atMs, level: 'warning', event: 'record.refused', fields: { recordId: verdict.recordId, code: verdict.code } });
  }
}

/** F4: the upload was answered to its end. */
export function completeUpload(kiosk: Kiosks, input: DaemonCallInput<'completeUpload'>): DaemonCallAnswer<'completeUpload'> {
  const atMs = kiosk.time.now().bestKnownMs;
  kiosk.durably('uploadComplete', () =>
    kiosk.connection.transaction(() => {
      kiosk.state.uploadAnswered();
      if (input.recovery) kiosk.syncLog.append({ atMs, level: 'info', event: 'sync.uploaded', fields: { sent: input.sent, recovery: true } });
      kiosk.syncLog.flush();
    }),
  );
  kiosk.state.announceStatus();
  return { kind: 'done' };
}

/** D6: a page goes where nobody sees it yet. */
export async function stageChanges(kiosk: Kiosks, input: DaemonCallInput<'stageChanges'>): Promise<DaemonCallAnswer<'stageChanges'>> {
  if (input.first) {
    const scope = input.full ? 'people' : 'changes';
    kiosk.staging.present = null;
    await beginStaging(kiosk, kiosk.pacing, scope);
    kiosk.staging.present = { scope, passedOver: new PassedOver() };
  }
  if (kiosk.staging.present?.scope === 'people' && !input.full) kiosk.staging.present = { ...kiosk.staging.present, scope: 'everything' };
  const { present } = kiosk.staging;
  if (present === null) throw new Error('a page came that no first page came before');
  await kiosk.durably('pageStage', () => stageChangesInPieces(kiosk, kiosk.pacing, present, input.changes));
  return { kind: 'done' };
}

/** D6: all pages at once, with the cursor. What screens show follows at once. */
export async function applyChanges(kiosk: Kiosks, input: DaemonCallInput<'applyChanges'>): Promise<DaemonCallAnswer<'applyChanges'>> {
  const { present } = kiosk.staging;
  if (present === null) throw new Error('nothing was staged that could be applied');
  const { scope, passedOver } = present;
  const kioskBefore = JSON.stringify(kiosk.state.kiosk());
  const intervalBefore = kiosk.settings.read('timeclock')?.syncIntervalSeconds;
  const applied = kiosk.durably('changesApply', () =>
    kiosk.connection.transaction(() => {
      if (input.chainEnd !== null) noteChainEnd(kiosk, input.chainEnd);
      notePassedOver(kiosk, passedOver, scope !== 'changes');
      return bringIntoForce(kiosk, { cursor: input.cursor, scope, nowMs: kiosk.time.now().bestKnownMs });
    }),
  );
  kiosk.staging.present = null;
  if (JSON.stringify(kiosk.state.kiosk()) !== kioskBefore) kiosk.state.announceKiosk();
  for (const language of applied.languages) kiosk.emit('textsChanged', { language });
  if (kiosk.settings.read('timeclock')?.syncIntervalSeconds !== intervalBefore) kiosk.daemon.configure();
  if (scope !== 'changes' || applied.settled.synced + applied.settled.refused + applied.settled.failed > 0) kiosk.state.recount();
  if (applied.peopleChanged) endSessionOfLeaver(kiosk);
  tellWhoStandsHere(kiosk);
  kiosk.settingsFaults.report();
  kiosk.operators.listChanged(listOperators(kiosk.connection));
  if (applied.peopleChanged || applied.entriesChanged) sweepLater(kiosk);
  await finishReoffer(kiosk);
  return { kind: 'done' };
}

function sweepLater(kiosk: Kiosks): void {
  kiosk.log('people.changed', { version: peopleVersion(kiosk.settings) });
  void sweepAfterDownload(kiosk, kiosk.pacing).catch((error: unknown) => kiosk.log('main.defect', { where: 'sweepAfterDownload', why: String(error) }));
}

/** K10: somebody who stands here under the form's names, and is known now, goes on as who they are. */
function tellWhoStandsHere(kiosk: Kiosks): void {
  const session = kiosk.sessions.current();
  const properties = kiosk.settings.read('timeclock');
  if (session?.person.kind !== 'temporary' || properties === null) return;
  const known = findPerson(kiosk, session.person);
  if (known?.person.kind !== 'employee') return;
  kiosk.sessions.goOnAs(known.person);
  const { sessionId } = session;
  kiosk.emit('personMatched', readOfferFor(kiosk, { sessionId, known, properties, nowMs: kiosk.time.now().bestKnownMs, workDate: null, assignmentId: null }));
}

/** Somebody whose record has just gone cannot go on standing here. */
function endSessionOfLeaver(kiosk: Kiosks): void {
  const session = kiosk.sessions.current();
  if (session === null || findPerson(kiosk, session.person) !== null) return;
  kiosk.sessions.end();
  kiosk.emit('sessionEnded', { sessionId: session.sessionId });
}

/** D7, D8: the sync is over, well or not; when the next one is due outlives a restart (K7). The daemon's own note of it is here by then, and is stored with it. */
export async function completeSync(kiosk: Kiosks, input: DaemonCallInput<'completeSync'>): Promise<DaemonCallAnswer<'completeSync'>> {
  kiosk.durably('syncComplete', () =>
    kiosk.connection.transaction(() => {
      kiosk.state.syncEnded(input.failure, input.nextSyncAtMs);
      kiosk.syncLog.flush();
    }),
  );
  if (input.failure === null) await endRecovery(kiosk, input.recovery);
  kiosk.state.recount();
  kiosk.connection.checkpoint('passive');
  kiosk.safekeeping.keep();
  return { kind: 'done' };
}

/** K7: a recovery whose download was broken off owes its clearing; the next good cycle, of either kind, does it. */
async function endRecovery(kiosk: Kiosks, wasRecovery: boolean): Promise<void> {
  if (kiosk.settings.read('recovery') === null) return;
  if (!wasRecovery && decideClearing(kiosk).kind === 'decided') await finishClearing(kiosk);
  kiosk.settings.clear('recovery');
}
