import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../shared/contracts/entities.ts';
import { arrangeReadyKiosk, punchOnce, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { build, query } from '../database/query.ts';
import { applyChanges, completeSync, completeUpload, settleBatch, stageChanges } from './apply-sync.ts';
import { clearSynced } from './clear-synced.ts';
import { beginSync, takeBatch } from './feed-sync.ts';
import { pruneRetained } from './prune-retained.ts';
import { noRecords } from '../../test/support/outbox-records.ts';

const dayMs = 86_400_000;
const reasons = query()(build.selectFrom('punches').select(['status', 'match_failure as reason']).orderBy('sequence_number'));

const fail = (punchId: string): Verdict => ({ kind: 'failed', punchId, reason: 'severalMatches' });
const accept = (punchId: string): Verdict => ({ kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] });

/** Two punches, the first of which the server finds failed. */
async function oneFailed(): Promise<{ arranged: KioskInProcess; failed: string; other: string }> {
  const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
  const failed = (await punchOnce(arranged.kiosk, '111111')).punchId;
  const other = (await punchOnce(arranged.kiosk, '222222')).punchId;
  return { arranged, failed, other };
}

describe('punches that the server finds failed', () => {
  it('F5 are failed with their reason, neither pending nor synced, counted and logged', async () => {
    const { arranged, failed, other } = await oneFailed();
    expect(settleBatch(arranged.kiosk, { ...noRecords, verdicts: [fail(failed), accept(other)], recovery: false })).toEqual({ kind: 'done', synced: 1, refused: 0, failed: 1 });
    expect(arranged.kiosk.connection.all(reasons, {})).toEqual([
      { status: 'failed', reason: 'severalMatches' },
      { status: 'synced', reason: null },
    ]);
    expect(arranged.lastEvent('statusChanged')).toMatchObject({ pending: 0, failed: 1 });
    expect(arranged.kiosk.syncLog.latest(5).map(({ event, fields }) => [event, fields])).toEqual([['punch.failed', JSON.stringify({ punchId: failed, reason: 'severalMatches' })]]);
  });

  it('K10 are not offered again, and a verdict that comes twice counts once', async () => {
    const { arranged, failed, other } = await oneFailed();
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [fail(failed)], recovery: false });
    expect(settleBatch(arranged.kiosk, { ...noRecords, verdicts: [fail(failed)], recovery: false })).toEqual({ kind: 'done', synced: 0, refused: 0, failed: 0 });
    arranged.clock.advance(dayMs);
    const { upToSequence } = await beginSync(arranged.kiosk, { recovery: false });
    const { punches } = takeBatch(arranged.kiosk, { afterSequence: 0, afterRecord: 0, upToSequence, upToRecord: 0, maxCount: 1000, maxBytes: 1e9 });
    expect(punches).toHaveLength(1);
    expect(punches[0]).toContain(other);
    expect(arranged.kiosk.state.status()).toMatchObject({ pending: 1, failed: 1 });
  });

  it('F4 nothing is cleared or pruned of that day while one exists', async () => {
    const { arranged, failed, other } = await oneFailed();
    arranged.clock.advance(2 * dayMs);
    await beginSync(arranged.kiosk, { recovery: true });
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [fail(failed), accept(other)], recovery: true });
    completeUpload(arranged.kiosk, { recovery: true, sent: 2 });
    expect(await clearSynced(arranged.kiosk, {})).toEqual({ kind: 'kept', pending: 0, failed: 1 });
    await completeSync(arranged.kiosk, { recovery: true, failure: null, nextSyncAtMs: 0 });
    arranged.clock.advance(40 * dayMs);
    await pruneRetained(arranged.kiosk, {});
    expect(arranged.kiosk.connection.all(reasons, {}).map((row) => row.status)).toContain('failed');
  });

  it('K10 are offered once more behind a complete download: what became of them may have been missed', async () => {
    const { arranged, failed } = await oneFailed();
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [fail(failed)], recovery: false });
    await stageChanges(arranged.kiosk, { changes: [{ kind: 'employee', employee: somebody('E1', '111111') }], full: true, first: true });
    await applyChanges(arranged.kiosk, { cursor: 'cursor-2', chainEnd: null });
    expect(arranged.lastEvent('statusChanged')).toMatchObject({ pending: 2, failed: 0 });
    expect((await beginSync(arranged.kiosk, { recovery: false })).pending).toBe(2);
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [accept(failed)], recovery: false });
    expect(arranged.kiosk.connection.all(reasons, {})[0]).toEqual({ status: 'synced', reason: null });
  });
});
