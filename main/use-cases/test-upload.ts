/** G3: tries the way of a batch with what this device has: its address, its token, its key. How it goes stands in the view. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { deviceStatusOf } from '../device-status.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

type Kiosks = Pick<Kiosk, 'operators' | 'settings' | 'device' | 'diagnostics' | 'time' | 'connection' | 'state' | 'log' | 'safekeeping'>;

export function testUpload(kiosk: Kiosks, input: CallInput<'testUpload'>): CallAnswer<'testUpload'> {
  const operator = requireOperator(kiosk, input.operatorSessionId, 'diagnostics');
  if (operator.kind !== 'operator') return operator;
  const enrolment = kiosk.settings.read('enrolment');
  if (enrolment === null) return { kind: 'notReady' };
  const { serverUrl, credentials } = enrolment;
  // Nothing is on its way with a dry run: everything that is due still has to come.
  const status = deviceStatusOf(kiosk, { sequence: 0, record: 0 });
  const kind = kiosk.diagnostics.selfTest.start({ serverUrl, deviceToken: credentials.deviceToken, deviceId: kiosk.device.deviceId, sealingKey: credentials.sealingKey, status }, kiosk.time.now().bestKnownMs);
  if (kind === 'started') kiosk.log('diagnostics.selfTest', { userId: operator.session.userId });
  return { kind };
}
