/** A4: an administrator's credentials enrol the device. What is kept is a token of the device's own, never the password. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { personRefusal } from '../enrolment-answer.ts';
import type { Kiosk } from '../kiosk.ts';
import { fromFailure } from '../server-failure.ts';

/** The server's password check is slow on purpose. */
const timeoutMs = 20_000;

export async function signInDevice(kiosk: Pick<Kiosk, 'relay' | 'setup' | 'device' | 'log' | 'whereabouts'>, input: CallInput<'signInDevice'>): Promise<CallAnswer<'signInDevice'>> {
  const record = kiosk.setup.record();
  if (record?.step !== 'credentials') return { kind: 'notAtThisStep' };
  const { deviceId, deviceName, platform, appVersion } = kiosk.device;
  const outcome = await kiosk.relay.ask({
    route: 'enrolDevice',
    serverUrl: record.serverUrl,
    deviceToken: null,
    input: { tenantId: record.organisation.tenantId, timeclockId: record.properties.timeclockId, username: input.username.trim(), password: input.password, device: { deviceId, deviceName, platform, appVersion } },
    timeoutMs,
  });
  if (outcome.kind === 'failed') return fromFailure(outcome.failure);
  if (outcome.kind === 'problem') return personRefusal(outcome.code, outcome.retryAfterSeconds);
  if (kiosk.setup.record()?.step !== 'credentials') return { kind: 'notAtThisStep' };
  kiosk.setup.store({ ...record, step: 'download', credentials: outcome.answer, next: null, cursor: null, employees: 'begun', textsStored: false, changes: 'toRead', done: 0, total: null });
  // C7: only now is it an administrator's word.
  if (input.fixedPosition !== undefined) kiosk.whereabouts.fix(input.fixedPosition);
  kiosk.log('setup.signedIn', { deviceId });
  return { kind: 'signedIn' };
}
