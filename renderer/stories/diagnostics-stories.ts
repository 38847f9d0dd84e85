/** G3: the diagnostics panel, quiet and in every kind of trouble. */
import type { DiagnosticsView, LogLine, LogSession, SelfTestView } from '../../shared/contracts/diagnostics-calls.ts';
import type { CallAnswer, StatusView } from '../../shared/contracts/ipc.ts';
import { offline, online, ready } from './samples.ts';
import type { Stage, Story } from './story.ts';

const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const slotsWith = (from: number, to: number): DiagnosticsView['connectivity']['slots'] => Array.from({ length: 96 }, (_, slot) => (slot >= from && slot < to ? 'offline' : slot < 8 ? 'unknown' : 'online'));

export const quietView: DiagnosticsView = {
  now: '2026-11-23T15:40:05.000Z',
  machine: {
    ...{ state: 'waiting', recovery: false, online: true, progress: null, lastFailure: null },
    transitions: [
      { at: '2026-11-23T15:31:12.000Z', from: 'downloading', to: 'waiting', recovery: false, failure: null },
      { at: '2026-11-23T15:31:11.000Z', from: 'uploading', to: 'downloading', recovery: false, failure: null },
      { at: '2026-11-23T15:31:10.000Z', from: 'probing', to: 'uploading', recovery: false, failure: null },
      { at: '2026-11-23T15:31:10.000Z', from: 'waiting', to: 'probing', recovery: false, failure: null },
    ],
  },
  connectivity: { from: '2026-11-22T15:40:05.000Z', slotMinutes: 15, slots: slotsWith(96, 96), outages: [] },
  offlineSince: null,
  nextSyncAt: '2026-11-23T15:47:47.000Z',
  lastSuccessAt: '2026-11-23T15:31:12.000Z',
  counts: { pending: 0, failed: 0, synced: 1284, refused: 0, cleared: 48_210 },
  refused: [],
  passedOver: { count: 0, latest: [] },
  clock: { offsetMs: 210, confidence: 'trusted', drift: { msPerDay: 1330, errorMsPerDay: 12, overMinutes: 2880 }, moves: [] },
  zoneData: { here: '2026b', server: '2026b' },
  storage: { databaseBytes: 41_200_000, journalBytes: 9_800_000, journalSegments: 3, backupBytes: 288_000_000, backups: 7, logBytes: 5_100_000, freeBytes: 48_300_000_000 },
  safekeeping: { lastBackupAt: '2026-11-23T08:12:00.000Z', backupFailures: 0, restored: null },
  versions: { app: '1.0.0', contract: '1.9', node: '24.21.0', electron: null, chromium: '142.0.7444.59', sqlite: '3.53.1', schema: 6, platform: 'linux-x64' },
  server: { program: '1.0.0', contract: '1.9', age: 'same', lastSeenAt: '2026-11-23T15:40:01.000Z' },
  device: {
    ...{ deviceId: 'b7c1a1c2-6f0e-4d52-8a37-2f9a6f0c4b11', deviceName: 'Dock 4, north gate', serverUrl: 'https://zentime.northwind.example', serverEpoch: '6f9b2d0e-1c1f-4d1f-b4f5-2f1c55b5a001' },
    ...{ sealingKid: 'seal-2026-11', tokenExpiresAt: '2027-02-03T09:00:00.000Z' },
  },
  selfTest: null,
};

let lineId = 0;
function line(at: string, level: LogLine['level'], event: string, fields: LogLine['fields'] = {}, session: number | null = 871): LogLine {
  lineId += 1;
  return { logId: 10_000 - lineId, at: `2026-11-23T${at}Z`, level, event, fields, session };
}

const quietLines = [
  line('15:31:12.410', 'info', 'sync.completed', { recovery: false, sent: 3, failure: null }),
  line('15:31:11.020', 'info', 'sync.uploaded', { punches: 3, refused: 0, failed: 0, total: 3 }),
  line('15:31:10.311', 'info', 'sync.started', { recovery: false, pending: 3 }),
];
const recoveryLines = [
  line('15:41:07.812', 'warning', 'punch.refused', { punchId: '0192f5a0-0000-7000-8000-000000000007', code: 'assignmentNotActive' }),
  line('15:41:07.811', 'info', 'sync.uploaded', { punches: 1000, refused: 1, failed: 0, total: 41_200 }),
  line('15:41:07.214', 'info', 'sync.started', { recovery: true, pending: 41_200 }),
  line('15:41:07.100', 'info', 'sync.online', { recovery: true }, null),
  line('10:12:40.000', 'warning', 'sync.offline', { failure: 'unreachable' }, null),
];
const manyLines = Array.from({ length: 40 }, (_, index) =>
  line(
    `15:${String(40 - index).padStart(2, '0')}:07.812`,
    index % 7 === 3 ? 'warning' : index % 13 === 9 ? 'error' : 'info',
    index % 7 === 3 ? 'sync.retrying' : index % 13 === 9 ? 'sync.unauthorised' : 'sync.uploaded',
    { punches: 1000 - index, refused: 0, failed: 0, total: 41_200 },
    871 - (index % 5),
  ),
);
const sessions: LogSession[] = [871, 870, 869].map((session) => ({ session, at: '2026-11-23T15:31:10.311Z', lines: 3, hasTrouble: session === 870 }));

