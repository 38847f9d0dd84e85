/** Which refusals a route can answer with, by who may call it and by what it takes; for the description alone. */
import type { z } from 'zod';
import type { RouteName } from '../../shared/contracts/http.ts';
import { problemCodes, problemStatus, type ProblemCode } from '../../shared/contracts/problems.ts';
import type { Auth } from '../callers.ts';
import { problemMediaType, problemTitles } from '../errors.ts';
import type { Json } from './openapi-schemas.ts';

export interface DescribedRoute {
  readonly method: string;
  readonly path: string;
  readonly auth: Auth;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
}

const device: readonly ProblemCode[] = ['tokenMissing', 'tokenUnknown', 'tokenExpired', 'tokenRevoked', 'tokenReplaced'];
const person: readonly ProblemCode[] = ['tokenMissing', 'tokenUnknown', 'tokenExpired', 'roleNotAllowed'];
/** Of the caller's token; refusals of a sign-in are the route's own. */
const ofAuth: Record<Auth, readonly ProblemCode[]> = { none: [], optionalDevice: [], device, renewableDevice: device, supervisor: [...person, 'noPermissionForTimeclock'], administrator: person };

const signIn: readonly ProblemCode[] = ['unknownUser', 'wrongPassword', 'lockedOut', 'tooManyRequests'];
const ofRoute: Partial<Record<RouteName, readonly ProblemCode[]>> = {
  findCompany: ['unknownCompany', 'tooManyRequests'],
  readTimeclock: ['unknownTimeclock', 'tooManyRequests'],
  enrolDevice: [...signIn, 'userOfAnotherTenant', 'roleNotAllowed', 'noPermissionForTimeclock', 'unknownTimeclock'],
  enrolByCode: ['codeUnknown', 'codeExpired', 'codeUsed', 'codeRevoked', 'lockedOut', 'tooManyRequests'],
  verifyOperator: ['unknownUser', 'wrongPassword', 'lockedOut', 'userOfAnotherTenant', 'roleNotAllowed', 'noPermissionForTimeclock', 'unknownTimeclock'],
  openSession: [...signIn, 'roleNotAllowed'],
  changeOwnPassword: ['wrongPassword', 'lockedOut', 'tooManyRequests'],
  readEmployees: ['pageTokenUnknown'],
  readChanges: ['cursorUnknown'],
  uploadBatch: ['sealUnreadable', 'unreadableBody', 'bodyTooLarge', 'unsupportedMediaType', 'invalidMessage'],
};

export function problemsOf(name: RouteName, shape: DescribedRoute): ProblemCode[] {
  const codes = new Set<ProblemCode>([...ofAuth[shape.auth], ...(ofRoute[name] ?? []), 'overloaded', 'internal']);
  if (shape.params ?? shape.query ?? shape.body) codes.add('invalidMessage');
  if (shape.body !== undefined) for (const code of ['unreadableBody', 'bodyTooLarge', 'unsupportedMediaType'] as const) codes.add(code);
  if (shape.params !== undefined) codes.add('notFound');
  if ((shape.auth === 'supervisor' || shape.auth === 'administrator') && shape.method !== 'GET') for (const code of ['conflict', 'notPossible'] as const) codes.add(code);
  return problemCodes.filter((code) => codes.has(code));
}

const content = { [problemMediaType]: { schema: { $ref: '#/components/schemas/ProblemDetails' } } };

/** One response a status. Its component is named by the codes that it can carry, so that routes with the same refusals share it. */
export function problemResponses(codes: readonly ProblemCode[]): Json {
  const byStatus = [...Map.groupBy(codes, (code) => problemStatus[code])].toSorted(([a], [b]) => a - b);
  return { ...Object.fromEntries(byStatus.map(([status, group]) => [String(status), reference(group)])), default: reference(['internal']) };
}

function reference(codes: readonly ProblemCode[]): Json {
  return { $ref: `#/components/responses/${codes.join('.')}` };
}

/** Every code with its status and title, and what of several codes of one status routes point to. */
export function problemComponents(paths: unknown, headers: Json): Json {
  const shared = [...JSON.stringify(paths).matchAll(/#\/components\/responses\/([\w.]+)/g)].flatMap((match) => match[1] ?? []);
  const names = [...new Set([...problemCodes, ...shared])];
  return Object.fromEntries(names.map((name) => [name, { description: descriptionOf(name), headers, content }]));
}

function descriptionOf(name: string): string {
  const codes = problemCodes.filter((code) => name.split('.').includes(code));
  const status = problemStatus[codes[0] ?? 'internal'];
  return `${status}. ${codes.map((code) => `${code}: ${problemTitles[code]}`).join('; ')}`;
}
