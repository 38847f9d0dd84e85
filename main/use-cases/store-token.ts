/**
 * D9: the device's token was renewed without a person. It is durable before the daemon hears that it is stored: nobody else has it.
 * A renewal that was under way while the kiosk got other credentials is refused.
 */
import type { DaemonCallAnswer, DaemonCallInput } from '../../shared/contracts/daemon.ts';
import type { Kiosk } from '../kiosk.ts';

export function storeToken(kiosk: Pick<Kiosk, 'settings' | 'log' | 'durably' | 'safekeeping'>, input: DaemonCallInput<'storeToken'>): DaemonCallAnswer<'storeToken'> {
  const enrolment = kiosk.settings.read('enrolment');
  if (enrolment === null) throw new Error('a token was renewed for a kiosk that is not enrolled');
  const { deviceToken, tokenExpiresAt, replaces } = input;
  if (enrolment.credentials.deviceToken !== replaces) throw new Error('a token was renewed that is not in use any more');
  kiosk.durably('tokenStore', () => kiosk.settings.write('enrolment', { ...enrolment, credentials: { ...enrolment.credentials, deviceToken, tokenExpiresAt } }));
  kiosk.safekeeping.keep();
  kiosk.log('token.stored', { expiresAt: tokenExpiresAt });
  return { kind: 'done' };
}
