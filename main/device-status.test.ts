import { describe, expect, it } from 'vitest';
import type { Verdict } from '../shared/contracts/entities.ts';
import { batch } from '../shared/contracts/http.ts';
import { batchText } from '../daemon/seal-batch.ts';
import { arrangeReadyKiosk, punchOnce, somebody, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { settleBatch } from './use-cases/apply-sync.ts';
import { beginSync, takeBatch } from './use-cases/feed-sync.ts';
import { noRecords } from '../test/support/outbox-records.ts';

const pins = ['111111', '222222', '333333', '444444'];

/** Four punches, a minute apart from 08:00 on. */
async function fourPunches(): Promise<{ arranged: KioskInProcess; ids: string[] }> {
  const arranged = await arrangeReadyKiosk(pins.map((pin, index) => somebody(`E${index + 1}`, pin)));
  const ids: string[] = [];
  for (const pin of pins) {
    ids.push((await punchOnce(arranged.kiosk, pin)).punchId);
    arranged.clock.advance(60_000);
  }
  return { arranged, ids };
}

const take = (arranged: KioskInProcess, afterSequence: number, maxCount: number): ReturnType<typeof takeBatch> => takeBatch(arranged.kiosk, { afterSequence, afterRecord: 0, upToSequence: 4, upToRecord: 0, maxCount, maxBytes: 1e9 });

describe('the status that goes with each batch', () => {
  it('I4 counts what is still to come behind this batch and those under way', async () => {
    const { arranged } = await fourPunches();
    await beginSync(arranged.kiosk, { recovery: false });
    expect(take(arranged, 0, 2).status).toMatchObject({ pending: 2, failed: 0, oldestPendingAt: '2026-11-23T14:02:00.000Z' });
    expect(take(arranged, 2, 1).status).toMatchObject({ pending: 1, oldestPendingAt: '2026-11-23T14:03:00.000Z' });
    expect(take(arranged, 3, 2).status).toMatchObject({ pending: 0, oldestPendingAt: null });
  });

  it('I4 F5 counts refused ones that wait, and failed ones', async () => {
    const { arranged, ids } = await fourPunches();
    const verdicts: Verdict[] = [
      { kind: 'refused', punchId: ids[1] ?? '', code: 'noClockIn', text: '' },
      { kind: 'failed', punchId: ids[0] ?? '', reason: 'noMatch' },
    ];
    settleBatch(arranged.kiosk, { ...noRecords, verdicts, recovery: false });
    expect(take(arranged, 0, 10).status).toMatchObject({ pending: 1, failed: 1, oldestPendingAt: '2026-11-23T14:00:00.000Z' });
  });

  it('I4 H4 tells the clock, once it is known, and what the device is', async () => {
    const { arranged } = await fourPunches();
    expect(take(arranged, 0, 10).status).toMatchObject({ clockOffsetMs: null, zoneDataEdition: process.versions.tz, deviceName: 'Test kiosk', platform: 'test', appVersion: '0.1.0' });
    arranged.kiosk.time.learn({ serverMs: arranged.clock.wallMs() - 90_000, roundTripMs: 0, heardAtMs: null });
    expect(take(arranged, 0, 10).status.clockOffsetMs).toBe(90_000);
  });

  it('I4 H6 tells of a restored database and of the room on the disk', async () => {
    const { arranged } = await fourPunches();
    expect(take(arranged, 0, 10).status).toMatchObject({ restored: null, disk: { state: 'fine' } });
    const backupMadeAtMs = Date.parse('2026-11-23T03:00:00.000Z');
    arranged.kiosk.settings.write('restored', { atMs: backupMadeAtMs + 3_600_000, from: 'backup', backupMadeAtMs, broughtBack: 7, setAside: 'damaged/2026' });
    expect(take(arranged, 0, 10).status.restored).toEqual({ at: '2026-11-23T04:00:00.000Z', from: 'backup', backupMadeAt: '2026-11-23T03:00:00.000Z', broughtBack: 7 });
  });

  it('I4 D2 is sealed with the batch in the form of the contract', async () => {
    const { arranged, ids } = await fourPunches();
    const { punches, status } = take(arranged, 0, 10);
    const parsed = batch.parse(JSON.parse(batchText({ batchId: crypto.randomUUID(), deviceId: 'kiosk-1', recovery: false, lastSyncAt: null, status, records: [], punches })));
    expect(parsed).toMatchObject({ status, records: [] });
    expect(parsed.punches.map((punch) => punch.punchId)).toEqual(ids);
  });
});
