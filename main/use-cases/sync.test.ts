import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../shared/contracts/entities.ts';
import type { Change } from '../../shared/contracts/entries.ts';
import { batch } from '../../shared/contracts/http.ts';
import { arrangeKiosk, arrangeReadyKiosk, identify, punchOnce, setUpInPlace, somebody, tap, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { finishClearing } from '../clearing.ts';
import { countPeople, peopleVersion } from '../database/people.ts';
import { findPunch } from '../database/punches.ts';
import { applyChanges, completeSync, completeUpload, settleBatch, stageChanges } from './apply-sync.ts';
import { clearSynced } from './clear-synced.ts';
import { beginSync, takeBatch } from './feed-sync.ts';
import { pruneRetained } from './prune-retained.ts';
import { syncNow } from './sync-now.ts';
import { noRecords } from '../../test/support/outbox-records.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const everything = { afterRecord: 0, upToRecord: 0, maxCount: 1000, maxBytes: 1e9 };

function accept(punchIds: readonly string[]): Verdict[] {
  return punchIds.map((punchId) => ({ kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] }));
}

function refuse(punchIds: readonly string[]): Verdict[] {
  return punchIds.map((punchId) => ({ kind: 'refused', punchId, code: 'noClockIn', text: 'no clock-in on that date' }));
}

function syncLog(arranged: KioskInProcess): string[] {
  return arranged.kiosk.syncLog.latest(50).map((line) => line.event);
}

/** Clock In and Clock Out, nine hours apart; time stands at the next morning afterwards. */
async function workADay(arranged: KioskInProcess, pin: string): Promise<string[]> {
  const first = await punchOnce(arranged.kiosk, pin);
  arranged.clock.advance(9 * hourMs);
  const answer = tap(arranged.kiosk, await identify(arranged.kiosk, pin), { type: 'clockOut' });
  if (answer.kind !== 'recorded') throw new Error(answer.kind);
  arranged.clock.advance(15 * hourMs);
  return [first.punchId, answer.punch.punchId];
}

/** A recovery up to the point where the daemon asks for clearing. */
async function recover(arranged: KioskInProcess, verdicts: Verdict[]): Promise<void> {
  await beginSync(arranged.kiosk, { recovery: true });
  settleBatch(arranged.kiosk, { ...noRecords, verdicts, recovery: true });
  completeUpload(arranged.kiosk, { recovery: true, sent: verdicts.length });
}

/** As the daemon ends a download that told nothing of the chain. */
function apply(arranged: KioskInProcess, cursor: string): Promise<unknown> {
  return applyChanges(arranged.kiosk, { cursor, chainEnd: null });
}

describe('feeding the upload', () => {
  it('F7 a punch made during a sync belongs to the next one', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
    await punchOnce(arranged.kiosk, '111111');
    const begun = await beginSync(arranged.kiosk, { recovery: false });
    expect(begun).toEqual({ pending: 1, upToSequence: 1, upToRecord: 0, lastSyncAt: null, cursor: 'cursor-1', tokenRenewalDue: false, statusDue: false });
    await punchOnce(arranged.kiosk, '222222');
    expect(takeBatch(arranged.kiosk, { ...everything, afterSequence: 0, upToSequence: begun.upToSequence }).punches).toHaveLength(1);
    expect(await beginSync(arranged.kiosk, { recovery: false })).toMatchObject({ pending: 2, upToSequence: 2 });
  });

  it('D2 what is taken is a batch of the contract, to the byte what was stored', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await punchOnce(arranged.kiosk, '111111');
    const taken = takeBatch(arranged.kiosk, { ...everything, afterSequence: 0, upToSequence: 1 });
    const parsed = batch.parse({ batchId: crypto.randomUUID(), deviceId: 'kiosk-1', recovery: false, lastSyncAt: null, punches: taken.punches.map((text) => JSON.parse(text) as unknown) });
    expect(JSON.stringify(parsed.punches[0])).toBe(taken.punches[0]);
  });
});

describe('settling a batch', () => {
  it('D4 stores every verdict, tells the screen, and logs each refusal', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
    const first = await punchOnce(arranged.kiosk, '111111');
    const second = await punchOnce(arranged.kiosk, '222222');
    expect(settleBatch(arranged.kiosk, { ...noRecords, verdicts: [...accept([first.punchId]), ...refuse([second.punchId])], recovery: false })).toEqual({ kind: 'done', synced: 1, refused: 1, failed: 0 });
    expect(arranged.lastEvent('statusChanged')).toMatchObject({ pending: 1, failed: 0 });
    expect(syncLog(arranged)).toEqual(['punch.refused']);
  });

  it('F2 a daemon that died before it heard the answer settles the same batch again without harm', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const { punchId } = await punchOnce(arranged.kiosk, '111111');
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: accept([punchId]), recovery: false });
    expect(settleBatch(arranged.kiosk, { ...noRecords, verdicts: accept([punchId]), recovery: false })).toEqual({ kind: 'done', synced: 0, refused: 0, failed: 0 });
    expect(arranged.kiosk.state.status()).toMatchObject({ pending: 0 });
  });
});

