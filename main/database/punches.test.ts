import { describe, expect, it } from 'vitest';
import type { Punch, Verdict } from '../../shared/contracts/entities.ts';
import { arrangeReadyKiosk, punchOnce, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { countPunches, findPunch, findPunchesBetween, oldestPendingMs, summarisePending } from './punches.ts';
import { retryDelayMs } from './retry-delay.ts';
import { countRefusedPunches, offerRefusedAgain, settlePunches } from './settle-punches.ts';
import { takeDueBatch } from './take-batch.ts';

const minuteMs = 60_000;

/** A kiosk at which one person has punched this often, five minutes apart. */
async function arrangePunches(count: number): Promise<KioskInProcess & { readonly punchIds: readonly string[] }> {
  const arranged = await arrangeReadyKiosk([somebody('E1', '123456')]);
  const punchIds: string[] = [];
  for (let made = 0; made < count; made += 1) {
    punchIds.push((await punchOnce(arranged.kiosk, '123456')).punchId);
    arranged.clock.advance(5 * minuteMs);
  }
  return { ...arranged, punchIds };
}

function take(arranged: KioskInProcess, facts: Partial<Parameters<typeof takeDueBatch>[1]> = {}): { ids: string[]; lastSequence: number } {
  const { punches, lastSequence } = takeDueBatch(arranged.kiosk.connection, { nowMs: arranged.clock.wallMs(), afterSequence: 0, afterRecord: 0, upToSequence: 1000, upToRecord: 0, maxCount: 1000, maxBytes: 1e9, ...facts });
  return { ids: punches.map((record) => (JSON.parse(record) as Punch).punchId), lastSequence };
}

function accepted(punchId: string): Verdict {
  return { kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] };
}

function refused(punchId: string): Verdict {
  return { kind: 'refused', punchId, code: 'unknownEmployee', text: 'nobody of that id' };
}

interface HistoryRow {
  readonly status_before: string;
  readonly status_after: string;
  readonly changed_by: string;
  readonly at_ms: number;
  readonly detail: string | null;
}

function history(arranged: KioskInProcess): HistoryRow[] {
  return arranged.kiosk.connection.all<object, HistoryRow>({ sql: 'SELECT * FROM punch_history ORDER BY history_id', constants: [] }, {});
}

describe('the pending queue', () => {
  it('D2 gives the oldest first, from the place that is asked for, in bounded batches', async () => {
    const arranged = await arrangePunches(5);
    expect(take(arranged).ids).toEqual(arranged.punchIds);
    expect(take(arranged, { maxCount: 2 })).toEqual({ ids: arranged.punchIds.slice(0, 2), lastSequence: 2 });
    expect(take(arranged, { afterSequence: 2, maxCount: 2 })).toEqual({ ids: arranged.punchIds.slice(2, 4), lastSequence: 4 });
    expect(take(arranged, { afterSequence: 2, upToSequence: 3 })).toEqual({ ids: arranged.punchIds.slice(2, 3), lastSequence: 3 });
    expect(take(arranged, { afterSequence: 5 })).toEqual({ ids: [], lastSequence: 5 });
  });

  it('D2 keeps to the bound in bytes, but gives one punch at least', async () => {
    const arranged = await arrangePunches(3);
    const [first = ''] = takeDueBatch(arranged.kiosk.connection, { nowMs: 0, afterSequence: 0, afterRecord: 0, upToSequence: 9, upToRecord: 0, maxCount: 1, maxBytes: 1 }).punches;
    const bytes = Buffer.byteLength(first);
    expect(take(arranged, { maxBytes: bytes * 2 + 50 }).ids).toHaveLength(2);
    expect(take(arranged, { maxBytes: 1 }).ids).toHaveLength(1);
  });

  it('D2 reading a batch changes nothing', async () => {
    const arranged = await arrangePunches(2);
    expect(take(arranged)).toEqual(take(arranged));
    expect(countPunches(arranged.kiosk.connection)).toEqual({ pending: 2, failed: 0 });
  });

  it('F7 counts what is due now and up to where', async () => {
    const arranged = await arrangePunches(3);
    expect(summarisePending(arranged.kiosk.connection, arranged.clock.wallMs())).toEqual({ pending: 3, upToSequence: 3 });
    expect(oldestPendingMs(arranged.kiosk.connection)).toBe(arranged.clock.wallMs() - 15 * minuteMs);
  });

  it('E7 finds pending punches and those of a person by index alone', async () => {
    const arranged = await arrangePunches(1);
    const plan = (sql: string): string => JSON.stringify(arranged.kiosk.connection.all({ sql: `EXPLAIN QUERY PLAN ${sql}`, constants: [] }, {}));
    expect(plan("SELECT sequence_number FROM punches WHERE status = 'pending' AND sequence_number > 5 ORDER BY sequence_number")).toContain('punches_pending');
    expect(plan("SELECT punch_id FROM punches WHERE person_key = 'e:E1' AND work_date >= '2026-11-20'")).toContain('punches_by_person');
    expect(findPunchesBetween(arranged.kiosk.connection, { kind: 'employee', employeeId: 'E1' }, { from: '2026-11-23', to: '2026-11-30' })).toHaveLength(1);
  });
});

