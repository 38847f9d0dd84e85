/** G3: everything that support sees at once, read when asked. No names: a person is an id here. */
import type { DiagnosticsView, RefusedPunchView } from '../../shared/contracts/diagnostics-calls.ts';
import { ageOf, contractVersion } from '../../shared/contracts/version.ts';
import { readConnectivity } from '../database/connectivity-history.ts';
import { programVersion } from '../database/migrations.ts';
import { countTotals, readRefused, type RefusedPunch } from '../database/refused-punches.ts';
import { sqliteVersion } from '../database/sqlite-version.ts';
import { toInstant } from '../instant.ts';
import type { Kiosk } from '../kiosk.ts';
import { passedOverView } from '../passed-over.ts';
import { connectivityView } from './connectivity-view.ts';
import { readStorageUse } from './storage-use.ts';

export type DiagnosticsKiosk = Pick<Kiosk, 'connection' | 'settings' | 'syncLog' | 'state' | 'time' | 'device' | 'diagnostics' | 'dataFolder'>;

const shownRefusals = 30;
const shownTransitions = 20;
const shownMoves = 8;

export async function diagnosticsView(kiosk: DiagnosticsKiosk): Promise<DiagnosticsView> {
  const { connection, settings, device, diagnostics } = kiosk;
  const storage = await readStorageUse(kiosk.dataFolder);
  const nowMs = kiosk.time.now().bestKnownMs;
  const status = kiosk.state.status();
  const enrolment = settings.read('enrolment');
  const transitions = diagnostics.history.latest(shownTransitions).map(({ atMs, ...step }) => ({ at: toInstant(atMs), ...step }));
  return {
    now: toInstant(nowMs),
    machine: { state: status.state, recovery: status.recovery, online: status.online, progress: status.progress, lastFailure: status.lastFailure, transitions },
    connectivity: connectivityView(readConnectivity(connection), nowMs),
    offlineSince: status.offlineSince,
    nextSyncAt: status.nextSyncAt,
    lastSuccessAt: status.lastSuccessAt,
    counts: countsOf(kiosk),
    refused: readRefused(connection, shownRefusals).map(refusedView),
    passedOver: passedOverView(settings),
    clock: clockOf(kiosk),
    zoneData: { here: device.zoneDataEdition, server: settings.read('serverZoneData') },
    storage,
    safekeeping: safekeepingOf(kiosk),
    versions: versionsOf(kiosk),
    server: serverOf(kiosk),
    device: {
      deviceId: device.deviceId,
      deviceName: device.deviceName,
      serverUrl: enrolment?.serverUrl ?? null,
      serverEpoch: settings.read('serverEpoch'),
      sealingKid: enrolment?.credentials.sealingKey.kid ?? null,
      tokenExpiresAt: enrolment?.credentials.tokenExpiresAt ?? null,
    },
    selfTest: diagnostics.selfTest.view,
  };
}

function countsOf({ connection, state }: DiagnosticsKiosk): DiagnosticsView['counts'] {
  const { pending, failed } = state.counts();
  const { refused, synced, cleared } = countTotals(connection);
  return { pending, failed, synced, refused, cleared };
}

export function refusedView({ punchId, personKey, type, workDate, instantMs, code, retryMs, refusals }: RefusedPunch): RefusedPunchView {
  const kind = personKey.startsWith('e:') ? 'employee' : 'temporary';
  return { punchId, person: { kind, id: personKey.slice(2) }, type, at: toInstant(instantMs), workDate, code, retryAt: retryMs === null ? null : toInstant(retryMs), refusals };
}

function clockOf({ time, syncLog, diagnostics }: DiagnosticsKiosk): DiagnosticsView['clock'] {
  const { bestKnownMs, deviceMs, confidence } = time.now();
  const drift = diagnostics.drift.read();
  const moves = syncLog.clockNews(shownMoves).map(({ atMs, event, byMs }) => ({ at: toInstant(atMs), kind: moveKind(event), byMs }));
  return {
    offsetMs: bestKnownMs - deviceMs,
    confidence,
    drift: drift === null ? null : { msPerDay: Math.round(drift.msPerDay), errorMsPerDay: Math.round(drift.errorMsPerDay), overMinutes: Math.round(drift.overMs / 60_000) },
    moves,
  };
}

function moveKind(event: string): DiagnosticsView['clock']['moves'][number]['kind'] {
  if (event === 'clock.slept') return 'slept';
  return event === 'clock.impossibleStart' ? 'impossible' : 'moved';
}

/** H6 */
function safekeepingOf({ settings }: DiagnosticsKiosk): DiagnosticsView['safekeeping'] {
  const backups = settings.read('backups');
  const restored = settings.read('restored');
  return {
    lastBackupAt: backups === null || backups.madeAtMs === null ? null : toInstant(backups.madeAtMs),
    backupFailures: backups?.failures ?? 0,
    restored: restored === null ? null : { at: toInstant(restored.atMs), from: restored.from, broughtBack: restored.broughtBack },
  };
}

function serverOf({ settings, state }: DiagnosticsKiosk): DiagnosticsView['server'] {
  const told = settings.read('serverVersions');
  return told === null ? null : { ...told, age: ageOf(told.contract), lastSeenAt: state.lastAnswerAt() };
}

function versionsOf({ connection, device }: DiagnosticsKiosk): DiagnosticsView['versions'] {
  // Two of them are there under Electron alone, whatever its types say.
  const versions: Readonly<Record<string, string | undefined>> = process.versions;
  const { electron, chrome } = versions;
  return { app: device.appVersion, contract: contractVersion, node: process.versions.node, electron: electron ?? null, chromium: chrome ?? null, sqlite: sqliteVersion(connection), schema: programVersion, platform: device.platform };
}