const recoveryView: DiagnosticsView = {
  ...quietView,
  machine: {
    ...{ state: 'uploading', recovery: true, online: true, progress: { sent: 12_000, total: 41_200 }, lastFailure: null },
    transitions: [
      { at: '2026-11-23T15:41:07.000Z', from: 'probing', to: 'uploading', recovery: true, failure: null },
      { at: '2026-11-23T15:41:06.000Z', from: 'offline', to: 'probing', recovery: true, failure: 'unreachable' },
      { at: '2026-11-23T10:12:40.000Z', from: 'probing', to: 'offline', recovery: false, failure: 'unreachable' },
      ...quietView.machine.transitions,
    ],
  },
  connectivity: { ...quietView.connectivity, slots: slotsWith(70, 92), outages: [{ from: '2026-11-23T10:12:40.000Z', until: '2026-11-23T15:41:06.000Z' }] },
  counts: { pending: 29_200, failed: 2, synced: 12_000, refused: 1, cleared: 0 },
};
const recovering: StatusView = { ...online, state: 'uploading', recovery: true, pending: 29_200, failed: 2, progress: { sent: 12_000, total: 41_200 } };

const refusedCodes = ['assignmentNotActive', 'noClockIn', 'unknownTemporaryEmployee', 'timeInFuture'] as const;
const refusedView: DiagnosticsView = {
  ...quietView,
  counts: { ...quietView.counts, pending: 4, refused: 4 },
  refused: refusedCodes.map((code, index) => ({
    punchId: `0192f5a0-0000-7000-8000-00000000000${index}`,
    person: code === 'unknownTemporaryEmployee' ? { kind: 'temporary', id: '3d0c2b0e-4c83-4a0e-9d2f-4c0fbb5d0001' } : { kind: 'employee', id: `NW-10${index}` },
    type: code === 'noClockIn' ? 'clockOut' : 'clockIn',
    at: `2026-11-20T1${index}:02:00.000Z`,
    workDate: '2026-11-20',
    code,
    retryAt: index === 0 ? null : '2026-11-23T16:40:00.000Z',
    refusals: index + 1,
  })),
  zoneData: { here: '2025a', server: '2026b' },
  safekeeping: { lastBackupAt: '2026-11-20T08:12:00.000Z', backupFailures: 3, restored: { at: '2026-11-19T05:00:00.000Z', from: 'backup', broughtBack: 41 } },
  clock: {
    ...{ offsetMs: -95_000, confidence: 'estimated', drift: null },
    moves: [
      { at: '2026-11-23T12:00:00.000Z', kind: 'moved', byMs: 95_000 },
      { at: '2026-11-22T03:00:00.000Z', kind: 'slept', byMs: 25_200_000 },
    ],
  },
};

const passedOverView: DiagnosticsView = {
  ...quietView,
  passedOver: {
    count: 15,
    latest: [
      { at: '2026-11-23T15:31:12.000Z', kind: 'part', of: 'employee', path: 'employee.photoDataUrl', id: 'NW-1021', count: 1 },
      { at: '2026-11-23T15:31:12.000Z', kind: 'part', of: 'timeclock', path: 'ipRules.allowed.1', id: null, count: 1 },
      { at: '2026-11-23T15:11:02.000Z', kind: 'change', of: 'employee', path: 'employee.lastName', id: 'NW-1044', count: 1 },
      { at: '2026-11-22T09:01:00.000Z', kind: 'change', of: 'unknown', path: 'kind', id: null, count: 12 },
    ],
  },
};

