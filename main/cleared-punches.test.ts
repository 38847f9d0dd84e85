/** What stays of a punch that has left the device, and how it comes back when the server turns out to have lost it (D10, F4, H5). */
import { rmSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Punch, Verdict } from '../shared/contracts/entities.ts';
import { arrangeKiosk, arrangeReadyKiosk, mondayMs, punchOnce, somebody, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { diskFiles, listSegments, segmentPath } from './database/journal-files.ts';
import { noRecords } from '../test/support/outbox-records.ts';
import { countPendingRecords, settleRecords } from './database/outbox.ts';
import { build, query } from './database/query.ts';
import { keepRecord } from './outbox.ts';
import { finishReoffer } from './server-chain.ts';
import { applyChanges, chainGapsTold, completeSync, completeUpload, settleBatch, stageChanges } from './use-cases/apply-sync.ts';
import { clearSynced } from './use-cases/clear-synced.ts';
import { beginSync, takeBatch } from './use-cases/feed-sync.ts';
import { pruneRetained } from './use-cases/prune-retained.ts';

const pins = ['111111', '222222', '333333', '444444', '555555'];
const dayMs = 86_400_000;
const statuses = query()(build.selectFrom('punches').select(['sequence_number as sequenceNumber', 'status']).orderBy('sequence_number'));
const receipts = query()(build.selectFrom('punch_receipts').selectAll().orderBy('sequence_number'));

const statusesOf = ({ kiosk }: KioskInProcess): string[] => kiosk.connection.all(statuses, {}).map((row) => `${row.sequenceNumber} ${row.status}`);
const fieldsOf = (arranged: KioskInProcess, event: string): unknown[] => arranged.logged.filter((line) => line.event === event).map((line) => line.fields);
const parse = (text: string): Punch => JSON.parse(text) as Punch;

function takeAll({ kiosk }: KioskInProcess): string[] {
  return takeBatch(kiosk, { afterSequence: 0, afterRecord: 0, upToSequence: 100, upToRecord: 0, maxCount: 1000, maxBytes: 1e9 }).punches;
}

function verdictOn(punch: Punch): Verdict {
  const { punchId } = punch;
  return punch.sequenceNumber === 2 ? { kind: 'duplicate', punchId, duplicateOf: 'an-earlier-one' } : { kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] };
}

/** A whole recovery, at whose end everything that is settled and of another day leaves the device. */
async function recover(arranged: KioskInProcess): Promise<void> {
  const { kiosk } = arranged;
  await beginSync(kiosk, { recovery: true });
  const verdicts = takeAll(arranged).map((text) => verdictOn(parse(text)));
  settleBatch(kiosk, { ...noRecords, verdicts, recovery: true });
  completeUpload(kiosk, { recovery: true, sent: verdicts.length });
  await clearSynced(kiosk, {});
  await completeSync(kiosk, { recovery: true, failure: null, nextSyncAtMs: 0 });
}

/** Five punches that the server has acknowledged and the device has cleared; a sixth was made since. */
async function fiveCleared(): Promise<{ arranged: KioskInProcess; records: string[] }> {
  const arranged = await arrangeReadyKiosk(pins.map((pin, index) => somebody(`E${index + 1}`, pin)));
  for (const pin of pins) await punchOnce(arranged.kiosk, pin);
  const records = takeAll(arranged);
  arranged.clock.advance(3 * dayMs);
  await recover(arranged);
  await punchOnce(arranged.kiosk, '111111');
  expect(statusesOf(arranged)).toEqual(['6 pending']);
  return { arranged, records };
}

async function told({ kiosk }: KioskInProcess, sequenceNumber: number): Promise<void> {
  await stageChanges(kiosk, { changes: [], full: false, first: true });
  await applyChanges(kiosk, { cursor: 'cursor-2', chainEnd: { sequenceNumber, hash: 'a'.repeat(64) } });
}

function stop(arranged: KioskInProcess): void {
  arranged.kiosk.connection.close();
  arranged.kiosk.journal.close();
}

