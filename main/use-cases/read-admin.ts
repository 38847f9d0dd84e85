/** G2: what the administration shows of this kiosk. */
import type { AdminView } from '../../shared/contracts/admin-calls.ts';
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { contractVersion } from '../../shared/contracts/version.ts';
import type { Kiosk } from '../kiosk.ts';
import { mayOf } from '../operator-permissions.ts';
import { requireOperator, type OperatorSession } from '../operator-sessions.ts';

type Kiosks = Pick<Kiosk, 'operators' | 'settings' | 'device'>;

export function readAdmin(kiosk: Kiosks, input: CallInput<'readAdmin'>): CallAnswer<'readAdmin'> {
  const operator = requireOperator(kiosk, input.operatorSessionId, 'sync');
  return operator.kind === 'operator' ? adminViewFor(kiosk, operator.session) : operator;
}

export function adminViewFor({ settings, device }: Pick<Kiosk, 'settings' | 'device'>, { username, role }: OperatorSession): AdminView {
  const { deviceId, platform, appVersion, zoneDataEdition } = device;
  return {
    kind: 'admin',
    username,
    role,
    may: [...mayOf(role)],
    deviceName: device.deviceName,
    language: settings.read('deviceLanguage'),
    hasFence: (settings.read('timeclock')?.geofence.mode ?? 'disabled') !== 'disabled',
    fixedPosition: settings.read('fixedPosition'),
    about: { deviceId, platform, appVersion, contractVersion, zoneDataEdition, serverUrl: settings.read('enrolment')?.serverUrl ?? '' },
  };
}
