import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';
import { now, offline, online, ready } from './stories/samples.ts';

describe('Status', () => {
  it('E1 shows the bar when a probe has failed, not while nobody knows yet', async () => {
    const { model, main } = await arrange(ready);
    main.emit('statusChanged', { ...online, online: null });
    expect(model.status.isOffline).toBe(false);
    main.emit('statusChanged', offline);
    expect(model.status.isOffline).toBe(true);
  });

  it('H6 hears what an administrator should look after, and the PIN pad stays as it is', async () => {
    const { model, main } = await arrange(ready);
    main.emit('statusChanged', { ...online, care: ['diskFull', 'restored'] });
    expect(model.status.view?.care).toEqual(['diskFull', 'restored']);
    expect(model.status.corner.kind).toBe('allSent');
    expect(model.kiosk.pin.length).toBeGreaterThan(0);
  });

  it('E1 tells main at once when the page hears of the network, whichever way it went', async () => {
    const { model, asked } = await arrange(ready, { networkChanged: { kind: 'noted' } });
    const page = new EventTarget();
    model.status.hearNetwork(page);
    page.dispatchEvent(new Event('offline'));
    page.dispatchEvent(new Event('online'));
    expect(asked('networkChanged')).toEqual([{}, {}]);
  });

  it('F7 counts a recovery, says that it is completed, and goes quiet again', async () => {
    const { model, main, timers } = await arrange(ready);
    main.emit('statusChanged', { ...online, state: 'uploading', recovery: true, progress: { sent: 3, total: 9 } });
    expect(model.status.corner).toEqual({ kind: 'syncing', recovery: true, count: { sent: 3, total: 9 } });
    main.emit('statusChanged', { ...online, lastSuccessAt: now });
    expect(model.status.corner).toEqual({ kind: 'completed' });
    timers.advance(6000);
    expect(model.status.corner).toEqual({ kind: 'allSent', lastSyncAt: now });
  });

  it('D4 counts what is not sent yet, and says what only an administrator can change', async () => {
    const { model, main } = await arrange(ready);
    main.emit('statusChanged', { ...online, pending: 14 });
    expect(model.status.corner).toEqual({ kind: 'unsent', count: 14 });
    main.emit('statusChanged', { ...online, pending: 14, signInNeeded: true });
    expect(model.status.corner).toEqual({ kind: 'signInNeeded' });
  });

  it('G1 tells what came of the double tap, and stops telling', async () => {
    const { model, main, timers } = await arrange(ready, { syncNow: { kind: 'tooSoon', waitSeconds: 12 } });
    await model.status.syncNow();
    expect(model.status.message).toEqual({ kind: 'tooSoon', seconds: 12 });
    timers.advance(5000);
    expect(model.status.message).toBeNull();
    main.answer('syncNow', { kind: 'started' });
    await model.status.syncNow();
    expect(model.status.message).toEqual({ kind: 'started' });
  });
});

describe('Clock', () => {
  it('H4 shows the best-known time, and follows a correction at once', async () => {
    const { model, main, timers } = await arrange(ready);
    expect(model.clock.nowMs).toBe(Date.parse(now));
    main.emit('statusChanged', { ...online, clockOffsetMs: -90_000 });
    expect(model.clock.nowMs).toBe(Date.parse(now) - 90_000);
    timers.advance(1000);
    expect(model.clock.nowMs).toBe(Date.parse(now) - 89_000);
  });

  it('B1 ticks on the second', async () => {
    const { model, main, timers } = await arrange(ready);
    main.emit('statusChanged', { ...online, clockOffsetMs: 250 });
    timers.advance(749);
    expect(model.clock.nowMs % 1000).toBe(250);
    timers.advance(1);
    expect(model.clock.nowMs).toBe(Date.parse(now) + 1000);
  });
});
