/** Puts a kiosk together over storage that is open: the one place that knows every concrete part. */
import { randomUUID } from 'node:crypto';
import { logEvents, type LogEvent } from '../shared/lib/log-events.ts';
import { zoneDataEdition } from '../shared/lib/zoned-time.ts';
import { answerDaemonCalls } from './daemon-calls.ts';
import { daemonConfigurationOf } from './daemon-configuration.ts';
import { DaemonSupervisor } from './daemon-supervisor.ts';
import { openDiagnostics } from './diagnostics/open-diagnostics.ts';
import type { Durably } from './durable-steps.ts';
import { ExportDesk } from './export/export-desk.ts';
import { diskExportFiles } from './export/export-files.ts';
import { openDriveFiles } from './export/drive-files.ts';
import { findTargets } from './export/find-targets.ts';
import { PunchStore } from './database/punch-store.ts';
import { RecordStore } from './database/record-store.ts';
import type { SyncLog } from './database/sync-log.ts';
import { GuessLimit } from './guess-limit.ts';
import type { Host } from './host.ts';
import type { DeviceFacts, Kiosk } from './kiosk.ts';
import { KioskState } from './kiosk-state.ts';
import type { EventLog } from './logger.ts';
import type { MachineClock } from './machine-clock.ts';
import type { Storage } from './open-storage.ts';
import { lastFourHasher } from './last-four.ts';
import { OperatorSessions } from './operator-sessions.ts';
import { Provisioner } from './provisioning/provisioner.ts';
import type { ProvisionSource } from './provisioning/provision-source.ts';
import { newPunchId, newRecordId } from './punch-id.ts';
import { Safekeeping, type SafekeepingInput } from './safekeeping/safekeeping.ts';
import { takeServerTime } from './server-time.ts';
import { Sessions } from './sessions.ts';
import { SettingsFaults } from './settings-faults.ts';
import { SetupDownload } from './setup-download.ts';
import { SetupProgress } from './setup-progress.ts';
import { SignInFailures } from './sign-in-failures.ts';
import type { Timers } from './timers.ts';
import { openTrustedClock } from './open-trusted-clock.ts';
import type { TimeSource } from './trusted-clock.ts';
import { Whereabouts } from './whereabouts.ts';

export interface ComposeInput {
  readonly host: Pick<Host, 'startDaemon' | 'emit' | 'quit'>;
  readonly storage: Storage;
  readonly clock: MachineClock;
  readonly timers: Timers;
  /** Another source of time than the trusted clock; null takes the trusted clock. */
  readonly time: TimeSource | null;
  /** How a durable step is done; `plainly` but for the kill tests. */
  readonly durably: Durably;
  readonly log: EventLog;
  readonly deviceName: string;
  readonly platform: string;
  readonly appVersion: string;
  readonly defaultServerUrl: string;
  /** Another disk than the machine's: tests. */
  readonly safekeepingParts?: Pick<SafekeepingInput, 'diskFiles' | 'check'>;
  readonly beginAfresh: Kiosk['beginAfresh'];
  /** K14: the device's addresses as it knows them itself. */
  readonly ownAddresses: () => readonly string[];
  /** A9: a provisioning file; null where there is none. */
  readonly provision: ProvisionSource | null;
}

const logFlushMs = 2_000;
const shortestBackstopMs = 5 * 60_000;

export interface ComposedKiosk {
  readonly kiosk: Kiosk;
  readonly supervisor: DaemonSupervisor;
}