const unauthorisedView: DiagnosticsView = {
  ...quietView,
  machine: {
    ...{ state: 'unauthorised', recovery: false, online: true, progress: null, lastFailure: { kind: 'unauthorised', code: 'tokenExpired' } },
    transitions: [{ at: '2026-11-23T15:31:12.000Z', from: 'uploading', to: 'unauthorised', recovery: false, failure: 'unauthorised' }, ...quietView.machine.transitions],
  },
  nextSyncAt: null,
  server: { program: '1.2.0', contract: '1.9', age: 'newer', lastSeenAt: '2026-11-23T15:31:12.000Z' },
};
const offlineView: DiagnosticsView = {
  ...quietView,
  machine: {
    ...{ state: 'offline', recovery: false, online: false, progress: null, lastFailure: { kind: 'unreachable' } },
    transitions: [{ at: '2026-11-23T11:12:40.000Z', from: 'probing', to: 'offline', recovery: false, failure: 'unreachable' }, ...quietView.machine.transitions],
  },
  connectivity: { ...quietView.connectivity, slots: slotsWith(78, 96), outages: [{ from: '2026-11-23T11:12:40.000Z', until: null }] },
  counts: { ...quietView.counts, pending: 14 },
  server: { program: null, contract: '1.6', age: 'older', lastSeenAt: '2026-11-23T11:12:31.000Z' },
};

type Ended = 'passed' | 'failed' | 'notReached';
const testOf = (ended: readonly Ended[], reason: SelfTestView['steps'][number]['reason'] = null): SelfTestView => ({
  startedAt: '2026-11-23T15:40:00.000Z',
  isRunning: false,
  steps: (['lookup', 'connect', 'tls', 'ping', 'signIn', 'batch'] as const).map((step, index) => ({
    step,
    outcome: ended[index] ?? 'notReached',
    reason: ended[index] === 'failed' ? reason : null,
    tookMs: ended[index] === 'notReached' ? null : 12 + index * 7,
  })),
});

const made: CallAnswer<'makeSupportBundle'> = { kind: 'made', file: 'zentime-support-b7c1a1c2-20261123T154005Z.zip', folder: '/var/lib/zentime/kiosk/support', bytes: 1_240_000, sha256, entries: ['manifest.json'] };

function story(name: string, view: DiagnosticsView, lines: readonly LogLine[], status: StatusView, act: (stage: Stage) => Promise<void> | void = () => undefined): Story {
  return {
    name,
    kiosk: ready,
    status,
    answers: { readDiagnostics: { kind: 'read', view }, readSyncLog: { kind: 'read', lines: [...lines], sessions }, makeSupportBundle: made, syncAsOperator: { kind: 'started' }, testUpload: { kind: 'started' } },
    act: async (stage) => {
      await stage.model.kiosk.diagnosing.open('o1');
      await act(stage);
    },
  };
}

/** Down the page, as somebody scrolls it. */
async function scrollTo(testId: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  const part = document.querySelector(`[data-testid="${testId}"]`);
  const page = part?.closest('.content');
  if (part && page) page.scrollTop += part.getBoundingClientRect().top - page.getBoundingClientRect().top - 24;
}

export const diagnosticsStories: readonly Story[] = [
  story('diagnostics', quietView, quietLines, { ...online, nextSyncAt: quietView.nextSyncAt }),
  story('diagnostics-recovery', recoveryView, recoveryLines, recovering),
  story('diagnostics-offline', offlineView, recoveryLines.slice(4), offline),
  story('diagnostics-unauthorised', unauthorisedView, quietLines, { ...online, state: 'unauthorised', signInNeeded: true, nextSyncAt: null }),
  story('diagnostics-log', recoveryView, manyLines, recovering, async ({ model }) => {
    await model.kiosk.diagnosing.showSession(870);
    await scrollTo('diag-log');
  }),
  story('diagnostics-log-empty', quietView, [], online, async ({ model }) => {
    model.kiosk.diagnosing.type('certificate');
    await model.kiosk.diagnosing.showLevel('error');
    await scrollTo('diag-log');
  }),
  story('diagnostics-refused', refusedView, recoveryLines, { ...online, pending: 4 }, () => scrollTo('counters')),
  story('diagnostics-passed-over', passedOverView, quietLines, online, () => scrollTo('diag-passed')),
  story('diagnostics-clock-moved', refusedView, recoveryLines, online, () => scrollTo('diag-clock')),
  story('diagnostics-server-newer', unauthorisedView, quietLines, { ...online, state: 'unauthorised', signInNeeded: true, nextSyncAt: null }, () => scrollTo('diag-versions')),
  story('diagnostics-server-older', offlineView, recoveryLines.slice(4), offline, () => scrollTo('diag-versions')),
  story('diagnostics-test-passed', { ...quietView, selfTest: testOf(['passed', 'passed', 'passed', 'passed', 'passed', 'passed']) }, quietLines, online, () => scrollTo('diag-test')),
  story('diagnostics-test-failed', { ...offlineView, selfTest: testOf(['passed', 'passed', 'passed', 'failed'], 'notOurServer') }, quietLines, offline, () => scrollTo('diag-test')),
  story('diagnostics-bundle', quietView, quietLines, online, async ({ model }) => {
    await model.kiosk.diagnosing.makeBundle();
    await scrollTo('diag-bundle');
  }),
];
