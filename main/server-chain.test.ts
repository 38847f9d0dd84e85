import { describe, expect, it } from 'vitest';
import type { Verdict } from '../shared/contracts/entities.ts';
import { arrangeKiosk, arrangeReadyKiosk, punchOnce, somebody, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { build, query } from './database/query.ts';
import { applyChanges, chainGapsTold, settleBatch, stageChanges } from './use-cases/apply-sync.ts';
import { beginSync, takeBatch } from './use-cases/feed-sync.ts';
import { noRecords } from '../test/support/outbox-records.ts';

const pins = ['111111', '222222', '333333', '444444', '555555'];
const statuses = query()(build.selectFrom('punches').select('status').orderBy('sequence_number'));

/** Four punches at the server, one of them a duplicate and one failed; a fifth was made since. */
async function fourAcknowledged(): Promise<{ arranged: KioskInProcess; records: string[] }> {
  const arranged = await arrangeReadyKiosk(pins.map((pin, index) => somebody(`E${index + 1}`, pin)));
  const ids: string[] = [];
  for (const pin of pins.slice(0, 4)) ids.push((await punchOnce(arranged.kiosk, pin)).punchId);
  const records = takeAll(arranged);
  const [first = '', second = '', third = '', fourth = ''] = ids;
  const accepted = (punchId: string): Verdict => ({ kind: 'accepted', punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] });
  settleBatch(arranged.kiosk, { ...noRecords, verdicts: [accepted(first), accepted(second), { kind: 'duplicate', punchId: third, duplicateOf: first }, { kind: 'failed', punchId: fourth, reason: 'noMatch' }], recovery: false });
  await punchOnce(arranged.kiosk, '555555');
  return { arranged, records };
}

function takeAll(arranged: KioskInProcess): string[] {
  return takeBatch(arranged.kiosk, { afterSequence: 0, afterRecord: 0, upToSequence: 100, upToRecord: 0, maxCount: 1000, maxBytes: 1e9 }).punches;
}

async function told(arranged: KioskInProcess, sequenceNumber: number): Promise<void> {
  await stageChanges(arranged.kiosk, { changes: [], full: false, first: true });
  await applyChanges(arranged.kiosk, { cursor: 'cursor-2', chainEnd: { sequenceNumber, hash: 'a'.repeat(64) } });
}

const statusesOf = (arranged: KioskInProcess): string[] => arranged.kiosk.connection.all(statuses, {}).map((row) => row.status);
const logged = (arranged: KioskInProcess): unknown[] => arranged.logged.filter((line) => line.event === 'sync.serverBehind').map((line) => line.fields);

describe("the server's end of the chain", () => {
  it('D10 changes nothing where the server has all that it acknowledged, whatever was made since', async () => {
    const { arranged } = await fourAcknowledged();
    await told(arranged, 4);
    expect(statusesOf(arranged)).toEqual(['synced', 'synced', 'synced', 'failed', 'pending']);
    expect(logged(arranged)).toEqual([]);
  });

  it('D10 H3 offers again, as they were, what the server acknowledged and has no longer, and says so', async () => {
    const { arranged, records } = await fourAcknowledged();
    await told(arranged, 1);
    expect(statusesOf(arranged)).toEqual(['synced', 'pending', 'pending', 'pending', 'pending']);
    expect((await beginSync(arranged.kiosk, { recovery: false })).pending).toBe(4);
    expect(takeAll(arranged).slice(0, 3)).toEqual(records.slice(1));
    expect(arranged.kiosk.state.status()).toMatchObject({ pending: 4, failed: 0 });
    expect(logged(arranged)).toEqual([{ after: 1, upTo: 5, offeredAgain: 3, cleared: 0 }]);
    const history = arranged.kiosk.connection.all(query()(build.selectFrom('punch_history').select(['status_before', 'detail']).where('status_after', '=', 'pending')), {});
    expect(history).toEqual(['synced', 'synced', 'failed'].map((status_before) => ({ status_before, detail: 'the server has it no longer' })));
  });

  it('D10 does so once for one end of the chain, and again for another', async () => {
    const { arranged } = await fourAcknowledged();
    const settleAll = (): void => {
      const verdicts = takeAll(arranged).map((text): Verdict => ({ kind: 'accepted', punchId: (JSON.parse(text) as { punchId: string }).punchId, roundedInstant: '2026-11-23T14:00:00.000Z', exceptions: [] }));
      settleBatch(arranged.kiosk, { ...noRecords, verdicts, recovery: false });
    };
    await told(arranged, 1);
    settleAll();
    await told(arranged, 1);
    expect(statusesOf(arranged)).not.toContain('pending');
    await told(arranged, 2);
    expect(statusesOf(arranged).filter((status) => status === 'pending')).toHaveLength(3);
    settleAll();
    await told(arranged, 5);
    expect(arranged.kiosk.settings.read('serverBehind')).toBeNull();
  });

  it('D10 a kiosk that dies before all of them are pending again goes on before the next sync begins', async () => {
    const { arranged } = await fourAcknowledged();
    arranged.kiosk.settings.write('reoffer', { after: 1, upTo: 5 });
    arranged.kiosk.connection.close();
    arranged.kiosk.journal.close();
    const again = await arrangeKiosk({ restartOf: arranged });
    expect((await beginSync(again.kiosk, { recovery: false })).pending).toBe(4);
    expect(again.kiosk.settings.read('reoffer')).toBeNull();
  });

  it('D10 offers again what lies before a gap that the server tells of, where a newer punch came first', async () => {
    const { arranged, records } = await fourAcknowledged();
    const [fifth = ''] = takeAll(arranged).map((text) => (JSON.parse(text) as { punchId: string }).punchId);
    chainGapsTold(arranged.kiosk, { punchIds: [fifth] });
    settleBatch(arranged.kiosk, { ...noRecords, verdicts: [{ kind: 'refused', punchId: fifth, code: 'noClockIn', text: '' }], recovery: false });
    await told(arranged, 5);
    expect(statusesOf(arranged)).toEqual(['pending', 'pending', 'pending', 'pending', 'pending']);
    expect(takeAll(arranged)).toEqual(records);
    expect(logged(arranged)).toEqual([{ after: 0, upTo: 4, offeredAgain: 4, cleared: 0 }]);
  });

  it('D10 takes no notice of a gap before which the device knows a punch that was never acknowledged, nor of one in a chain that it has not', async () => {
    const { arranged } = await fourAcknowledged();
    await punchOnce(arranged.kiosk, '111111');
    const [, sixth = ''] = takeAll(arranged).map((text) => (JSON.parse(text) as { punchId: string }).punchId);
    chainGapsTold(arranged.kiosk, { punchIds: [sixth, crypto.randomUUID()] });
    expect(arranged.kiosk.settings.read('reoffer')).toBeNull();
    expect(logged(arranged)).toEqual([]);
  });

  it('D10 widens what is to be offered again when it is told of two gaps', async () => {
    const { arranged } = await fourAcknowledged();
    const punchIds = arranged.kiosk.connection.all(query()(build.selectFrom('punches').select('punch_id').where('sequence_number', 'in', [3, 5]).orderBy('sequence_number')), {}).map((row) => row.punch_id);
    chainGapsTold(arranged.kiosk, { punchIds });
    expect(arranged.kiosk.settings.read('reoffer')).toEqual({ after: 0, upTo: 4 });
  });
});