describe('a punch that has left the device', () => {
  it('F4 H5 leaves a receipt: id, number, hash, verdict, when it was settled and when it went', async () => {
    const { arranged, records } = await fiveCleared();
    const clearedAtMs = mondayMs + 3 * dayMs;
    expect(arranged.kiosk.connection.all(receipts, {})).toEqual(
      records.map(parse).map(({ sequenceNumber, punchId, hash }) => ({
        ...{ sequence_number: sequenceNumber, punch_id: punchId, hash, settled_at_ms: clearedAtMs, cleared_at_ms: clearedAtMs, journal_segment: 1 },
        ...(sequenceNumber === 2 ? { verdict: 'duplicate', duplicate_of: 'an-earlier-one' } : { verdict: 'accepted', duplicate_of: null }),
      })),
    );
  });

  it('K7 F4 leaves one as well when it is pruned by its age', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    await punchOnce(arranged.kiosk, '111111');
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: takeAll(arranged).map((text) => verdictOn(parse(text))), recovery: false });
    arranged.clock.advance(36 * dayMs);
    expect(await pruneRetained(arranged.kiosk, {})).toEqual({ kind: 'done', pruned: 1 });
    expect(arranged.kiosk.connection.all(receipts, {})).toMatchObject([{ sequence_number: 1, settled_at_ms: mondayMs, cleared_at_ms: mondayMs + 36 * dayMs }]);
  });

  it('D10 F4 is offered again, letter by letter, from the sealed journal when the server has it no longer, once, and the sync log says so', async () => {
    const { arranged, records } = await fiveCleared();
    await told(arranged, 2);
    expect(statusesOf(arranged)).toEqual(['3 pending', '4 pending', '5 pending', '6 pending']);
    expect(takeAll(arranged).slice(0, 3)).toEqual(records.slice(2));
    expect(fieldsOf(arranged, 'sync.serverBehind')).toEqual([{ after: 2, upTo: 6, offeredAgain: 0, cleared: 3 }]);
    const lines = arranged.kiosk.syncLog.latest(10).filter((line) => line.event === 'sync.offeredAgain');
    expect(lines.map((line) => JSON.parse(line.fields) as unknown)).toEqual([{ after: 2, upTo: 6, fromDevice: 0, fromJournal: 3, records: 0, notHere: 0 }]);
    expect(arranged.kiosk.connection.all(receipts, {}).map((row) => row.sequence_number)).toEqual([1, 2]);
    await told(arranged, 2);
    expect(fieldsOf(arranged, 'sync.offeredAgain')).toHaveLength(1);
  });

  it('D10 K9 takes along what was made beside it: voids, answers, requests, acknowledgements', async () => {
    const { arranged } = await fiveCleared();
    const stored = keepRecord(arranged.kiosk, { kind: 'acknowledgement', punchId: crypto.randomUUID(), correctionId: crypto.randomUUID() });
    if (stored.kind !== 'stored') throw new Error(stored.kind);
    const pendingRecords = (): number => countPendingRecords(arranged.kiosk.connection);
    settleRecords(arranged.kiosk.connection, [{ kind: 'accepted', recordId: stored.record.recordId }], mondayMs);
    expect(pendingRecords()).toBe(0);
    await told(arranged, 2);
    expect(pendingRecords()).toBe(1);
  });

  it('F4 K7 keeps its sealed copy for 35 days from when it was settled, whatever the clock of the file system says, and longer while anything beside it is not settled', async () => {
    const { arranged } = await fiveCleared();
    const { journal, folder, kiosk } = { ...arranged, journal: arranged.kiosk.journal };
    // The next punch goes to a segment of its own, a week later.
    arranged.clock.advance(8 * dayMs);
    await punchOnce(kiosk, '222222');
    const [old = 0, ...later] = listSegments(folder, diskFiles);
    expect(later).toHaveLength(1);
    const longAgo = new Date('1990-01-01');
    utimesSync(segmentPath(folder, old), longAgo, longAgo);
    const pruneAt = async (days: number): Promise<number[]> => {
      arranged.clock.advanceTo(mondayMs + days * dayMs);
      await pruneRetained(kiosk, {});
      return listSegments(folder, diskFiles);
    };
    expect(await pruneAt(37)).toContain(old);
    expect(await pruneAt(60)).toContain(old);
    settleBatch(kiosk, { verdicts: takeAll(arranged).map((text) => verdictOn(parse(text))), recordVerdicts: [], temporaryEmployees: [], recovery: false });
    expect(await pruneAt(94)).toContain(old);
    expect(await pruneAt(96)).not.toContain(old);
    journal.close();
  });

  it('D10 is cleared a second time once the server has it again', async () => {
    const { arranged } = await fiveCleared();
    await told(arranged, 2);
    arranged.clock.advance(3 * dayMs);
    await recover(arranged);
    expect(statusesOf(arranged)).toEqual([]);
    expect(arranged.kiosk.connection.all(receipts, {}).map((row) => row.sequence_number)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('D10 comes back when a newer punch shows the gap before it', async () => {
    const { arranged, records } = await fiveCleared();
    const sixth = parse(takeAll(arranged)[0] ?? '').punchId;
    chainGapsTold(arranged.kiosk, { punchIds: [sixth] });
    await told(arranged, 6);
    expect(takeAll(arranged).slice(0, 5)).toEqual(records);
  });

  it('D10 is not looked for again once the device has no copy of it any more', async () => {
    const { arranged } = await fiveCleared();
    for (const segment of listSegments(arranged.folder, diskFiles)) rmSync(segmentPath(arranged.folder, segment));
    const sixth = parse(takeAll(arranged)[0] ?? '').punchId;
    for (let round = 0; round < 3; round += 1) {
      chainGapsTold(arranged.kiosk, { punchIds: [sixth] });
      await finishReoffer(arranged.kiosk);
    }
    expect(fieldsOf(arranged, 'sync.offeredAgain')).toEqual([{ after: 0, upTo: 5, fromDevice: 0, fromJournal: 0, records: 0, notHere: 5 }]);
    expect(fieldsOf(arranged, 'sync.serverBehind')).toHaveLength(1);
  });

  it('D10 H1 a journal that cannot be read now holds nothing up, and is asked again at the next sync', async () => {
    const { arranged } = await fiveCleared();
    const readFrom = arranged.kiosk.journal.readFrom.bind(arranged.kiosk.journal);
    arranged.kiosk.journal.readFrom = () => {
      throw new Error('EIO');
    };
    await told(arranged, 2);
    expect((await beginSync(arranged.kiosk, { recovery: false })).pending).toBe(1);
    arranged.kiosk.journal.readFrom = readFrom;
    expect((await beginSync(arranged.kiosk, { recovery: false })).pending).toBe(4);
    expect(fieldsOf(arranged, 'journal.unreadable')).toHaveLength(2);
  });

  it.each([0, 1, 3, 5])('D10 H1 a kiosk that dies when %i of five are back goes on, and each comes back once', async (done) => {
    const { arranged, records } = await fiveCleared();
    arranged.kiosk.settings.write('reoffer', { after: 0, upTo: done });
    await finishReoffer(arranged.kiosk);
    arranged.kiosk.settings.write('reoffer', { after: 0, upTo: 5 });
    stop(arranged);
    const again = await arrangeKiosk({ restartOf: arranged });
    expect((await beginSync(again.kiosk, { recovery: false })).pending).toBe(6);
    expect(takeAll(again).slice(0, 5)).toEqual(records);
    expect(again.kiosk.settings.read('reoffer')).toBeNull();
  });

  it('D10 H5 a server of another history clears nothing before its end of the chain has been looked at', async () => {
    const arranged = await arrangeReadyKiosk(pins.map((pin, index) => somebody(`E${index + 1}`, pin)));
    await punchOnce(arranged.kiosk, '111111');
    arranged.supervisor.start();
    const contact = (serverEpoch: string): void => arranged.daemon.say({ kind: 'serverTime', serverInstant: new Date(arranged.clock.wallMs()).toISOString(), roundTripMs: 1, authenticated: true, serverEpoch });
    contact('epoch-1');
    arranged.clock.advance(3 * dayMs);
    contact('epoch-2');
    await recover(arranged);
    expect(statusesOf(arranged)).toEqual(['1 synced']);
    expect(arranged.kiosk.syncLog.latest(10).map((line) => line.event)).toContain('sync.epochChanged');
    await told(arranged, 1);
    await recover(arranged);
    expect(statusesOf(arranged)).toEqual([]);
  });
});
