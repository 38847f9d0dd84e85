/** G2, C7: the device's name, which travels with its punches and its status from now on, the language that it comes back to, and where it stands. */
import type { DeviceNameFault } from '../../shared/contracts/admin-calls.ts';
import { maxTextLength } from '../../shared/contracts/entities.ts';
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { requireOperator } from '../operator-sessions.ts';
import { adminViewFor } from './read-admin.ts';

type Kiosks = Pick<Kiosk, 'operators' | 'connection' | 'settings' | 'device' | 'state' | 'syncLog' | 'time' | 'log' | 'whereabouts'>;

export function saveDevice(kiosk: Kiosks, input: CallInput<'saveDevice'>): CallAnswer<'saveDevice'> {
  const operator = requireOperator(kiosk, input.operatorSessionId, 'device');
  if (operator.kind !== 'operator') return operator;
  const deviceName = input.deviceName?.normalize('NFC').replace(/\s+/gu, ' ').trim();
  const fault = deviceName === undefined ? null : faultOf(deviceName);
  if (fault !== null) return { kind: 'badName', fault };
  try {
    store(kiosk, operator.session.userId, { deviceName, language: input.language, fixedPosition: input.fixedPosition });
  } catch (error) {
    kiosk.log('main.defect', { where: 'saveDevice', why: error instanceof Error ? error.message : String(error) });
    return { kind: 'notSaved' };
  }
  kiosk.state.announceKiosk();
  return { kind: 'saved', view: adminViewFor(kiosk, operator.session) };
}

/** What is not given stays. */
interface Facts {
  readonly deviceName: string | undefined;
  readonly language: string | null | undefined;
  readonly fixedPosition: CallInput<'saveDevice'>['fixedPosition'];
}

function store(kiosk: Kiosks, userId: string, { deviceName, language, fixedPosition }: Facts): void {
  const { settings } = kiosk;
  kiosk.connection.transaction(() => {
    if (deviceName !== undefined) settings.write('deviceName', deviceName);
    if (language === null) settings.clear('deviceLanguage');
    else if (language !== undefined) settings.write('deviceLanguage', language);
    if (fixedPosition !== undefined) kiosk.whereabouts.fix(fixedPosition);
    kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'info', event: 'operator.deviceSaved', fields: { userId } });
    kiosk.syncLog.flush();
  });
  kiosk.log('operator.deviceSaved', { userId });
}

function faultOf(deviceName: string): DeviceNameFault | null {
  if (deviceName === '') return 'empty';
  if (deviceName.length > maxTextLength) return 'tooLong';
  return /[\p{Cc}\p{Cf}\p{Cs}]/u.test(deviceName) ? 'unusable' : null;
}
