/** I4: how this kiosk stands, as every batch tells the server. */
import type { DeviceStatus } from '../shared/contracts/http.ts';
import { countDueUpTo, oldestWaitingMs } from './database/punches.ts';
import type { Kiosk } from './kiosk.ts';
import { toInstant } from './offer.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'state' | 'time' | 'device'>;

/** @param lastSequence of the batch that goes now: what is due up to it is on its way and not counted */
export function deviceStatusOf(kiosk: Kiosks, lastSequence: number): DeviceStatus {
  const { connection, device } = kiosk;
  const { bestKnownMs, deviceMs, confidence } = kiosk.time.now();
  const { pending, failed } = kiosk.state.counts();
  const onTheWay = { nowMs: bestKnownMs, lastSequence };
  const oldestMs = oldestWaitingMs(connection, onTheWay);
  return {
    pending: Math.max(0, pending - countDueUpTo(connection, onTheWay)),
    failed,
    oldestPendingAt: oldestMs === null ? null : toInstant(oldestMs),
    clockOffsetMs: confidence === 'unknown' ? null : Math.round(deviceMs - bestKnownMs),
    zoneDataEdition: device.zoneDataEdition,
    deviceName: device.deviceName,
    platform: device.platform,
    appVersion: device.appVersion,
  };
}
