/** D3, K1, K13: what can be said of a punch without looking at others: who, with which assignment, at what time. */
import type { ExceptionCode, Punch, PunchFlag, RefusalCode } from '../../shared/contracts/entities.ts';
import { judgeTime } from '../../shared/rules/plausible-time.ts';
import type { KnownPerson } from '../database/people.ts';

/** Exceptions that a flag of the kiosk stands for. `forgottenClockOut` and `unanswered` are noted, never a reason to refuse. */
const flagExceptions: Partial<Record<PunchFlag, ExceptionCode>> = {
  noAssignment: 'noAssignment',
  forgottenClockOut: 'forgottenClockOut',
  clockUncertain: 'clockUncertain',
  outsideFence: 'outsideFence',
  otherAssignment: 'otherAssignment',
  positionUnknown: 'positionUnknown',
  ipNotAllowed: 'ipNotAllowed',
  unanswered: 'unanswered',
};

/** What of a punch decides whether it is refused for its own sake; the effective values (a correction may have changed them). */
export interface Claim {
  /** 'e:' and the employee, or 't:' and the temporary record. */
  readonly personKey: string;
  readonly assignmentId: string | null;
  readonly workDate: string;
  readonly instantMs: number;
}

/**
 * A reason to refuse, or null.
 * @param person what the tenant knows of the punch's employee; null for nobody. Not looked at for temporary employees.
 */
export function refusalOf(claim: Claim, person: KnownPerson | null, serverNowMs: number, toleranceSeconds: number): RefusalCode | null {
  const time = judgeTime(claim.instantMs, serverNowMs, toleranceSeconds);
  if (claim.personKey.startsWith('t:')) return claim.assignmentId === null ? plausible(time) : 'assignmentNotActive';
  if (person === null || (person.lastWorkDate !== null && claim.workDate > person.lastWorkDate)) return 'unknownEmployee';
  return isAssignmentActive(claim, person) ? plausible(time) : 'assignmentNotActive';
}

function plausible(time: ReturnType<typeof judgeTime>): RefusalCode | null {
  return time === 'plausible' ? null : time;
}

function isAssignmentActive(claim: Claim, person: KnownPerson): boolean {
  if (claim.assignmentId === null) return true;
  const named = person.assignments.find((assignment) => assignment.assignmentId === claim.assignmentId);
  if (named === undefined) return false;
  return named.startDate <= claim.workDate && (named.endDate === null || claim.workDate <= named.endDate);
}

/** What is noted on a punch for its own sake (K1), in a fixed order and each once. */
export function notedOn(punch: Punch): ExceptionCode[] {
  const fromFlags = punch.flags.map((flag) => flagExceptions[flag]).filter((code) => code !== undefined);
  const noted = new Set<ExceptionCode>(fromFlags);
  if (punch.assignmentId === null) noted.add('noAssignment');
  if (punch.clockConfidence === 'unknown') noted.add('clockUncertain');
  // A kiosk under a strict fence that took it all the same is no reason to refuse: K1's list is closed.
  if (punch.geofence === 'outside') noted.add('outsideFence');
  if (punch.geofence === 'positionUnknown') noted.add('positionUnknown');
  if (punch.ip === 'notAllowed') noted.add('ipNotAllowed');
  return [...noted].sort();
}
