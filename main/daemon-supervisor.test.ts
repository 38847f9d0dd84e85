import { describe, expect, it } from 'vitest';
import { daemonConfiguration, toDaemon } from '../shared/contracts/daemon.ts';
import { arrangeKiosk, arrangeReadyKiosk, punchOnce, somebody, type KioskInProcess } from '../test/support/kiosk-in-process.ts';

function start(arranged: KioskInProcess): void {
  arranged.supervisor.start();
  arranged.daemon.say({ kind: 'ready' });
}

function told(arranged: KioskInProcess, kind: string): { kind: string; callId?: number; result?: unknown; reason?: string; configuration?: unknown }[] {
  return arranged.daemon.told.map((message) => toDaemon.parse(message)).filter((message) => message.kind === kind);
}

/** Lets answers to calls go through their queue. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('the daemon supervisor', () => {
  it('D1 configures a daemon that is ready, and not before setup is done', async () => {
    const fresh = await arrangeKiosk();
    start(fresh);
    expect(told(fresh, 'configure')).toEqual([]);
    const ready = await arrangeReadyKiosk([]);
    start(ready);
    const [message] = told(ready, 'configure');
    expect(daemonConfiguration.parse(message?.configuration)).toMatchObject({ serverUrl: 'http://127.0.0.1:4780', syncIntervalMs: 600_000, nextSyncAtMs: null, startInRecovery: false });
  });

  it('H1 starts another daemon when one dies, with growing pauses', async () => {
    const arranged = await arrangeReadyKiosk([]);
    start(arranged);
    const pauses: number[] = [];
    for (let death = 0; death < 5; death += 1) {
      arranged.daemon.die();
      pauses.push(arranged.timers.delays()[0] ?? 0);
      arranged.timers.goOff(1600);
      arranged.daemon.say({ kind: 'ready' });
    }
    expect(pauses).toEqual([100, 200, 400, 800, 1600]);
    expect(arranged.daemon.starts).toBe(6);
    expect(told(arranged, 'configure')).toHaveLength(6);
  });

  it('H1 begins the pauses anew after a daemon that ran well', async () => {
    const arranged = await arrangeReadyKiosk([]);
    start(arranged);
    arranged.daemon.die();
    arranged.timers.goOff(100);
    arranged.clock.advance(31_000);
    arranged.daemon.die();
    expect(arranged.timers.delays()).toEqual([100]);
  });

  it('H1 H6 ends a daemon that has fallen silent, and not one that answers its heartbeat', async () => {
    const arranged = await arrangeReadyKiosk([]);
    start(arranged);
    for (let beat = 0; beat < 10; beat += 1) {
      arranged.clock.advance(5000);
      arranged.timers.goOff(5000);
      arranged.daemon.say({ kind: 'heartbeat' });
    }
    expect(arranged.daemon.starts).toBe(1);
    expect(told(arranged, 'heartbeat')).toHaveLength(10);
    // The machine slept: one turn is missed, whatever the clock says.
    arranged.clock.advance(3_600_000);
    arranged.timers.goOff(5000);
    arranged.timers.goOff(5000);
    expect(arranged.daemon.starts).toBe(1);
    arranged.timers.goOff(5000);
    arranged.timers.goOff(100);
    expect(arranged.logged.map((line) => line.event)).toContain('daemon.silent');
    expect(arranged.daemon.starts).toBe(2);
  });

  it('H6 gives a daemon that is starting twice as long', async () => {
    const arranged = await arrangeReadyKiosk([]);
    arranged.supervisor.start();
    for (let beat = 0; beat < 5; beat += 1) arranged.timers.goOff(5000);
    expect(arranged.logged.map((line) => line.event)).not.toContain('daemon.silent');
    arranged.timers.goOff(5000);
    expect(arranged.logged.map((line) => line.event)).toContain('daemon.silent');
  });

  it('J3 drops a message of the wrong shape, refuses a call of the wrong shape or name, and goes on', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    start(arranged);
    for (const nonsense of [null, 'hello', { kind: 'gossip' }, { kind: 'call' }, { kind: 'report', report: { state: 'sleeping' } }, { kind: 'serverAnswer', callId: 99, outcome: { kind: 'failed', failure: { kind: 'timeout' } } }])
      arranged.daemon.say(nonsense);
    arranged.daemon.say({ kind: 'call', callId: 1, name: 'takeBatch', input: { afterSequence: -1 } });
    arranged.daemon.say({ kind: 'call', callId: 2, name: '__proto__', input: {} });
    arranged.daemon.say({ kind: 'call', callId: 3, name: 'beginSync', input: { recovery: false } });
    await settle();
    expect(told(arranged, 'refusal')).toEqual([
      { kind: 'refusal', callId: 1, reason: 'invalid' },
      { kind: 'refusal', callId: 2, reason: 'invalid' },
    ]);
    expect(told(arranged, 'answer')).toMatchObject([{ callId: 3, result: { pending: 0 } }]);
  });

  it('H1 a defect in a use case is a refusal, and the next call is answered', async () => {
    const arranged = await arrangeReadyKiosk([]);
    start(arranged);
    arranged.kiosk.connection.run({ sql: 'ALTER TABLE staged RENAME TO gone', constants: [] }, {});
    arranged.daemon.say({ kind: 'call', callId: 1, name: 'stageChanges', input: { changes: [], full: false, first: true } });
    arranged.daemon.say({ kind: 'call', callId: 2, name: 'beginSync', input: { recovery: false } });
    await settle();
    expect(told(arranged, 'refusal')).toEqual([{ kind: 'refusal', callId: 1, reason: 'internal' }]);
    expect(told(arranged, 'answer')).toMatchObject([{ callId: 2 }]);
    expect(arranged.logged.map((line) => line.event)).toContain('main.defect');
  });

  it('D6 answers calls one after the other, so that a dead daemon and its successor never stage at once', async () => {
    const arranged = await arrangeReadyKiosk([]);
    start(arranged);
    const changes = Array.from({ length: 100 }, (_, index) => ({ kind: 'employee', employee: somebody(`E${String(index)}`, String(100_000 + index)) }));
    arranged.daemon.say({ kind: 'call', callId: 1, name: 'stageChanges', input: { changes, full: false, first: true } });
    arranged.daemon.die();
    arranged.timers.goOff(100);
    arranged.daemon.say({ kind: 'ready' });
    arranged.daemon.say({ kind: 'call', callId: 1, name: 'stageChanges', input: { changes: [], full: false, first: true } });
    arranged.daemon.say({ kind: 'call', callId: 2, name: 'applyChanges', input: { cursor: 'cursor-2', chainEnd: null } });
    await settle();
    await settle();
    expect(arranged.kiosk.settings.read('cursor')).toBe('cursor-2');
    expect(arranged.kiosk.settings.read('peopleVersion')).toBe(null);
  });

  it('A8 holds requests to the server until the daemon is ready, and answers them when it dies', async () => {
    const arranged = await arrangeKiosk();
    arranged.supervisor.start();
    const asked = arranged.kiosk.relay.ask({ route: 'readTimeclock', serverUrl: 'http://127.0.0.1:4780', deviceToken: null, input: { tenantId: 'northwind', timeclockId: 1 }, timeoutMs: 1000 });
    expect(told(arranged, 'serverCall')).toEqual([]);
    arranged.daemon.say({ kind: 'ready' });
    expect(told(arranged, 'serverCall')).toHaveLength(1);
    arranged.daemon.die();
    expect(await asked).toEqual({ kind: 'failed', failure: { kind: 'unreachable' } });
  });

  it('A8 answers a request that nobody answers, in its own time', async () => {
    const arranged = await arrangeKiosk();
    const asked = arranged.kiosk.relay.ask({ route: 'readTimeclock', serverUrl: 'http://127.0.0.1:4780', deviceToken: null, input: { tenantId: 'northwind', timeclockId: 1 }, timeoutMs: 1000 });
    arranged.timers.goOff(1500);
    expect(await asked).toEqual({ kind: 'failed', failure: { kind: 'timeout' } });
    arranged.supervisor.start();
    arranged.daemon.say({ kind: 'ready' });
    expect(told(arranged, 'serverCall')).toEqual([]);
  });

  it('H4 learns the time of every answer; K5 counts only those that knew us; D10 notices another epoch', async () => {
    const arranged = await arrangeReadyKiosk([]);
    start(arranged);
    const contact = { kind: 'serverTime', serverInstant: '2026-11-23T14:00:30.000Z', roundTripMs: 0, serverEpoch: 'epoch-1' };
    arranged.daemon.say({ ...contact, authenticated: false });
    expect(arranged.kiosk.time.now()).toMatchObject({ bestKnownMs: Date.parse('2026-11-23T14:00:30.000Z'), confidence: 'trusted' });
    expect(arranged.kiosk.settings.read('connectivity')).toBeNull();
    arranged.daemon.say({ ...contact, authenticated: true });
    arranged.daemon.say({ ...contact, authenticated: true, serverEpoch: 'epoch-2' });
    expect(arranged.kiosk.settings.read('connectivity')?.lastAuthenticatedAt).toBe('2026-11-23T14:00:30.000Z');
    expect(arranged.logged.filter((line) => line.event === 'sync.epochChanged')).toHaveLength(1);
  });

  it('G3 keeps what the daemon logs, in the sync log', async () => {
    const arranged = await arrangeReadyKiosk([]);
    start(arranged);
    arranged.daemon.say({ kind: 'log', level: 'warning', event: 'sync.retrying', fields: { attempt: 2 } });
    arranged.timers.goOff(2000);
    expect(arranged.kiosk.syncLog.latest(5)).toMatchObject([{ level: 'warning', event: 'sync.retrying', fields: '{"attempt":2}' }]);
  });

  it('H1 stops: asks the daemon, ends it when it does not go, and starts no other', async () => {
    const arranged = await arrangeReadyKiosk([]);
    start(arranged);
    const stopped = arranged.supervisor.stop();
    expect(told(arranged, 'stop')).toHaveLength(1);
    arranged.timers.goOff(2000);
    await stopped;
    arranged.timers.goOff(60_000);
    expect(arranged.daemon.starts).toBe(1);
    await punchOnce((await arrangeReadyKiosk([somebody('E1', '111111')])).kiosk, '111111');
  });
});