describe('applying changes', () => {
  const stage = (arranged: KioskInProcess, changes: Change[]): Promise<unknown> => stageChanges(arranged.kiosk, { changes, full: false, first: true });

  it('D6 changes come into force together with the cursor, and screens follow at once', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const properties = arranged.kiosk.settings.read('timeclock');
    if (properties === null) throw new Error('not set up');
    await stage(arranged, [
      { kind: 'timeclock', properties: { ...properties, pinType: 'fourDigits', syncIntervalSeconds: 60 } },
      { kind: 'employee', employee: somebody('E2', '2222') },
      { kind: 'texts', language: 'es', texts: { 'pin.title': 'Su PIN' } },
    ]);
    expect(arranged.kiosk.state.kiosk()).toMatchObject({ pinType: 'sixDigits' });
    expect(countPeople(arranged.kiosk.connection, peopleVersion(arranged.kiosk.settings))).toBe(1);
    await apply(arranged, 'cursor-2');
    expect(arranged.lastEvent('kioskChanged')).toMatchObject({ kind: 'ready', pinType: 'fourDigits' });
    expect(arranged.lastEvent('textsChanged')).toEqual({ language: 'es' });
    expect(countPeople(arranged.kiosk.connection, peopleVersion(arranged.kiosk.settings))).toBe(2);
    expect(arranged.kiosk.settings.read('cursor')).toBe('cursor-2');
  });

  it('D6 a kill before the last step leaves the old people and the old cursor', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await stage(arranged, [{ kind: 'employeeRemoved', employeeId: 'E1' }]);
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    const again = await arrangeKiosk({ restartOf: arranged });
    expect(await identify(again.kiosk, '111111')).toMatchObject({ person: { employeeId: 'E1' } });
    expect(again.kiosk.settings.read('cursor')).toBe('cursor-1');
  });

  it('D6 what a broken-off download staged is never applied by itself', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await stage(arranged, [{ kind: 'employeeRemoved', employeeId: 'E1' }]);
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    const again = await arrangeKiosk({ restartOf: arranged });
    await expect(apply(again, 'cursor-2')).rejects.toThrow('nothing was staged');
    await expect(stageChanges(again.kiosk, { changes: [], full: false, first: false })).rejects.toThrow('no first page');
    expect(again.kiosk.settings.read('cursor')).toBe('cursor-1');
    await stage(again, []);
    await apply(again, 'cursor-2');
    await expect(apply(again, 'cursor-3')).rejects.toThrow('nothing was staged');
    expect(await identify(again.kiosk, '111111')).toMatchObject({ person: { employeeId: 'E1' } });
  });

  it('D4 a change of people offers refused punches again at once', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const { punchId } = await punchOnce(arranged.kiosk, '111111');
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: refuse([punchId]), recovery: false });
    expect((await beginSync(arranged.kiosk, { recovery: false })).pending).toBe(0);
    await stage(arranged, []);
    await apply(arranged, 'cursor-2');
    expect((await beginSync(arranged.kiosk, { recovery: false })).pending).toBe(0);
    await stage(arranged, [{ kind: 'employee', employee: somebody('E2', '222222') }]);
    await apply(arranged, 'cursor-3');
    expect((await beginSync(arranged.kiosk, { recovery: false })).pending).toBe(1);
  });

  it('B1 somebody who leaves while standing at the kiosk has no session any more', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const offer = await identify(arranged.kiosk, '111111');
    await stage(arranged, [{ kind: 'employeeRemoved', employeeId: 'E1' }]);
    await apply(arranged, 'cursor-2');
    expect(arranged.lastEvent('sessionEnded')).toEqual({ sessionId: offer.sessionId });
    expect(tap(arranged.kiosk, offer).kind).toBe('sessionEnded');
  });

  it('D6 taps go on while a large download is staged', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const people: Change[] = Array.from({ length: 400 }, (_, index) => ({ kind: 'employee', employee: somebody(`N${String(index)}`, String(200_000 + index)) }));
    const staging = stage(arranged, people);
    const answers = [];
    for (let made = 0; made < 3; made += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      arranged.clock.advance(5 * 60_000);
      answers.push(await punchOnce(arranged.kiosk, '111111'));
    }
    await staging;
    await apply(arranged, 'cursor-2');
    expect(answers.map((answer) => answer.type)).toEqual(['clockIn', 'breakOut', 'breakIn']);
    expect(countPeople(arranged.kiosk.connection, peopleVersion(arranged.kiosk.settings))).toBe(401);
  });
});

