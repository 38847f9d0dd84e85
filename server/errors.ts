/**
 * Refusals as problem details (RFC 9457). Whatever goes wrong ends here: a use case's refusal, a body that cannot be read, and
 * defects, of which a caller learns nothing but that there was one.
 */
import type { FastifyError, FastifyReply } from 'fastify';
import type { z } from 'zod';
import { DatabaseUnavailable, retryUnavailableSeconds } from './database/unavailable.ts';
import { problemStatus, problemType, type ProblemCode, type ProblemDetails } from '../shared/contracts/problems.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** Why the request was refused, for the log. */
    problemCode: ProblemCode | null;
  }
}

/** A refusal, as use cases and routes give it. */
export interface Problem {
  readonly kind: 'problem';
  readonly code: ProblemCode;
  readonly retryAfterSeconds?: number;
  readonly errors?: ProblemDetails['errors'];
}

/** In English, for developers and logs; people read the text of the code. */
export const problemTitles: Readonly<Record<ProblemCode, string>> = {
  unknownCompany: 'No company with this name and alias',
  unknownTimeclock: 'This company has no timeclock with this id',
  unknownUser: 'No user with this name',
  wrongPassword: 'The password is wrong',
  userOfAnotherTenant: 'This user belongs to another company',
  roleNotAllowed: 'Only administrators and supervisors may do this',
  noPermissionForTimeclock: 'This user has no permission for this timeclock',
  lockedOut: 'Locked after repeated failures',
  tooManyRequests: 'Too many requests',
  tokenMissing: 'A token is required',
  tokenUnknown: 'The token is not known',
  tokenExpired: 'The token has expired',
  tokenRevoked: 'The token was revoked',
  tokenReplaced: 'The token was replaced by a newer one',
  codeUnknown: 'No enrolment code like this for the timeclock',
  codeExpired: 'The enrolment code has expired',
  codeUsed: 'The enrolment code was used already',
  codeRevoked: 'The enrolment code was revoked',
  cursorUnknown: 'The cursor is not known: download everything again',
  pageTokenUnknown: 'The page token is not known: start the download again',
  sealUnreadable: 'The sealed batch cannot be opened',
  sealingKeyUnknown: 'The batch is sealed to a key that is not in use any more: ask for the one that is',
  invalidMessage: 'The message has the wrong shape',
  unreadableBody: 'The body cannot be read',
  bodyTooLarge: 'The body is too large',
  requestTimeout: 'The request did not arrive whole in time',
  headersTooLarge: 'The headers are too large',
  unsupportedMediaType: 'The media type is not supported here',
  notFound: 'There is nothing here',
  conflict: 'This contradicts what is stored',
  notPossible: 'This cannot be done',
  overloaded: 'Too much to do at the moment',
  internal: 'An internal error',
};

/** Carries a refusal through places of the framework that can only throw. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(refusal: Problem) {
    super(problemTitles[refusal.code]);
    this.problem = refusal;
  }
}

export const problemMediaType = 'application/problem+json';

export function problem(code: ProblemCode, more: Omit<Problem, 'kind' | 'code'> = {}): Problem {
  return { kind: 'problem', code, ...more };
}

export function problemBody(refusal: Problem): ProblemDetails {
  const { code, retryAfterSeconds, errors } = refusal;
  return {
    type: problemType(code),
    title: problemTitles[code],
    status: problemStatus[code],
    code,
    ...(errors === undefined ? {} : { errors }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** Answers with the refusal; Retry-After where it says when to come back. */
export function sendProblem(reply: FastifyReply, refusal: Problem): FastifyReply {
  reply.problemCode = refusal.code;
  if (refusal.retryAfterSeconds !== undefined) void reply.header('retry-after', String(refusal.retryAfterSeconds));
  return reply
    .code(problemStatus[refusal.code])
    .type(problemMediaType)
    .send(JSON.stringify(problemBody(refusal)));
}

const mostErrors = 50;

/** A well-formed request that cannot be carried out. @param message says what to do */
export function notPossible(path: string, message: string): Problem {
  return problem('notPossible', { errors: [{ path, message }] });
}

/** What a schema found wrong, by field; values never appear. */
export function invalidMessage(error: z.ZodError): Problem {
  const errors = error.issues.slice(0, mostErrors).map((issue) => ({ path: issue.path.map(String).join('.').slice(0, 200), message: wording(issue) }));
  return problem('invalidMessage', { errors });
}

/** Names of unknown keys are the sender's text and stay out. */
function wording(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? 'unknown fields' : issue.message.slice(0, 500);
}

/** Which refusal an error of the framework or of the database stands for; null for a defect of ours. */
export function problemOfFrameworkError(error: FastifyError): Problem | null {
  if (error instanceof DatabaseUnavailable) return problem('overloaded', { retryAfterSeconds: retryUnavailableSeconds });
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problem('bodyTooLarge');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problem('unsupportedMediaType');
    case 'FST_ERR_NOT_FOUND':
      return problem('notFound');
    default:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500 ? problem('unreadableBody') : null;
  }
}
