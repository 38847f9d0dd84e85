/**
 * Every refusal that the server can answer with, once: stable code, HTTP status. An answer is problem details
 * (RFC 9457) with `type: urn:zentime:problem:<code>`; people read the text of key `problem.<code>`, never the title.
 */
import { z } from 'zod';

export const problemStatus = {
  unknownCompany: 404,
  unknownTimeclock: 404,
  unknownUser: 401,
  wrongPassword: 401,
  userOfAnotherTenant: 403,
  roleNotAllowed: 403,
  noPermissionForTimeclock: 403,
  lockedOut: 429,
  tooManyRequests: 429,
  tokenMissing: 401,
  tokenUnknown: 401,
  tokenExpired: 401,
  tokenRevoked: 401,
  /** A token that was replaced by a renewal, and whose successor has been used since. */
  tokenReplaced: 401,
  codeUnknown: 401,
  codeExpired: 403,
  codeUsed: 403,
  codeRevoked: 403,
  cursorUnknown: 410,
  pageTokenUnknown: 410,
  sealUnreadable: 422,
  /** D2: sealed to a key that the server does not have, or opens no more; `readSealingKeys` leads to the one in use. */
  sealingKeyUnknown: 422,
  invalidMessage: 422,
  unreadableBody: 400,
  bodyTooLarge: 413,
  /** The request did not arrive whole in time. */
  requestTimeout: 408,
  headersTooLarge: 431,
  unsupportedMediaType: 415,
  notFound: 404,
  /** A console request against something that changed meanwhile, or that contradicts what is stored. */
  conflict: 409,
  /** A console request that is well formed and cannot be carried out; `errors` says what to do. */
  notPossible: 422,
  overloaded: 503,
  internal: 500,
} as const;

export type ProblemCode = keyof typeof problemStatus;
export const problemCodes = Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]];

const urn = 'urn:zentime:problem:';

export const problemDetails = z.object({
  type: z.string().startsWith(urn),
  title: z.string().max(500),
  status: z.int().min(400).max(599),
  code: z.enum(problemCodes),
  /** Which field and why, where the input was at fault; never a value. */
  errors: z
    .array(z.object({ path: z.string().max(200), message: z.string().max(500) }))
    .max(50)
    .optional(),
  retryAfterSeconds: z.int().min(0).max(86_400).optional(),
});
export type ProblemDetails = z.infer<typeof problemDetails>;

/** The `type` of a problem answer. */
export function problemType(code: ProblemCode): string {
  return urn + code;
}
