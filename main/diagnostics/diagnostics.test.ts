import { describe, expect, it } from 'vitest';
import { diagnosticsView } from '../../shared/contracts/diagnostics-calls.ts';
import type { SyncReport, SyncState } from '../../shared/contracts/daemon.ts';
import { contractVersion } from '../../shared/contracts/version.ts';
import { noRecords } from '../../test/support/outbox-records.ts';
import { arrangeKiosk, arrangeReadyKiosk, punchOnce, somebody, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { operatorSignedIn } from '../../test/support/operators.ts';
import { Settings } from '../database/settings.ts';
import { settleBatch } from '../use-cases/apply-sync.ts';
import { makeSupportBundle } from '../use-cases/make-support-bundle.ts';
import { readDiagnostics } from '../use-cases/read-diagnostics.ts';
import { readSyncLog } from '../use-cases/read-sync-log.ts';
import { testUpload } from '../use-cases/test-upload.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const everyLine = { level: null, session: null, text: null, limit: 200 };

async function arrange(role: 'administrator' | 'supervisor' = 'supervisor') {
  const arranged = await arrangeReadyKiosk([somebody('E1', '111111'), somebody('E2', '222222')]);
  arranged.supervisor.start();
  arranged.daemon.say({ kind: 'ready' });
  const operatorSessionId = await operatorSignedIn(arranged.kiosk, role);
  const view = async () => {
    const answer = await readDiagnostics(arranged.kiosk, { operatorSessionId });
    if (answer.kind !== 'read') throw new Error(answer.kind);
    return diagnosticsView.parse(answer.view);
  };
  return { ...arranged, operatorSessionId, view };
}

/** As the daemon tells where its machine stands. */
function report({ daemon }: KioskInProcess, state: SyncState, facts: Partial<SyncReport> = {}): void {
  daemon.say({ kind: 'report', report: { state, recovery: false, online: true, progress: null, lastFailure: null, nextSyncAtMs: null, ...facts } });
}

describe('who may look', () => {
  it('G3 K16 a supervisor and an administrator may; nobody without a session, whatever is asked', async () => {
    for (const role of ['supervisor', 'administrator'] as const) expect((await (await arrange(role)).view()).device.deviceName).toBe('Test kiosk');
    const { kiosk } = await arrangeReadyKiosk([]);
    const stranger = { operatorSessionId: 'nobody' };
    const refused = { kind: 'operatorEnded' };
    expect(await readDiagnostics(kiosk, stranger)).toEqual(refused);
    expect(readSyncLog(kiosk, { ...stranger, ...everyLine })).toEqual(refused);
    expect(testUpload(kiosk, stranger)).toEqual(refused);
    expect(await makeSupportBundle(kiosk, { ...stranger, personalData: 'with' })).toEqual(refused);
  });
});

describe('the connection', () => {
  it('G3 E1 each change is kept, and the strip shows an outage however short it was', async () => {
    const arranged = await arrange();
    report(arranged, 'waiting');
    arranged.clock.advance(3 * hourMs);
    report(arranged, 'offline', { online: false });
    arranged.clock.advance(minuteMs);
    report(arranged, 'waiting');
    report(arranged, 'waiting');
    arranged.clock.advance(hourMs);
    const { connectivity } = await arranged.view();
    expect(connectivity.outages).toEqual([{ from: '2026-11-23T17:00:00.000Z', until: '2026-11-23T17:01:00.000Z' }]);
    expect(connectivity.slots).toHaveLength(96);
    expect(connectivity.slots.filter((slot) => slot === 'offline')).toHaveLength(1);
    expect(connectivity.slots.filter((slot) => slot === 'unknown').length).toBeGreaterThan(75);
    expect(connectivity.slots.at(-1)).toBe('online');
  });

  it('G3 what was while the program did not run is not known, and is not made up', async () => {
    const first = await arrange();
    report(first, 'waiting');
    first.clock.advance(hourMs);
    first.kiosk.diagnostics.close();
    first.kiosk.connection.close();
    first.kiosk.journal.close();
    first.clock.advance(5 * hourMs);
    const second = await arrangeKiosk({ restartOf: first });
    const operatorSessionId = await operatorSignedIn(second.kiosk, 'supervisor');
    second.supervisor.start();
    second.daemon.say({ kind: 'ready' });
    report(second, 'waiting');
    second.clock.advance(hourMs);
    const answer = await readDiagnostics(second.kiosk, { operatorSessionId });
    if (answer.kind !== 'read') throw new Error(answer.kind);
    const { slots } = answer.view.connectivity;
    expect(slots.filter((slot) => slot === 'online')).toHaveLength(8);
    expect(slots.slice(-28, -24)).toEqual(['online', 'online', 'online', 'online']);
    expect(slots.slice(-24, -4).every((slot) => slot === 'unknown')).toBe(true);
  });

  it('G3 keeps two days of a connection that comes and goes, and no more rows than it says', async () => {
    const arranged = await arrange();
    for (let turn = 0; turn < 800; turn += 1) {
      report(arranged, turn % 2 === 0 ? 'offline' : 'waiting', { online: turn % 2 === 1 });
      arranged.clock.advance(10 * minuteMs);
    }
    const rows = arranged.kiosk.connection.all({ sql: 'SELECT at_ms FROM connectivity_history', constants: [] }, {});
    expect(rows.length).toBeGreaterThan(280);
    expect(rows.length).toBeLessThan(295);
    expect((await arranged.view()).connectivity.outages).toHaveLength(10);
  });
});

describe('the machine', () => {
  it('G3 its steps are shown newest first, and a ping that comes back to rest is not among them', async () => {
    const arranged = await arrange();
    report(arranged, 'waiting');
    for (let ping = 0; ping < 50; ping += 1) {
      report(arranged, 'probing');
      report(arranged, 'waiting');
    }
    report(arranged, 'probing');
    report(arranged, 'offline', { online: false, lastFailure: { kind: 'timeout' } });
    const { machine } = await arranged.view();
    expect(machine).toMatchObject({ state: 'offline', online: false, lastFailure: { kind: 'timeout' } });
    expect(machine.transitions.map(({ from, to, failure }) => [from, to, failure])).toEqual([
      ['probing', 'offline', 'timeout'],
      ['waiting', 'probing', null],
      ['stopped', 'waiting', null],
    ]);
  });

  it('G3 they outlive a restart', async () => {
    const first = await arrange();
    report(first, 'uploading', { recovery: true });
    first.timers.goOff(10_000);
    first.kiosk.connection.close();
    first.kiosk.journal.close();
    const second = await arrangeKiosk({ restartOf: first });
    expect(second.kiosk.diagnostics.history.latest(5)).toMatchObject([{ from: 'stopped', to: 'uploading', recovery: true }]);
  });
});

describe('the nudge', () => {
  it('G3 F7 whoever looks is told once for each time they read, twice a second at most, through 5,000 changes', async () => {
    const arranged = await arrange();
    const nudges = (): number => arranged.events.filter(({ name }) => name === 'diagnosticsChanged').length;
    for (let change = 0; change < 1_000; change += 1) arranged.kiosk.state.announceStatus();
    expect(nudges()).toBe(0);
    await arranged.view();
    for (let change = 0; change < 5_000; change += 1) arranged.kiosk.state.announceStatus();
    arranged.timers.goOff(0);
    expect(nudges()).toBe(1);
    await arranged.view();
    arranged.kiosk.syncLog.append({ atMs: 1, level: 'info', event: 'sync.online', fields: {} });
    arranged.timers.goOff(0);
    expect(nudges()).toBe(1);
    arranged.timers.goOff(500);
    expect(nudges()).toBe(2);
  });
});

describe('the sync log', () => {
  it('G3 D8 is read by level, by sync and by text', async () => {
    const { kiosk, daemon, operatorSessionId } = await arrange();
    const say = (level: string, event: string, fields: object = {}): void => daemon.say({ kind: 'log', level, event, fields });
    say('info', 'sync.online');
    say('info', 'sync.started', { recovery: true, pending: 412 });
    say('warning', 'sync.retrying', { failure: 'timeout' });
    say('info', 'sync.completed', { sent: 412 });
    say('warning', 'sync.offline', { failure: 'unreachable' });
    say('info', 'sync.started', { recovery: false, pending: 1 });
    const read = (filter: Partial<typeof everyLine> | object) => {
      const answer = readSyncLog(kiosk, { operatorSessionId, ...everyLine, ...filter });
      if (answer.kind !== 'read') throw new Error(answer.kind);
      return answer;
    };
    const events = (filter: object): string[] => read(filter).lines.map(({ event }) => event.replace('sync.', ''));
    expect(events({ text: 'sync.' })).toEqual(['started', 'offline', 'completed', 'retrying', 'started', 'online']);
    expect(events({ level: 'warning' })).toEqual(['offline', 'retrying']);
    expect(events({ session: 1 })).toEqual(['completed', 'retrying', 'started']);
    expect(events({ text: 'TIMEOUT' })).toEqual(['retrying']);
    expect(events({ text: '  412 ' })).toEqual(['completed', 'started']);
    expect(events({ text: "' OR 1=1 --%_" })).toEqual([]);
    expect(events({ limit: 2 })).toHaveLength(2);
    expect(read({}).sessions).toMatchObject([
      { session: 2, lines: 1, hasTrouble: false },
      { session: 1, lines: 3, hasTrouble: true },
    ]);
  });
});

describe('what stands in the view', () => {
  it('G3 D3 counts, and each refused punch with its reason and no name', async () => {
    const arranged = await arrange();
    const kept = await punchOnce(arranged.kiosk, '111111');
    const refused = await punchOnce(arranged.kiosk, '222222');
    settleBatch(arranged.kiosk, {
      ...noRecords,
      recovery: false,
      verdicts: [
        { kind: 'accepted', punchId: kept.punchId, roundedInstant: kept.instant, exceptions: [] },
        { kind: 'refused', punchId: refused.punchId, code: 'assignmentNotActive', text: 'ended' },
      ],
    });
    const view = await arranged.view();
    expect(view.counts).toEqual({ pending: 1, failed: 0, synced: 1, refused: 1, cleared: 0 });
    expect(view.refused).toMatchObject([{ punchId: refused.punchId, person: { kind: 'employee', id: 'E2' }, type: 'clockIn', code: 'assignmentNotActive', refusals: 1 }]);
    expect(JSON.stringify(view)).not.toMatch(/Maya|Okafor/);
  });

  it('H4 G3 the editions of the zone data, here and at the server, and what became of the clocks', async () => {
    const arranged = await arrange();
    expect((await arranged.view()).zoneData).toEqual({ here: arranged.kiosk.device.zoneDataEdition, server: null });
    arranged.daemon.say({ kind: 'serverTime', serverInstant: '2026-11-23T14:00:00.000Z', roundTripMs: 4, authenticated: true, serverEpoch: 'epoch-1', zoneDataEdition: '2025a' });
    arranged.clock.jumpWallTo(arranged.clock.wallMs() + 90_000);
    arranged.kiosk.time.now();
    const view = await arranged.view();
    expect(view.zoneData.server).toBe('2025a');
    expect(view.clock).toMatchObject({ offsetMs: -89_998, confidence: 'estimated', drift: null, moves: [{ kind: 'moved', byMs: 90_000 }] });
  });

  it('G3 which program and contract the server was when it last knew this device, also off line and after a restart', async () => {
    const arranged = await arrange();
    expect((await arranged.view()).server).toBeNull();
    const tell = (serverVersions: { program: string | null; contract: string } | null, authenticated = true): void =>
      arranged.daemon.say({ kind: 'serverTime', serverInstant: '2026-11-23T14:00:00.000Z', roundTripMs: 0, authenticated, serverEpoch: 'epoch-1', serverVersions });
    tell({ program: '9.9.9', contract: '99.0' }, false);
    expect((await arranged.view()).server).toBeNull();
    tell({ program: null, contract: '1.6' });
    expect((await arranged.view()).server).toMatchObject({ program: null, contract: '1.6', age: 'older' });
    tell({ program: '1.2.0', contract: '99.0' });
    tell(null);
    report(arranged, 'offline', { online: false });
    arranged.clock.advance(hourMs);
    expect((await arranged.view()).server).toEqual({ program: '1.2.0', contract: '99.0', age: 'newer', lastSeenAt: '2026-11-23T14:00:00.000Z' });
    expect(new Settings(arranged.kiosk.connection).read('serverVersions')).toEqual({ program: '1.2.0', contract: '99.0' });
    tell({ program: '0.1.0', contract: contractVersion });
    expect((await arranged.view()).server?.age).toBe('same');
  });

  it('G3 storage, versions, and the device without its secrets', async () => {
    const arranged = await arrange();
    await punchOnce(arranged.kiosk, '111111');
    const view = await arranged.view();
    expect(view.storage).toMatchObject({ journalSegments: 1, backups: 0 });
    expect(view.storage.databaseBytes).toBeGreaterThan(100_000);
    expect(view.storage.freeBytes).toBeGreaterThan(0);
    expect(view.versions).toMatchObject({ app: '0.1.0', node: process.versions.node, schema: 7 });
    expect(view.versions.sqlite).toMatch(/^3\./);
    expect(view.device).toMatchObject({ sealingKid: 'k1', serverUrl: 'http://127.0.0.1:4780' });
    expect(JSON.stringify(view)).not.toMatch(/test-token|5c5c5c/);
    expect(view.safekeeping).toEqual({ lastBackupAt: null, backupFailures: 0, restored: null });
    arranged.kiosk.settings.write('backups', { madeAtMs: arranged.clock.wallMs(), bytes: 1, punches: 1, failures: 2, lastFailure: 'diskFull' });
    arranged.kiosk.settings.write('restored', { atMs: arranged.clock.wallMs(), from: 'backup', backupMadeAtMs: 1, broughtBack: 41, setAside: '/a/path' });
    const at = new Date(arranged.clock.wallMs()).toISOString();
    expect((await arranged.view()).safekeeping).toEqual({ lastBackupAt: at, backupFailures: 2, restored: { at, from: 'backup', broughtBack: 41 } });
  });
});

describe('the self-test as main sees it', () => {
  it('G3 goes step by step, one at a time, and ends where a step has failed', async () => {
    const { kiosk, daemon, view, operatorSessionId } = await arrange();
    expect(testUpload(kiosk, { operatorSessionId })).toEqual({ kind: 'started' });
    expect(testUpload(kiosk, { operatorSessionId })).toEqual({ kind: 'running' });
    const order = daemon.told.find((message): message is { kind: 'selfTest'; callId: number } => typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'selfTest');
    const callId = order?.callId ?? 0;
    const tell = (step: string, outcome: string, reason: string | null = null): void => daemon.say({ kind: 'selfTestStep', callId, step, outcome, reason, tookMs: 3 });
    tell('lookup', 'passed');
    daemon.say({ kind: 'selfTestStep', callId: callId + 1, step: 'connect', outcome: 'failed', reason: 'timeout', tookMs: 1 });
    expect((await view()).selfTest).toMatchObject({ isRunning: true, steps: [{ outcome: 'passed', tookMs: 3 }, { step: 'connect', outcome: 'running' }, { outcome: 'notReached' }, {}, {}, {}] });
    tell('connect', 'failed', 'connectionRefused');
    expect((await view()).selfTest).toMatchObject({ isRunning: false, steps: [{}, { outcome: 'failed', reason: 'connectionRefused' }, { outcome: 'notReached' }, {}, {}, { outcome: 'notReached' }] });
    expect(testUpload(kiosk, { operatorSessionId })).toEqual({ kind: 'started' });
    daemon.die();
    expect((await view()).selfTest).toMatchObject({ isRunning: false, steps: [{ outcome: 'failed', reason: 'daemonAway' }, {}, {}, {}, {}, {}] });
  });
});
