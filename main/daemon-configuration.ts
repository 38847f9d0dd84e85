/** What the daemon needs to work; main stores all of it, so that a new daemon goes on where the last one was. */
import type { DaemonConfiguration } from '../shared/contracts/daemon.ts';
import type { Settings } from './database/settings.ts';
import type { DeviceFacts } from './kiosk.ts';
import type { KioskState } from './kiosk-state.ts';

/** F1: the first byte of a recovery follows within 5 seconds of the server's return, jitter included. */
const probeIntervalMs = 2_000;

/** Null while setup is not done. */
export function daemonConfigurationOf(settings: Settings, state: KioskState, device: DeviceFacts): DaemonConfiguration | null {
  const enrolment = settings.read('enrolment');
  const properties = settings.read('timeclock');
  if (enrolment === null || properties === null) return null;
  const syncIntervalMs = properties.syncIntervalSeconds * 1000;
  return {
    serverUrl: enrolment.serverUrl,
    deviceToken: enrolment.credentials.deviceToken,
    deviceId: device.deviceId,
    sealingKey: enrolment.credentials.sealingKey,
    appVersion: device.appVersion,
    syncIntervalMs,
    probeIntervalMs,
    nextSyncAtMs: settings.read('sync')?.nextSyncAtMs ?? null,
    startInRecovery: state.needsRecoveryAtStart(syncIntervalMs),
  };
}
