/** D2: the server seals to another key now. It is durable before the daemon hears that it is stored: a new daemon starts with it. */
import type { DaemonCallAnswer, DaemonCallInput } from '../../shared/contracts/daemon.ts';
import type { Kiosk } from '../kiosk.ts';

type Kiosks = Pick<Kiosk, 'settings' | 'syncLog' | 'time' | 'log'>;

export function storeSealingKey(kiosk: Kiosks, input: DaemonCallInput<'storeSealingKey'>): DaemonCallAnswer<'storeSealingKey'> {
  const enrolment = kiosk.settings.read('enrolment');
  if (enrolment === null) throw new Error('a sealing key came for a kiosk that is not enrolled');
  // The daemon may not have heard that it is stored.
  if (enrolment.credentials.sealingKey.kid === input.sealingKey.kid) return { kind: 'done' };
  if (enrolment.credentials.sealingKey.kid !== input.replaces) throw new Error('a sealing key was replaced that is not in use any more');
  kiosk.settings.write('enrolment', { ...enrolment, credentials: { ...enrolment.credentials, sealingKey: input.sealingKey } });
  const fields = { before: input.replaces, now: input.sealingKey.kid };
  kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'info', event: 'sealingKey.stored', fields });
  kiosk.log('sealingKey.stored', fields);
  return { kind: 'done' };
}
