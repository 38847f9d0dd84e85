/**
 * D9, A9: a kiosk whose token the server takes no more is let in again, by an administrator's or supervisor's password or by a code from the
 * console. It stays with its company and its timeclock, and with everything that it has to bring.
 */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import { codeRefusal, personRefusal } from '../enrolment-answer.ts';
import type { Kiosk } from '../kiosk.ts';
import type { RelayOutcome } from '../server-relay.ts';
import { fromFailure } from '../server-failure.ts';

/** The server's password check is slow on purpose. */
const timeoutMs = 20_000;

type Kiosks = Pick<Kiosk, 'relay' | 'settings' | 'state' | 'device' | 'daemon' | 'durably' | 'syncLog' | 'time' | 'log'>;
type Answer = CallAnswer<'enrolAgain'>;
type By = CallInput<'enrolAgain'>['by'];

export async function enrolAgain(kiosk: Kiosks, { by }: CallInput<'enrolAgain'>): Promise<Answer> {
  const enrolment = kiosk.settings.read('enrolment');
  const tenantId = kiosk.settings.read('organisation')?.tenantId;
  const timeclockId = kiosk.settings.read('timeclock')?.timeclockId;
  if (enrolment === null || tenantId === undefined || timeclockId === undefined || !kiosk.state.status().signInNeeded) return { kind: 'notNeeded' };
  const outcome = await ask(kiosk, { serverUrl: enrolment.serverUrl, tenantId, timeclockId }, by);
  if (outcome.kind === 'failed') return fromFailure(outcome.failure);
  if (outcome.kind === 'problem') {
    kiosk.log('device.notEnrolledAgain', { by: by.kind, code: outcome.code });
    return by.kind === 'person' ? personRefusal(outcome.code, outcome.retryAfterSeconds) : codeRefusal(outcome.code, outcome.retryAfterSeconds);
  }
  const { deviceToken, tokenExpiresAt, tenantKey, sealingKey } = outcome.answer;
  kiosk.durably('tokenStore', () => kiosk.settings.write('enrolment', { ...enrolment, credentials: { ...enrolment.credentials, deviceToken, tokenExpiresAt, tenantKey, sealingKey } }));
  kiosk.daemon.configure();
  kiosk.log('device.enrolledAgain', { by: by.kind, expiresAt: tokenExpiresAt });
  kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'warning', event: 'device.enrolledAgain', fields: { by: by.kind } });
  return { kind: 'enrolled' };
}

interface Place {
  readonly serverUrl: string;
  readonly tenantId: string;
  readonly timeclockId: number;
}

function ask({ relay, device }: Kiosks, { serverUrl, tenantId, timeclockId }: Place, by: By): Promise<RelayOutcome<DeviceCredentials>> {
  const { deviceId, deviceName, platform, appVersion } = device;
  const common = { tenantId, timeclockId, device: { deviceId, deviceName, platform, appVersion } };
  if (by.kind === 'person') return relay.ask({ route: 'enrolDevice', serverUrl, deviceToken: null, input: { ...common, username: by.username.trim(), password: by.password }, timeoutMs });
  return relay.ask({ route: 'enrolByCode', serverUrl, deviceToken: null, input: { ...common, code: by.code.trim() }, timeoutMs });
}
