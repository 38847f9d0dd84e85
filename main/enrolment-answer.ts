/** A4, A9: what the server's refusal of credentials or of an enrolment code means to whoever gave them. */
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { ProblemCode } from '../shared/contracts/problems.ts';
import { fromProblem } from './server-failure.ts';

/** Where the server does not say how long somebody is locked out. */
const usualWaitSeconds = 60;

type PersonRefused = Exclude<CallAnswer<'signInDevice'>, { kind: 'signedIn' | 'notAtThisStep' }>;
type CodeRefused = Exclude<CallAnswer<'enrolDeviceByCode'>, { kind: 'enrolled' | 'notAtThisStep' }>;

export function personRefusal(code: ProblemCode, retryAfterSeconds: number | null): PersonRefused {
  switch (code) {
    case 'unknownUser':
    case 'wrongPassword':
    case 'userOfAnotherTenant':
    case 'roleNotAllowed':
    case 'noPermissionForTimeclock':
      return { kind: 'refused', code };
    default:
      return lockedOrAway(code, retryAfterSeconds);
  }
}

export function codeRefusal(code: ProblemCode, retryAfterSeconds: number | null): CodeRefused {
  switch (code) {
    case 'codeUnknown':
    case 'codeExpired':
    case 'codeUsed':
    case 'codeRevoked':
      return { kind: 'refused', code };
    default:
      return lockedOrAway(code, retryAfterSeconds);
  }
}

function lockedOrAway(code: ProblemCode, retryAfterSeconds: number | null): Extract<PersonRefused, { kind: 'lockedOut' | 'serverAway' }> {
  if (code === 'lockedOut' || code === 'tooManyRequests') return { kind: 'lockedOut', waitSeconds: retryAfterSeconds ?? usualWaitSeconds };
  return fromProblem(code);
}