export function composeKiosk(input: ComposeInput): ComposedKiosk {
  const { storage, clock, timers, log, host } = input;
  const { connection, settings, syncLog, journal } = storage;
  let announce = (): void => undefined;
  let lookAround = (): void => undefined;
  const time = input.time ?? openTrustedClock({ clock, storage, log, onMoved: () => announce(), onSlept: () => lookAround() });
  const emit: Kiosk['emit'] = (name, body) => {
    host.emit(name, body);
    if (name === 'statusChanged') diagnostics.watch.changed();
  };
  const diagnostics = openDiagnostics({ storage, time, clock, timers, log, emit, testUpload: (message) => supervisor.testUpload(message) });
  const guesses: Kiosk['guesses'] = { pin: guessLimit(storage, time, log, 'pinGuesses', () => state.announceStatus()), form: guessLimit(storage, time, log, 'formGuesses', () => undefined) };
  const state: KioskState = new KioskState({ connection, settings, time, emit, pinWaitMs: () => guesses.pin.waitMs(), care: () => safekeeping.care() });
  const settingsFaults = new SettingsFaults(settings, log);
  const whereabouts = new Whereabouts({ settings, log, reportFaults: () => settingsFaults.report(), nowMs: () => time.now().bestKnownMs, isOnline: () => state.isOnline(), ownAddresses: input.ownAddresses });
  announce = () => state.announceStatus();
  const safekeeping: Safekeeping = new Safekeeping({ storage, timers, wallMs: () => clock.wallMs(), bestKnownMs: () => knownMs(time), log, onChanged: () => state.announceStatus(), ...input.safekeepingParts });
  const setup = new SetupProgress({ settings, emit, defaultServerUrl: input.defaultServerUrl });
  const punchStore = new PunchStore(connection, journal, settings, input.durably, () => safekeeping.disk.giveUpReserve());
  const recordStore = new RecordStore(connection, journal, punchStore, lastFourHasher(settings), input.durably, () => safekeeping.disk.giveUpReserve());
  const pacing = { timers, clock };
  const device = deviceFacts(input);
  const backstopMs = (): number => Math.max(shortestBackstopMs, (settings.read('timeclock')?.resetTimerSeconds ?? 0) * 4000);
  const operators = operatorSessions({ timers, backstopMs, log, emit });
  const signInFailures = signInFailuresOf(storage, time, log);
  const sessions = new Sessions({
    newId: randomUUID,
    timers,
    longestMs: backstopMs,
    onExpired: (sessionId) => {
      log('session.expired');
      emit('sessionEnded', { sessionId });
    },
  });
  const supervisor: DaemonSupervisor = new DaemonSupervisor({
    host,
    clock,
    timers,
    log,
    configuration: () => daemonConfigurationOf(settings, state, device),
    onCall: (name, callInput) => answerCall(name, callInput),
    onReport: (report) => {
      diagnostics.history.note(report);
      state.takeReport(report);
    },
    onServerTime: (message) => {
      diagnostics.drift.learn({ serverMs: Date.parse(message.serverInstant), roundTripMs: message.roundTripMs, heardAtMs: message.heardAtMs ?? clock.monotonicMs() });
      takeServerTime({ settings, syncLog, state, time, whereabouts, log }, message);
    },
    onSelfTestStep: (message) => diagnostics.selfTest.take(message),
    // H4: a wall clock that is moved is noticed within seconds, also while nobody taps.
    onHeartbeat: () => void time.now(),
    onLog: noteDaemonLog(storage, time, timers, log),
    onLost: () => {
      diagnostics.history.note(null);
      diagnostics.selfTest.daemonLost();
      state.daemonLost();
    },
  });
  lookAround = () => {
    diagnostics.drift.forget();
    supervisor.networkHint();
  };
  const download = new SetupDownload({ connection, settings, relay: supervisor, setup, state, daemon: supervisor, timers, pacing, log, punchStore, emit, safekeeping, syncLog, time, wallMs: () => clock.wallMs() });
  const exports = new ExportDesk({ folder: storage.folder, kiosk: () => kiosk, files: diskExportFiles, openDrive: (around) => openDriveFiles({ timers, ...around }), findTargets, newId: randomUUID, emit, log });
  const kiosk: Kiosk = {
    ...{
      connection,
      journal,
      punchStore,
      recordStore,
      settings,
      syncLog,
      time,
      timers,
      pacing,
      sessions,
      guesses,
      operators,
      signInFailures,
      state,
      setup,
      download,
      device,
      exports,
      safekeeping,
      whereabouts,
      settingsFaults,
      diagnostics,
      log,
      emit,
    },
    relay: supervisor,
    daemon: supervisor,
    provisioning: new Provisioner({ kiosk: () => kiosk, source: input.provision, wallMs: () => clock.wallMs(), random: Math.random }),
    dataFolder: storage.folder,
    beginAfresh: input.beginAfresh,
    quit: (exitCode) => host.quit(exitCode),
    durably: input.durably,
    syncRequests: { lastMs: null },
    staging: { present: null },
    defaultServerUrl: input.defaultServerUrl,
    newId: randomUUID,
    newPunchId,
    newRecordId,
  };
  const answerCall = answerDaemonCalls(kiosk);
  return { kiosk, supervisor };
}

