import { describe, expect, it } from 'vitest';
import { SyncBench, unreachable } from '../test/support/sync-bench.ts';

describe('on line and off line', () => {
  it('E1 tries a failed ping once more before it says off line', async () => {
    const bench = new SyncBench();
    await bench.toWaiting();
    bench.pass(8_000);
    await bench.ping('away');
    expect(bench.report.online).toBe(true);
    expect(bench.script.isOpen('probe')).toBe(true);
    await bench.ping('online');
    expect(bench.report).toMatchObject({ state: 'waiting', online: true });
    bench.pass(8_000);
    await bench.ping('away');
    await bench.ping('away');
    expect(bench.report).toMatchObject({ state: 'offline', online: false });
  });

  it('E1 F1 gives an answer more time off line, where no loss has to be noticed', async () => {
    const bench = new SyncBench();
    await bench.toWaiting();
    bench.pass(8_000);
    await bench.ping('away');
    await bench.ping('away');
    bench.pass(2_000);
    await bench.ping('away');
    bench.pass(2_000);
    await bench.ping('online');
    expect(bench.script.inputs.probe.map(({ isOffline }) => isOffline)).toEqual([false, false, false, true, true]);
  });

  it.each([0, 0.5, 0.999])('E1 pings on line often enough to notice a loss within 15 s (random %d)', async (random) => {
    const bench = new SyncBench();
    bench.random = random;
    await bench.toWaiting();
    const idleSince = bench.time.now();
    while (bench.is('waiting')) bench.pass(10);
    expect(bench.time.now() - idleSince + 2 * 3_000).toBeLessThanOrEqual(15_000);
  });

  it.each([0, 0.5, 0.999])('F1 pings off line every 1 to 2 s, counted from the start of the last ping (random %d)', async (random) => {
    const bench = new SyncBench();
    bench.random = random;
    await bench.toOffline();
    bench.pass(2_000);
    const begun = bench.time.now();
    bench.pass(3_000);
    await bench.ping('away');
    expect(bench.state).toBe('offline');
    bench.pass(1);
    expect(bench.state, 'a ping that took 3 s is followed at once').toBe('probing');
    await bench.ping('away');
    while (bench.is('offline')) bench.pass(10);
    expect(bench.time.now() - begun - 3_000).toBeLessThanOrEqual(2_010);
    expect(bench.time.now() - begun - 3_000).toBeGreaterThanOrEqual(1_000);
  });

  it('E1 believes a hint only as a reason to ping, and two hints in a second once', async () => {
    const bench = new SyncBench();
    await bench.toWaiting();
    bench.pass(2_000);
    bench.send({ type: 'networkHint' });
    expect(bench.report).toMatchObject({ state: 'probing', online: true });
    await bench.ping('online');
    bench.send({ type: 'networkHint' });
    expect(bench.state).toBe('waiting');
  });

  it('E1 asks by ping when a request of the sync got no answer, and once is enough then', async () => {
    const bench = new SyncBench();
    await bench.toUploading();
    await bench.failUpload(unreachable);
    expect(bench.state).toBe('probing');
    await bench.ping('away');
    expect(bench.report).toMatchObject({ state: 'offline', online: false, recovery: false });
    expect(bench.script.inputs.completeSync).toMatchObject([{ failure: { kind: 'unreachable' } }]);
  });
});