describe('settling', () => {
  it('D4 accepted and duplicate become synced, refused stays pending with its reason and a retry time', async () => {
    const arranged = await arrangePunches(3);
    const [first = '', second = '', third = ''] = arranged.punchIds;
    const nowMs = arranged.clock.wallMs();
    const verdicts: Verdict[] = [accepted(first), { kind: 'duplicate', punchId: second, duplicateOf: first }, refused(third)];
    expect(settlePunches(arranged.kiosk.connection, verdicts, nowMs)).toEqual({ synced: 2, refused: 1, failed: 0, ignored: 0 });
    expect(findPunch(arranged.kiosk.connection, first)).toMatchObject({ status: 'synced' });
    expect(findPunch(arranged.kiosk.connection, second)).toMatchObject({ status: 'synced', duplicateOf: first });
    expect(findPunch(arranged.kiosk.connection, third)).toMatchObject({ status: 'pending', refusalCode: 'unknownEmployee' });
    expect(countPunches(arranged.kiosk.connection)).toEqual({ pending: 1, failed: 0 });
  });

  it('D4 offers a refused punch again with growing pauses, and at once when people or rules changed', async () => {
    const arranged = await arrangePunches(1);
    const [punchId = ''] = arranged.punchIds;
    const { connection } = arranged.kiosk;
    settlePunches(connection, [refused(punchId)], arranged.clock.wallMs());
    expect(take(arranged).ids).toEqual([]);
    arranged.clock.advance(minuteMs);
    expect(take(arranged).ids).toEqual([punchId]);
    settlePunches(connection, [refused(punchId)], arranged.clock.wallMs());
    arranged.clock.advance(minuteMs);
    expect(take(arranged).ids).toEqual([]);
    expect(offerRefusedAgain(connection)).toBe(1);
    expect(take(arranged).ids).toEqual([punchId]);
    expect(countRefusedPunches(connection)).toBe(1);
    settlePunches(connection, [accepted(punchId)], arranged.clock.wallMs());
    expect(countRefusedPunches(connection)).toBe(0);
    expect([1, 2, 3, 30].map(retryDelayMs)).toEqual([60_000, 120_000, 240_000, 3_600_000]);
  });

  it('H2 a verdict that comes twice counts once, and one on an unknown punch is ignored', async () => {
    const arranged = await arrangePunches(1);
    const [punchId = ''] = arranged.punchIds;
    settlePunches(arranged.kiosk.connection, [accepted(punchId)], 1);
    expect(settlePunches(arranged.kiosk.connection, [accepted(punchId), refused(punchId), accepted('01a20000-0000-7000-8000-00000000dead')], 2)).toEqual({ synced: 0, refused: 0, failed: 0, ignored: 3 });
    expect(findPunch(arranged.kiosk.connection, punchId)).toMatchObject({ status: 'synced', refusalCode: null });
  });

  it('H3 keeps who changed a status, when, and what it was before', async () => {
    const arranged = await arrangePunches(1);
    const [punchId = ''] = arranged.punchIds;
    settlePunches(arranged.kiosk.connection, [refused(punchId)], 1000);
    settlePunches(arranged.kiosk.connection, [{ ...accepted(punchId), kind: 'accepted', exceptions: ['overlap'], roundedInstant: '2026-11-23T14:00:00.000Z' }], 2000);
    expect(history(arranged)).toMatchObject([
      { status_before: 'pending', status_after: 'pending', changed_by: 'server', at_ms: 1000, detail: 'unknownEmployee' },
      { status_before: 'pending', status_after: 'synced', changed_by: 'server', at_ms: 2000, detail: 'overlap' },
    ]);
  });
});
