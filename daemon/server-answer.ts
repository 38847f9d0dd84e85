/**
 * What an answer means: pure, so that the simulator's wire and the real one are read by the same eyes. Only an answer
 * that bears our epoch header counts as our server's (E3): a portal's 200 and a proxy's page do not.
 */
import type { z } from 'zod';
import { identifier } from '../shared/contracts/entities.ts';
import type { SyncFailure } from '../shared/contracts/daemon.ts';
import { problemDetails, type ProblemDetails } from '../shared/contracts/problems.ts';
import { ageOf } from '../shared/contracts/version.ts';
import { parseRetryAfter } from './retry-after.ts';
import { parseJson } from '../shared/lib/parse-json.ts';

/** An answer as it came over the wire; header values are null where the header is missing. */
export interface RawAnswer {
  status: number;
  epoch: string | null;
  /** The server's version of the contract; a server from before 1.6 names none. */
  contract: string | null;
  retryAfter: string | null;
  date: string | null;
  body: string;
}

export type ServerReply<Answer> = { kind: 'answered'; answer: Answer; serverEpoch: string; roundTripMs: number } | { kind: 'failed'; failure: SyncFailure };

/** Reads `raw` as an answer of `shape`. Never throws. */
export function readAnswer<Answer>(raw: RawAnswer, shape: z.ZodType<Answer>, roundTripMs: number): ServerReply<Answer> {
  if (raw.status < 200 || raw.status > 299) return { kind: 'failed', failure: readRefusal(raw) };
  const epoch = identifier.safeParse(raw.epoch);
  if (!epoch.success) return { kind: 'failed', failure: foreignAnswer(raw) };
  const answer = shape.safeParse(parseJson(raw.body));
  if (!answer.success) return { kind: 'failed', failure: notUnderstood(raw) };
  return { kind: 'answered', answer: answer.data, serverEpoch: epoch.data, roundTripMs };
}

function readRefusal(raw: RawAnswer): SyncFailure {
  // A proxy in front of the server may be the one that minds the size (413) or finds it away (5xx).
  if (raw.status === 413) return { kind: 'tooLarge' };
  const problem = readProblem(raw);
  // Our server's mark, and a word that this version does not know, or none for what it was asked.
  if (identifier.safeParse(raw.epoch).success && ageOf(raw.contract) !== 'same' && (problem === null ? raw.status < 500 : ofAnotherVersion.has(problem.code))) return notUnderstood(raw);
  // 511 is a portal's word by definition.
  if (problem === null && (raw.status < 500 || raw.status === 511)) return foreignAnswer(raw);
  if (problem?.code === 'cursorUnknown') return { kind: 'cursorUnknown' };
  if (problem !== null && raw.status === 401) return { kind: 'unauthorised', code: problem.code };
  return { kind: 'serverError', status: raw.status, code: problem?.code ?? null, retryAfterMs: retryAfterOf(raw, problem) };
}

/** What a server says that does not know what it is asked. */
const ofAnotherVersion: ReadonlySet<ProblemDetails['code']> = new Set<ProblemDetails['code']>(['notFound', 'invalidMessage', 'unsupportedMediaType']);

/** A8: whoever sets the kiosk up hears which of the two is the older one. */
function notUnderstood({ contract }: RawAnswer): SyncFailure {
  const server = ageOf(contract);
  return server === 'same' ? { kind: 'badAnswer' } : { kind: 'badAnswer', server };
}

/** A8: a redirect or a page for people is most likely the sign-in of the network. */
function foreignAnswer({ status, body }: RawAnswer): SyncFailure {
  const isPortal = status === 511 || (status >= 300 && status < 400) || body.trimStart().startsWith('<');
  return isPortal ? { kind: 'notOurServer', sign: 'portal' } : { kind: 'notOurServer' };
}

function readProblem(raw: RawAnswer): ProblemDetails | null {
  const parsed = problemDetails.safeParse(parseJson(raw.body));
  return parsed.success ? parsed.data : null;
}

function retryAfterOf(raw: RawAnswer, problem: ProblemDetails | null): number | null {
  const fromHeader = parseRetryAfter(raw.retryAfter, raw.date);
  if (fromHeader !== null) return fromHeader;
  return problem?.retryAfterSeconds === undefined ? null : problem.retryAfterSeconds * 1000;
}
