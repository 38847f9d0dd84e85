/** I4: how this kiosk stands, as every batch tells the server. */
import type { DeviceStatus } from '../shared/contracts/http.ts';
import { countOnTheWay, oldestLeftBehindMs, type OutboxPlace } from './database/unsettled.ts';
import type { Kiosk } from './kiosk.ts';
import { passedOverStatus } from './passed-over.ts';
import { toInstant } from './instant.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'state' | 'time' | 'device' | 'settings' | 'safekeeping'>;

/** @param last of the batch that goes now: what is due up to it is on its way and not counted */
export function deviceStatusOf(kiosk: Kiosks, last: OutboxPlace): DeviceStatus {
  const { connection, device } = kiosk;
  const { bestKnownMs, deviceMs, confidence } = kiosk.time.now();
  const { pending, failed } = kiosk.state.counts();
  const oldestMs = oldestLeftBehindMs(connection, bestKnownMs, last);
  return {
    pending: Math.max(0, pending - countOnTheWay(connection, bestKnownMs, last)),
    failed,
    oldestPendingAt: oldestMs === null ? null : toInstant(oldestMs),
    clockOffsetMs: confidence === 'unknown' ? null : Math.round(deviceMs - bestKnownMs),
    zoneDataEdition: device.zoneDataEdition,
    deviceName: device.deviceName,
    platform: device.platform,
    appVersion: device.appVersion,
    restored: restoredOf(kiosk),
    disk: { state: kiosk.safekeeping.disk.state(), freeBytes: kiosk.safekeeping.disk.freeBytes() },
    passedOver: passedOverStatus(kiosk.settings),
  };
}

/** H6: also long after administrators stopped seeing it on the screen. */
function restoredOf({ settings }: Kiosks): DeviceStatus['restored'] {
  const restored = settings.read('restored');
  if (restored === null) return null;
  const { atMs, from, backupMadeAtMs, broughtBack } = restored;
  return { at: toInstant(atMs), from, backupMadeAt: backupMadeAtMs === null ? null : toInstant(backupMadeAtMs), broughtBack };
}
