/** A9: a code from the console enrols the device, instead of a person's password. It is used once and kept nowhere. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { codeRefusal } from '../enrolment-answer.ts';
import type { Kiosk } from '../kiosk.ts';
import { fromFailure } from '../server-failure.ts';

const timeoutMs = 20_000;

export async function enrolDeviceByCode(kiosk: Pick<Kiosk, 'relay' | 'setup' | 'device' | 'log' | 'whereabouts'>, input: CallInput<'enrolDeviceByCode'>): Promise<CallAnswer<'enrolDeviceByCode'>> {
  const record = kiosk.setup.record();
  if (record?.step !== 'credentials') return { kind: 'notAtThisStep' };
  const { deviceId, deviceName, platform, appVersion } = kiosk.device;
  const { organisation, properties, serverUrl } = record;
  const outcome = await kiosk.relay.ask({
    route: 'enrolByCode',
    serverUrl,
    deviceToken: null,
    input: { tenantId: organisation.tenantId, timeclockId: properties.timeclockId, code: input.code.trim(), device: { deviceId, deviceName, platform, appVersion } },
    timeoutMs,
  });
  if (outcome.kind === 'failed') return fromFailure(outcome.failure);
  if (outcome.kind === 'problem') return codeRefusal(outcome.code, outcome.retryAfterSeconds);
  if (kiosk.setup.record()?.step !== 'credentials') return { kind: 'notAtThisStep' };
  kiosk.setup.store({ ...record, step: 'download', credentials: outcome.answer, next: null, cursor: null, employees: 'begun', textsStored: false, changes: 'toRead', done: 0, total: null });
  // C7: only now is it the word of somebody who may.
  if (input.fixedPosition !== undefined) kiosk.whereabouts.fix(input.fixedPosition);
  kiosk.log('setup.enrolledByCode', { deviceId });
  return { kind: 'enrolled' };
}
