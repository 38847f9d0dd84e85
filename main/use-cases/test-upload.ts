/** G3: tries the way of a batch with what this device has: its address, its token, its key. How it goes stands in the view. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { nobodysPunch } from '../diagnostics/nobodys-punch.ts';
import { deviceStatusOf } from '../device-status.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';

type Kiosks = Pick<Kiosk, 'operators' | 'settings' | 'device' | 'diagnostics' | 'time' | 'connection' | 'state' | 'log' | 'safekeeping' | 'punchStore' | 'newPunchId'>;

export function testUpload(kiosk: Kiosks, input: CallInput<'testUpload'>): CallAnswer<'testUpload'> {
  const operator = requireOperator(kiosk, input.operatorSessionId, 'diagnostics');
  if (operator.kind !== 'operator') return operator;
  const enrolment = kiosk.settings.read('enrolment');
  const timeZone = kiosk.settings.read('timeclock')?.timeZone;
  if (enrolment === null || timeZone === undefined) return { kind: 'notReady' };
  const { serverUrl, credentials } = enrolment;
  // Nothing is on its way with a dry run: everything that is due still has to come.
  const status = deviceStatusOf(kiosk, { sequence: 0, record: 0 });
  const kind = kiosk.diagnostics.selfTest.start(
    { serverUrl, deviceToken: credentials.deviceToken, deviceId: kiosk.device.deviceId, sealingKey: credentials.sealingKey, status, punch: nobodysPunch(kiosk, timeZone) },
    kiosk.time.now().bestKnownMs,
  );
  if (kind === 'started') kiosk.log('diagnostics.selfTest', { userId: operator.session.userId });
  return { kind };
}
