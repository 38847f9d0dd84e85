import { describe, expect, it } from 'vitest';
import { kioskView, statusView } from '../shared/contracts/ipc.ts';
import type { SyncReport } from '../shared/contracts/daemon.ts';
import { arrangeKiosk, arrangeReadyKiosk, punchOnce, somebody, type KioskInProcess } from '../test/support/kiosk-in-process.ts';
import { completeSync, completeUpload } from './use-cases/apply-sync.ts';
import { beginSync } from './use-cases/feed-sync.ts';

const minuteMs = 60_000;

function report(online: boolean | null): SyncReport {
  return { state: online === false ? 'offline' : 'waiting', recovery: false, online, progress: null, lastFailure: null, nextSyncAtMs: null };
}

async function restart(arranged: KioskInProcess): Promise<KioskInProcess> {
  arranged.kiosk.connection.close();
  arranged.kiosk.journal.close();
  return arrangeKiosk({ restartOf: arranged });
}

describe('what the kiosk says of itself', () => {
  it('B1 is a view of the contract, set up or not', async () => {
    expect(kioskView.parse((await arrangeKiosk()).kiosk.state.kiosk())).toEqual({ kind: 'setup' });
    const ready = await arrangeReadyKiosk([]);
    expect(kioskView.parse(ready.kiosk.state.kiosk())).toMatchObject({ kind: 'ready', company: 'Northwind Foods', timeclockName: 'Dock 4', pinType: 'sixDigits' });
    expect(statusView.parse(ready.kiosk.state.status())).toMatchObject({ online: null, pending: 0 });
  });

  it('E1 offline-since begins when the server is found away, and survives a restart', async () => {
    const arranged = await arrangeReadyKiosk([]);
    arranged.kiosk.state.takeReport(report(true));
    arranged.clock.advance(minuteMs);
    arranged.kiosk.state.takeReport(report(false));
    expect(arranged.lastEvent('statusChanged')).toMatchObject({ online: false, offlineSince: '2026-11-23T14:01:00.000Z' });
    arranged.clock.advance(minuteMs);
    const again = await restart(arranged);
    expect(again.kiosk.state.status()).toMatchObject({ online: null, offlineSince: '2026-11-23T14:01:00.000Z' });
    again.kiosk.state.takeReport(report(false));
    expect(again.kiosk.state.status().offlineSince).toBe('2026-11-23T14:01:00.000Z');
  });

  it('F4 the bar follows connectivity alone, offline-since ends when an upload was answered', async () => {
    const arranged = await arrangeReadyKiosk([]);
    arranged.kiosk.state.takeReport(report(false));
    arranged.clock.advance(minuteMs);
    arranged.kiosk.state.takeReport(report(true));
    expect(arranged.kiosk.state.status()).toMatchObject({ online: true, offlineSince: '2026-11-23T14:00:00.000Z' });
    arranged.kiosk.state.takeReport(report(false));
    expect(arranged.kiosk.state.status().offlineSince).toBe('2026-11-23T14:00:00.000Z');
    arranged.kiosk.state.takeReport(report(true));
    completeUpload(arranged.kiosk, { recovery: true, sent: 0 });
    expect(arranged.lastEvent('statusChanged')).toMatchObject({ online: true, offlineSince: null });
  });

  it('K5 keeps when the server last knew us, once a minute at most', async () => {
    const arranged = await arrangeReadyKiosk([]);
    arranged.kiosk.state.authenticatedAnswer(arranged.clock.wallMs());
    arranged.kiosk.state.authenticatedAnswer(arranged.clock.wallMs() + 59_000);
    expect(arranged.kiosk.settings.read('connectivity')?.lastAuthenticatedAt).toBe('2026-11-23T14:00:00.000Z');
    arranged.kiosk.state.authenticatedAnswer(arranged.clock.wallMs() + minuteMs);
    expect((await restart(arranged)).kiosk.settings.read('connectivity')?.lastAuthenticatedAt).toBe('2026-11-23T14:01:00.000Z');
  });

  it('K7 begins with a recovery if the last state was offline or a punch waited longer than an interval', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const needsRecovery = (one: KioskInProcess): boolean => one.kiosk.state.needsRecoveryAtStart(10 * minuteMs);
    expect(needsRecovery(arranged)).toBe(false);
    await punchOnce(arranged.kiosk, '111111');
    expect(needsRecovery(arranged)).toBe(false);
    arranged.clock.advance(10 * minuteMs + 1);
    expect(needsRecovery(arranged)).toBe(true);
    const offline = await arrangeReadyKiosk([]);
    offline.kiosk.state.takeReport(report(false));
    const again = await restart(offline);
    expect(needsRecovery(again)).toBe(true);
  });

  it('K7 a kiosk that dies after the ping and before the first batch still owes the recovery', async () => {
    const arranged = await arrangeReadyKiosk([]);
    arranged.kiosk.state.takeReport(report(false));
    arranged.kiosk.state.takeReport(report(true));
    const again = await restart(arranged);
    expect(again.kiosk.state.needsRecoveryAtStart(10 * minuteMs)).toBe(true);
    await beginSync(again.kiosk, { recovery: true });
    expect(again.kiosk.state.needsRecoveryAtStart(10 * minuteMs)).toBe(true);
    await completeSync(again.kiosk, { recovery: true, failure: null, nextSyncAtMs: 0 });
    expect(again.kiosk.state.needsRecoveryAtStart(10 * minuteMs)).toBe(false);
  });

  it('D9 says that a new sign-in is needed, and goes on', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    arranged.kiosk.state.takeReport({ ...report(true), state: 'unauthorised', lastFailure: { kind: 'unauthorised', code: 'tokenRevoked' } });
    expect(arranged.kiosk.state.status()).toMatchObject({ signInNeeded: true, lastFailure: { code: 'tokenRevoked' } });
    expect((await punchOnce(arranged.kiosk, '111111')).status).toBe('pending');
  });

  it('E1 a daemon that is gone is no reason to show the bar', async () => {
    const arranged = await arrangeReadyKiosk([]);
    arranged.kiosk.state.takeReport(report(true));
    arranged.kiosk.state.daemonLost();
    expect(arranged.lastEvent('statusChanged')).toMatchObject({ online: null, state: 'stopped', offlineSince: null });
  });
});