function guessLimit({ settings }: Storage, time: TimeSource, log: EventLog, name: 'pinGuesses' | 'formGuesses', onChanged: () => void): GuessLimit {
  return new GuessLimit({
    now: () => time.now(),
    read: () => settings.read(name),
    write: (made) => settings.write(name, made),
    onNotWritten: (error) => log('identify.guessNotWritten', { why: error instanceof Error ? error.message : String(error) }),
    onChanged,
  });
}

function operatorSessions({ timers, backstopMs, log, emit }: { readonly timers: Timers; readonly backstopMs: () => number; readonly log: EventLog; readonly emit: Kiosk['emit'] }): OperatorSessions {
  return new OperatorSessions({
    newId: randomUUID,
    timers,
    longestQuietMs: backstopMs,
    onEnded: (operatorSessionId) => {
      log('operator.ended');
      emit('operatorEnded', { operatorSessionId });
    },
  });
}

function signInFailuresOf({ settings }: Storage, time: TimeSource, log: EventLog): SignInFailures {
  return new SignInFailures({
    now: () => time.now(),
    read: () => settings.read('operatorFailures') ?? {},
    write: (made) => settings.write('operatorFailures', made),
    onNotWritten: (error) => log('identify.guessNotWritten', { why: error instanceof Error ? error.message : String(error) }),
  });
}

/** The name is asked for each time: an administrator may change it while the kiosk runs (G2). */
/** H4: null while the time is not known. */
function knownMs(time: TimeSource): number | null {
  const { bestKnownMs, confidence } = time.now();
  return confidence === 'unknown' ? null : bestKnownMs;
}

function deviceFacts({ storage, deviceName, platform, appVersion }: ComposeInput): DeviceFacts {
  return {
    zoneDataEdition: zoneDataEdition(),
    deviceId: ownDeviceId(storage),
    get deviceName() {
      return storage.settings.read('deviceName') ?? deviceName;
    },
    platform,
    appVersion,
  };
}

/** Made once, at the first start; a re-setup keeps it. */
function ownDeviceId({ settings }: Storage): string {
  const known = settings.read('deviceId');
  if (known !== null) return known;
  const deviceId = randomUUID();
  settings.write('deviceId', deviceId);
  return deviceId;
}

function noteDaemonLog({ syncLog }: Storage, time: TimeSource, timers: Timers, log: EventLog): (message: { level: 'info' | 'warning' | 'error'; event: string; fields: Record<string, string | number | boolean | null> }) => void {
  let isFlushDue = false;
  return ({ level, event, fields }) => {
    if (isLogEvent(event)) log(event, fields);
    syncLog.append({ atMs: time.now().bestKnownMs, level, event, fields });
    if (isFlushDue) return;
    isFlushDue = true;
    timers.after(logFlushMs, () => {
      isFlushDue = false;
      flushOrLog(syncLog, log);
    });
  };
}

/** A disk that is full must not end the program; the lines wait for the next chance. */
function flushOrLog(syncLog: SyncLog, log: EventLog): void {
  try {
    syncLog.flush();
  } catch (error) {
    log('main.defect', { where: 'syncLog', why: error instanceof Error ? error.message : String(error) });
  }
}

function isLogEvent(event: string): event is LogEvent {
  return Object.hasOwn(logEvents, event);
}
