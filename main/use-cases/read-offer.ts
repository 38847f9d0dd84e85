/** C1, C2: the offer again, for another assignment or work date. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { findEmployee, peopleVersion } from '../database/people.ts';
import type { Kiosk } from '../kiosk.ts';
import { makeOffer } from '../offer.ts';
import { readStanding } from '../standing.ts';

export function readOffer(kiosk: Pick<Kiosk, 'connection' | 'settings' | 'sessions' | 'time'>, input: CallInput<'readOffer'>): CallAnswer<'readOffer'> {
  const session = kiosk.sessions.find(input.sessionId);
  const properties = kiosk.settings.read('timeclock');
  if (session === null || properties === null) return { kind: 'sessionEnded' };
  const employee = findEmployee(kiosk.connection, peopleVersion(kiosk.settings), session.employeeId);
  if (employee === null) return { kind: 'sessionEnded' };
  const nowMs = kiosk.time.now().bestKnownMs;
  const standing = readStanding(kiosk, { employee, properties, nowMs, workDate: input.workDate });
  const chosen = standing.mayChooseDate ? standing : readStanding(kiosk, { employee, properties, nowMs, workDate: null });
  return { kind: 'offered', offer: makeOffer(session.sessionId, employee, chosen, nowMs, input.assignmentId) };
}
