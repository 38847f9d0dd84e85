/** B5: one of several people with the same PIN says which they are. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import type { Kiosk } from '../kiosk.ts';
import { makeOffer } from '../offer.ts';
import { readStanding } from '../standing.ts';

export function chooseProfile(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'time'>, input: CallInput<'chooseProfile'>): CallAnswer<'chooseProfile'> {
  const properties = kiosk.settings.read('timeclock');
  const employee = kiosk.sessions.choose(input.choiceId, input.employeeId);
  if (properties === null || employee === null) return { kind: 'sessionEnded' };
  const session = kiosk.sessions.begin(employee.employeeId);
  const nowMs = kiosk.time.now().bestKnownMs;
  const standing = readStanding(kiosk, { employee, properties, nowMs, workDate: null });
  return { kind: 'identified', offer: makeOffer(session.sessionId, employee, standing, nowMs, null) };
}