describe('the end of a sync', () => {
  it('D7 stores when it ended and when the next one is due, over a restart', async () => {
    const arranged = await arrangeReadyKiosk([]);
    await completeSync(arranged.kiosk, { recovery: false, failure: null, nextSyncAtMs: arranged.clock.wallMs() + 600_000 });
    expect(arranged.kiosk.state.status()).toMatchObject({ lastSuccessAt: '2026-11-23T14:00:00.000Z', nextSyncAt: '2026-11-23T14:10:00.000Z' });
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    const again = await arrangeKiosk({ restartOf: arranged });
    expect(again.kiosk.state.status()).toMatchObject({ lastSuccessAt: '2026-11-23T14:00:00.000Z', nextSyncAt: '2026-11-23T14:10:00.000Z' });
  });

  it('D8 a sync that failed keeps the last success, the reason, and every pending punch', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await punchOnce(arranged.kiosk, '111111');
    await completeSync(arranged.kiosk, { recovery: false, failure: { kind: 'timeout' }, nextSyncAtMs: arranged.clock.wallMs() + 600_000 });
    expect(arranged.kiosk.state.status()).toMatchObject({ lastSuccessAt: null, lastFailure: { kind: 'timeout' }, pending: 1 });
  });

  it('G3 D7 is noted once: the daemon says it, and main stores that with the end', async () => {
    const arranged = await arrangeReadyKiosk([]);
    const { kiosk, supervisor, daemon, clock } = arranged;
    supervisor.start();
    daemon.say({ kind: 'ready' });
    daemon.say({ kind: 'log', level: 'info', event: 'sync.started', fields: { recovery: false, pending: 0 } });
    daemon.say({ kind: 'log', level: 'info', event: 'sync.completed', fields: { recovery: false, sent: 0, failure: null } });
    await completeSync(kiosk, { recovery: false, failure: null, nextSyncAtMs: clock.wallMs() + 600_000 });
    expect(syncLog(arranged)).toEqual(['sync.completed', 'sync.started']);
    kiosk.connection.close();
    kiosk.journal.close();
    expect(syncLog(await arrangeKiosk({ restartOf: arranged }))).toEqual(['sync.completed', 'sync.started']);
  });

  it('K8 a sync is asked for without a sign-in, once per 30 seconds', async () => {
    const arranged = await arrangeReadyKiosk([]);
    arranged.supervisor.start();
    expect(syncNow(arranged.kiosk, {})).toEqual({ kind: 'started' });
    arranged.clock.advance(29_500);
    expect(syncNow(arranged.kiosk, {})).toEqual({ kind: 'tooSoon', waitSeconds: 1 });
    arranged.clock.advance(500);
    expect(syncNow(arranged.kiosk, {})).toEqual({ kind: 'started' });
    expect(arranged.daemon.told).toEqual([{ kind: 'syncNow' }, { kind: 'syncNow' }]);
    expect(syncNow((await arrangeKiosk()).kiosk, {})).toEqual({ kind: 'notReady' });
  });
});

