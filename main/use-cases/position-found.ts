/** C7: the platform's location service has an answer. It is kept only while the timeclock has a fence. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';

export function positionFound(kiosk: Pick<Kiosk, 'settings' | 'whereabouts'>, position: CallInput<'positionFound'>): CallAnswer<'positionFound'> {
  const properties = kiosk.settings.read('timeclock');
  if (properties === null || properties.geofence.mode === 'disabled') return { kind: 'notWanted' };
  kiosk.whereabouts.positionFound(position);
  return { kind: 'noted' };
}
