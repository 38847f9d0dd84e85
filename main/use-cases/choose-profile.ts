/** B5: one of several people with the same PIN says which they are. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { beginSession } from '../begin-session.ts';
import type { Kiosk } from '../kiosk.ts';
import { personOf } from '../known-person.ts';

export function chooseProfile(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'state' | 'time' | 'whereabouts' | 'recordStore' | 'newRecordId' | 'log'>, input: CallInput<'chooseProfile'>): CallAnswer<'chooseProfile'> {
  const properties = kiosk.settings.read('timeclock');
  const employee = kiosk.sessions.choose(input.choiceId, input.employeeId);
  if (properties === null || employee === null) return { kind: 'sessionEnded' };
  return { kind: 'identified', offer: beginSession(kiosk, personOf(employee), properties) };
}