describe('clearing', () => {
  it('F4 clears synced punches of past days, keeps today, and says how many went', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const past = await workADay(arranged, '111111');
    arranged.clock.advance(dayMs);
    const today = await punchOnce(arranged.kiosk, '111111');
    await recover(arranged, accept([...past, today.punchId]));
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'cleared', punches: 2 });
    expect([...past, today.punchId].map((punchId) => findPunch(arranged.kiosk.connection, punchId)?.punchId)).toEqual([undefined, undefined, today.punchId]);
    expect(syncLog(arranged)).toContain('sync.cleared');
  });

  it('F4 deletes nothing while anything that existed at the beginning is unsettled', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const past = await workADay(arranged, '111111');
    arranged.clock.advance(dayMs);
    await recover(arranged, [...accept(past.slice(0, 1)), ...refuse(past.slice(1))]);
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'kept', pending: 1, failed: 0 });
    expect(past.map((punchId) => findPunch(arranged.kiosk.connection, punchId)?.punchId)).toEqual(past);
    expect(syncLog(arranged)).toContain('sync.clearingKept');
  });

  it('K7 a punch made during the recovery does not stop the clearing and is not touched by it', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const past = await workADay(arranged, '111111');
    arranged.clock.advance(dayMs);
    await recover(arranged, accept(past));
    const meanwhile = await punchOnce(arranged.kiosk, '111111');
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'cleared', punches: 2 });
    expect(findPunch(arranged.kiosk.connection, meanwhile.punchId)?.status).toBe('pending');
  });

  it('F4 keeps what yesterday left open, and clears what it closed', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
    const closed = await workADay(arranged, '222222');
    arranged.clock.advance(-dayMs);
    const open = await punchOnce(arranged.kiosk, '111111');
    arranged.clock.advance(dayMs);
    await recover(arranged, accept([...closed, open.punchId]));
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'cleared', punches: 2 });
    expect(findPunch(arranged.kiosk.connection, open.punchId)?.punchId).toBe(open.punchId);
  });

  it('K7 never takes a punch of a day that has something unsettled, also when that came later', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const clockIn = await punchOnce(arranged.kiosk, '111111');
    await recover(arranged, accept([clockIn.punchId]));
    arranged.clock.advance(dayMs);
    const late = tap(arranged.kiosk, await identify(arranged.kiosk, '111111'), { type: 'clockOut', workDate: '2026-11-23' });
    expect(late.kind).toBe('recorded');
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'cleared', punches: 0 });
    expect(findPunch(arranged.kiosk.connection, clockIn.punchId)?.punchId).toBe(clockIn.punchId);
  });

  it('K7 a recovery that is begun again after a break is about what existed when it first began', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const past = await workADay(arranged, '111111');
    arranged.clock.advance(dayMs);
    await beginSync(arranged.kiosk, { recovery: true });
    const meanwhile = await punchOnce(arranged.kiosk, '111111');
    await recover(arranged, accept(past));
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'cleared', punches: 2 });
    expect(findPunch(arranged.kiosk.connection, meanwhile.punchId)?.status).toBe('pending');
  });

  it('H5 numbers and hashes go on after everything was cleared, over a restart', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const past = await workADay(arranged, '111111');
    arranged.clock.advance(dayMs);
    await recover(arranged, accept(past));
    await clearSynced(arranged.kiosk, {});
    const head = arranged.kiosk.punchStore.head();
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    const again = await arrangeKiosk({ restartOf: arranged });
    expect(again.kiosk.punchStore.head()).toEqual(head);
    await punchOnce(again.kiosk, '111111');
    expect(again.kiosk.punchStore.head().sequenceNumber).toBe(3);
  });

  it('K7 a kiosk that dies in the middle of a decided clearing finishes it at its next start', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const past = await workADay(arranged, '111111');
    arranged.clock.advance(dayMs);
    await recover(arranged, accept(past));
    void clearSynced(arranged.kiosk, {}).catch(() => undefined);
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    const again = await arrangeKiosk({ restartOf: arranged });
    expect(again.kiosk.settings.read('clearing')).not.toBeNull();
    await finishClearing(again.kiosk);
    expect(past.map((punchId) => findPunch(again.kiosk.connection, punchId))).toEqual([undefined, undefined]);
    expect(again.kiosk.settings.read('clearing')).toBeNull();
  });

  it('K7 a recovery whose download broke off owes its clearing: the next good cycle does it', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const past = await workADay(arranged, '111111');
    arranged.clock.advance(dayMs);
    await recover(arranged, accept(past));
    await completeSync(arranged.kiosk, { recovery: true, failure: { kind: 'timeout' }, nextSyncAtMs: 0 });
    expect(arranged.kiosk.state.needsRecoveryAtStart(600_000)).toBe(true);
    expect(findPunch(arranged.kiosk.connection, past[0] ?? '')).toBeDefined();
    await completeSync(arranged.kiosk, { recovery: false, failure: null, nextSyncAtMs: 0 });
    expect(findPunch(arranged.kiosk.connection, past[0] ?? '')).toBeUndefined();
    expect(arranged.kiosk.state.needsRecoveryAtStart(600_000)).toBe(false);
  });

  it('K7 outside of a recovery nothing is cleared, but what was settled 35 days ago is pruned', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const past = await workADay(arranged, '111111');
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: accept(past), recovery: false });
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'kept', pending: 0, failed: 0 });
    expect(await pruneRetained(arranged.kiosk, {})).toEqual({ kind: 'done', pruned: 0 });
    arranged.clock.advance(36 * dayMs);
    expect(await pruneRetained(arranged.kiosk, {})).toEqual({ kind: 'done', pruned: 2 });
    await setUpInPlace(arranged.kiosk, [somebody('E1', '111111')]);
    expect((await punchOnce(arranged.kiosk, '111111')).type).toBe('clockIn');
    expect(arranged.kiosk.punchStore.head().sequenceNumber).toBe(3);
  });
});
